"""Work that is done again while other pictures use up the memory for decoding."""

import threading

import pytest

from core.errors import BadData, DecoderBusy
from core.jobs.retry import retry_while_busy
from core.preprocessing.decoding_budget import DecodingBudget


def test_work_waits_for_the_memory_of_others():
    budget, refused = DecodingBudget(100), threading.Event()
    done = []

    def work():
        try:
            with budget.lend(60, wait_seconds=0.01):
                return "done"
        except DecoderBusy:
            refused.set()
            raise

    with budget.lend(60):
        worker = threading.Thread(target=lambda: done.append(retry_while_busy(work)))
        worker.start()
        assert refused.wait(60)
    worker.join(60)
    assert done == ["done"]


def test_work_that_never_gets_memory_says_so_in_the_end():
    tries = []

    def work():
        tries.append(1)
        raise DecoderBusy("Many large pictures are being read.")

    with pytest.raises(DecoderBusy, match="Many large pictures"):
        retry_while_busy(work)
    assert 10 < len(tries) < 1_000


def test_anything_else_that_goes_wrong_is_not_tried_again():
    tries = []

    def work():
        tries.append(1)
        raise BadData("Damaged.")

    with pytest.raises(BadData, match="Damaged"):
        retry_while_busy(work)
    assert len(tries) == 1
