"""Work in parallel: results in order, items read only a little ahead, and stopped with the generator."""

import gc
import os
import threading
import time
import weakref
from pathlib import Path

import pytest

from core.errors import BadData, CannotReadOrWrite, DecoderBusy, InklingError
from core.jobs.parallel import ordered_map, ordered_outcomes


@pytest.mark.parametrize("at_once", [1, 3])
def test_results_come_in_order_whatever_each_takes(at_once):
    def work(number):
        time.sleep((7 * number % 5) / 1_000)
        return number * number

    results = list(ordered_map(work, iter(range(50)), at_once))
    assert results == [(number, number * number) for number in range(50)]


def test_only_a_little_is_read_ahead_and_nothing_once_nobody_asks():
    read = []

    def items():
        for number in range(10_000):
            read.append(number)
            yield number

    asked = ordered_map(lambda number: number, items())
    next(asked)
    asked.close()
    time.sleep(0.05)
    assert len(read) < 500


def test_as_many_threads_work_as_there_are_cores():
    cores = os.cpu_count()
    # No thread passes before all have arrived, and a waiting thread cannot arrive twice.
    all_at_once = threading.Barrier(cores, timeout=60)
    threads = set()

    def work(number):
        threads.add(threading.get_ident())
        if number < cores:
            all_at_once.wait()
        return number

    assert [number for number, _ in ordered_map(work, range(50 * cores))] == list(range(50 * cores))
    assert len(threads) == cores


def test_an_error_comes_in_its_turn():
    def work(number):
        if number == 5:
            raise ValueError("five")
        return number

    asked = ordered_map(work, range(100))
    assert [next(asked)[0] for _ in range(5)] == [0, 1, 2, 3, 4]
    with pytest.raises(ValueError, match="five"):
        next(asked)


def test_nothing_gives_nothing():
    assert list(ordered_map(str, [])) == []


def test_one_that_cannot_be_done_never_ends_the_others():
    def work(number):
        if number % 3 == 1:
            raise BadData(f"Received: {number}")
        return number

    outcomes = list(ordered_outcomes(work, range(9), at_once=2))
    assert [number for number, _ in outcomes] == list(range(9))
    refused = {number: str(outcome) for number, outcome in outcomes if isinstance(outcome, InklingError)}
    assert refused == {1: "Received: 1", 4: "Received: 4", 7: "Received: 7"}
    assert all(outcome == number for number, outcome in outcomes if number % 3 != 1)


@pytest.mark.parametrize("error", [ZeroDivisionError("zero"), MemoryError(), RecursionError("deep")])
def test_what_should_never_be_raised_becomes_a_sentence_and_goes_to_the_log(error, caplog):
    def work(number):
        if number == 1:
            raise error
        return number

    (_, first), (_, second), (_, third) = ordered_outcomes(work, range(3))
    assert (first, third) == (0, 2)
    assert isinstance(second, InklingError)
    assert f"Received: {type(error).__name__}" in str(second)
    assert "Traceback" in caplog.text
    assert "in work" in caplog.text


def test_what_the_operating_system_refuses_is_one_items_sentence():
    def work(path):
        return path.read_bytes()

    ((_, outcome),) = ordered_outcomes(work, [Path("/no/such/file")])
    assert isinstance(outcome, CannotReadOrWrite)


@pytest.mark.parametrize("spread", [ordered_map, ordered_outcomes])
def test_a_picture_that_others_leave_no_memory_for_is_not_left_out(spread):
    tries = [0] * 6

    def work(number):
        tries[number] += 1
        if number % 2 and tries[number] < 3:
            raise DecoderBusy("Many large pictures are being read.")
        return number * number

    assert list(spread(work, range(6))) == [(number, number * number) for number in range(6)]
    assert tries == [1, 3] * 3


def test_what_failed_keeps_nothing_of_what_it_was_working_on():
    class Large:
        pass

    held = []

    def work(number):
        large = Large()
        held.append(weakref.ref(large))
        raise BadData(f"Number {number}.")

    outcomes = list(ordered_outcomes(work, range(3)))
    gc.collect()
    assert [str(outcome) for _, outcome in outcomes] == ["Number 0.", "Number 1.", "Number 2."]
    assert [found() for found in held] == [None] * 3
