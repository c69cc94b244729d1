"""A fuzzer of our own: makes valid inputs, damages them, and passes them to the app's public functions.

Knows how cases are made from a seed, tried, counted and stored; each kind of input is a separate module.
To add a kind, write `tests/fuzz/<kind>.py` with these three names; no registration is needed:

    CASES_IN_TESTS = 500  # how many `make test` tries; all kinds together should take a minute

    def make_case(random: Random) -> bytes:
        '''Makes an input from the random numbers alone: often damaged, sometimes valid.'''

    def attempt(case: bytes) -> None:
        '''Processes the input as the app does; raises an `InklingError` if it is refused.'''

An answer or an `InklingError` is a correct outcome. Any other exception, a `RuntimeWarning` from NumPy, and
a case that takes longer than `harness.MAX_SECONDS` are faults. `tests/fuzz/mutators.py` can damage any bytes.
`python -m tests.fuzz --minutes 60 --seed 1 [--only <kind>]` runs as long as asked (`make fuzz`: an hour);
the same seed makes the same cases. Each case that is a fault is written to `tests/fuzz/cases/<kind>/`, and
`test_fuzz.py` tries all cases there: once fixed and committed, a case is a regression test.
"""
