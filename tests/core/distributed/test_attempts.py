"""All rows that end processes are found, however many there are, and no others are blamed."""

import random

from core.distributed.attempts import MAX_ENDED, Attempts


def work_through(attempts, rows, ends_process, may_go_on=lambda: True):
    """Begins a batch again until all of it is answered; returns the rows given up, and the tries."""
    for tries in range(1, 1_000):
        given_up = attempts.begin(rows[0][0])
        for row in rows:
            if given_up is not None:
                if row in given_up:
                    continue
                attempts.note(rows[0][0], row)
            if row in ends_process or not may_go_on():
                break
        else:
            attempts.end(rows[0][0])
            return given_up or frozenset(), tries
    raise AssertionError("It was never done.")


def test_what_is_harmless_is_begun_once():
    attempts = Attempts()
    for batch in range(0, 100, 10):
        assert work_through(attempts, [(batch + index, 0) for index in range(10)], ()) == (frozenset(), 1)


def test_each_one_that_ends_processes_is_given_up_after_a_few():
    rows = [(position, index) for position in range(20) for index in range(3)]
    deadly = {(0, 0), (7, 1), (7, 2), (19, 2)}
    given_up, tries = work_through(Attempts(), rows, deadly)
    assert given_up == deadly
    # The first time, it is not known which row ended the process.
    assert tries <= 2 + MAX_ENDED * len(deadly)


def test_whoever_was_at_work_when_a_machine_was_lost_is_not_blamed():
    attempts, is_there = Attempts(), iter([True] * 5 + [False] + [True] * 3 + [False])
    rows = [(position, 0) for position in range(10)]
    assert work_through(attempts, rows, (), lambda: next(is_there, True)) == (frozenset(), 3)


def test_a_batch_whose_answers_were_lost_blames_nobody():
    attempts, rows = Attempts(), [(position, 0) for position in range(4)]
    for _ in range(5):
        assert work_through(attempts, rows, ())[0] == frozenset()


def test_batches_are_told_apart():
    attempts, order = Attempts(), random.Random(0)
    batches = [[(first + index, 0) for index in range(5)] for first in (0, 5, 10)]
    deadly = {(1, 0), (12, 0)}
    order.shuffle(batches)
    for rows in batches:
        given_up, _ = work_through(attempts, rows, deadly)
        assert given_up & set(rows) == deadly & set(rows)
