"""Memory for decoding: never more is lent than there is, and requests are served in order."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.errors import UnreadablePicture
from core.preprocessing.decoding_budget import DecodingBudget


def test_never_more_is_lent_than_there_is():
    budget, lock = DecodingBudget(100), threading.Lock()
    lent, most = [0], [0]

    def work(needed):
        with budget.lend(needed):
            with lock:
                lent[0] += needed
                most[0] = max(most[0], lent[0])
            time.sleep(0.001)
            with lock:
                lent[0] -= needed

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(work, [7, 30, 99, 1, 60] * 30))
    assert 60 < most[0] <= 100
    with budget.lend(100, wait_seconds=0):
        pass


def test_what_is_larger_than_all_of_it_is_alone():
    budget = DecodingBudget(100)
    with budget.lend(1_000), pytest.raises(UnreadablePicture), budget.lend(1, wait_seconds=0):
        pass
    with budget.lend(1), pytest.raises(UnreadablePicture), budget.lend(1_000, wait_seconds=0):
        pass


def test_who_waits_too_long_is_told_so_and_is_in_nobodys_way():
    budget = DecodingBudget(100)
    with budget.lend(60):
        with pytest.raises(UnreadablePicture, match="again in a minute"), budget.lend(60, wait_seconds=0.01):
            pass
        with budget.lend(40, wait_seconds=0):
            pass


def test_who_comes_first_is_first():
    budget, order, waiting = DecodingBudget(100), [], threading.Event()

    def large():
        waiting.set()
        with budget.lend(100):
            order.append("large")

    def small():
        with budget.lend(1):
            order.append("small")

    threads = [threading.Thread(target=large), threading.Thread(target=small)]
    with budget.lend(50):
        threads[0].start()
        waiting.wait()
        while len(budget._queue) < 1:
            time.sleep(0.001)
        threads[1].start()
        while len(budget._queue) < 2:
            time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert order == ["large", "small"]


def test_what_fails_gives_its_memory_back():
    budget = DecodingBudget(100)
    with pytest.raises(ValueError, match="damaged"), budget.lend(100):
        raise ValueError("damaged")
    with budget.lend(100, wait_seconds=0):
        pass
