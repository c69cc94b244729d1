"""A fuzzer of our own: inputs that are well made and then damaged, tried through the app's public functions.

Knows how cases are made from a seed, tried, counted and kept; each kind of input is a module of its own.
To add a kind, write `tests/fuzz/<kind>.py` with these three names; nothing has to be registered:

    CASES_IN_TESTS = 500  # how many `make test` tries: all kinds together should take two minutes

    def make_case(random: Random) -> bytes:
        '''Makes an input from nothing but the random numbers: often damaged, sometimes sound.'''

    def attempt(case: bytes) -> None:
        '''Does with the input what the app does; raises an `InklingError` where it is refused.'''

An answer and an `InklingError` are right; any other exception, a `RuntimeWarning` of NumPy and a case that
takes over `harness.MAX_SECONDS` are faults. `tests/fuzz/mutators.py` has ways to damage any bytes.
`python -m tests.fuzz --minutes 60 --seed 1 [--only <kind>]` goes on as long as asked (`make fuzz`: an hour);
the same seed makes the same cases. Each fault's case is written to `tests/fuzz/cases/<kind>/`, and
`test_fuzz.py` tries all that lie there: once mended and committed, it is a test.
"""
