"""Work in threads ends when nobody is waiting for it any more."""

import asyncio
import subprocess
import sys
import threading

import pytest
from starlette.requests import ClientDisconnect

from api import limits
from api import work as working
from api.work import PAGE_THREAD, in_thread
from tests.api.asked import asked_by, stays
from tests.conftest import ROOT
from tests.in_a_thread import run_coroutine


def test_a_result_and_an_error_come_back():
    assert run_coroutine(in_thread(asked_by(stays), lambda stop: 7)) == 7

    def fail(stop):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_coroutine(in_thread(asked_by(stays), fail))


def test_where_no_thread_may_step_back_it_answers_all_the_same():
    # A separate process, since the threads of this one may already be running.
    program = """
import asyncio, os

def forbid(*arguments):
    raise PermissionError(1, "not in this sandbox")

os.getpriority = os.setpriority = forbid
from tests.api.test_work import asked_by, in_thread, stays
print(asyncio.run(in_thread(asked_by(stays), lambda stop: 7, is_asking=True)))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout == "7\n", done.stderr


def test_work_that_takes_long_is_waited_for():
    go = threading.Event()

    async def receive():
        go.set()
        await stays()

    assert run_coroutine(in_thread(asked_by(receive), lambda stop: go.wait(60))) is True


def test_uploads_that_are_being_stored_keep_nobody_waiting():
    go, everybody = threading.Event(), threading.Barrier(limits.MAX_UPLOADS + 1, timeout=60)

    def store(stop):
        everybody.wait()
        return go.wait(60)

    async def ask():
        uploads = [asyncio.create_task(in_thread(asked_by(stays), store)) for _ in range(limits.MAX_UPLOADS)]
        await asyncio.to_thread(everybody.wait)
        answers = [await in_thread(asked_by(stays), lambda stop: go.is_set())]
        go.set()
        return answers + await asyncio.gather(*uploads)

    assert run_coroutine(ask()) == [False, True, True]


def test_work_for_whoever_hangs_up_is_stopped_first():
    stopped = []

    async def hangs_up():
        return {"type": "http.disconnect"}

    def work(stop):
        began = stop.wait(60)
        # Long enough that an implementation that does not wait for the work would fail the test.
        threading.Event().wait(0.05)
        stopped.append(began)

    with pytest.raises(ClientDisconnect):
        run_coroutine(in_thread(asked_by(hangs_up), work))
    assert stopped == [True]


def test_work_that_has_not_begun_by_then_never_does():
    go, done = threading.Event(), []

    async def leaves():
        async def hangs_up():
            return {"type": "http.disconnect"}

        busy = [
            asyncio.ensure_future(in_thread(asked_by(stays), lambda stop: go.wait(60))) for _ in range(64)
        ]
        await asyncio.sleep(0)
        with pytest.raises(ClientDisconnect):
            await in_thread(asked_by(hangs_up), done.append)
        go.set()
        assert all(await asyncio.gather(*busy))

    run_coroutine(leaves())
    assert done == []


def test_asking_lets_a_page_that_answers_go_first(monkeypatch):
    monkeypatch.setattr(working, "PAGES_FIRST_SECONDS", 60)
    order, go = [], threading.Event()

    def answer():
        go.wait(60)
        order.append("page")

    page = threading.Thread(target=answer, name=PAGE_THREAD)

    async def ask():
        asked = asyncio.ensure_future(in_thread(asked_by(stays), lambda stop: order.append("asked"), True))
        other = asyncio.ensure_future(in_thread(asked_by(stays), lambda stop: order.append("other")))
        await other
        go.set()
        await asked

    page.start()
    run_coroutine(ask())
    page.join()
    assert order == ["other", "page", "asked"]


def test_a_page_that_takes_long_is_not_waited_for():
    go = threading.Event()
    page = threading.Thread(target=go.wait, args=[60], name=PAGE_THREAD)
    page.start()
    try:
        assert run_coroutine(in_thread(asked_by(stays), lambda stop: go.is_set(), True)) is False
    finally:
        go.set()
        page.join()
