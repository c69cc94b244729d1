"""A fixed number of cases of each kind, and all cases that were once faults."""

from random import Random
from types import ModuleType

import pytest

from core.errors import BadData
from tests.fuzz.harness import CASES, Tally, attempt, cases_of, kinds
from tests.fuzz.mutators import MUTATORS, mutate, splice

SEED = 20_261_126
KINDS = kinds()
FOUND = [path for path in sorted(CASES.glob("*/*")) if path.parent.name in KINDS]


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_input_gives_an_answer_or_a_sentence(kind):
    tally = Tally()
    for _, case in zip(range(KINDS[kind].CASES_IN_TESTS), cases_of(KINDS[kind], SEED), strict=False):
        attempt(KINDS[kind], case, tally)
    assert not tally.faults, "\n\n".join(fault.reason for fault in tally.faults[:5])
    assert tally.answered
    assert tally.refused


@pytest.mark.parametrize("path", FOUND, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_was_a_fault_once_is_none_now(path):
    tally = Tally()
    attempt(KINDS[path.parent.name], path.read_bytes(), tally)
    assert not tally.faults, tally.faults[0].reason


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_always_makes_the_same_cases(kind):
    first, again, other = (
        [case for _, case in zip(range(3), cases_of(KINDS[kind], seed), strict=False)] for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def do_as_the_case_says(case):
    if case == b"refused":
        raise BadData("No.")
    if case == b"fault":
        raise ZeroDivisionError


def test_only_a_sentence_of_ours_is_a_refusal():
    tally, kind = Tally(), ModuleType("tests.fuzz.kind")
    kind.attempt = do_as_the_case_says
    for case in (b"answer", b"refused", b"fault", b"refused"):
        attempt(kind, case, tally)
    assert (tally.cases, tally.answered, tally.refused) == (4, 1, 2)
    (fault,) = tally.faults
    assert (fault.kind, fault.case) == ("kind", b"fault")
    assert "ZeroDivisionError" in fault.reason


@pytest.mark.parametrize("mutator", [*MUTATORS, mutate, lambda data, random: splice(data, data, random)])
def test_every_mutator_takes_any_bytes_and_mostly_changes_them(mutator):
    changed = 0
    for seed in range(100):
        random = Random(seed)
        data = random.randbytes(random.choice((1, 2, 3, 50, 3_000)))
        mutated = mutator(data, random)
        assert isinstance(mutated, bytes)
        changed += mutated != data
    assert changed >= 50
