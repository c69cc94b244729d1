"""Work for a request: in a thread, and only for as long as somebody waits for it."""

import asyncio
import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import Request
from starlette.requests import ClientDisconnect

_Result = TypeVar("_Result")
# Most work is over by then; to look whether a client has hung up costs as much as a small answer.
_UNWATCHED_SECONDS = 0.1
# Whoever draws on a page waits for the answer; programs let them go first.
_NICENESS = 5
# Streamlit answers whoever does something on a page in a thread of this name.
PAGE_THREAD = "ScriptRunner.scriptThread"
# Most of them answer within a fraction of this. A program does not wait for a page that takes longer.
PAGES_FIRST_SECONDS, _LOOK_AGAIN_SECONDS = 0.05, 0.002


def _step_back() -> None:
    """Lets other threads go before this one, where the operating system can tell threads apart."""
    if sys.platform == "linux":
        thread = threading.get_native_id()
        # Where a sandbox forbids it, all go on as equals: a thread that did not start would answer nobody.
        with suppress(OSError):
            # The whole app may have been told to step back already.
            os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + _NICENESS)


@dataclass
class _Line:
    """Requests that one thread answers, one after the other.

    Attributes:
        thread: The thread.
        length: How many there are, the one that is being answered included.
    """

    thread: ThreadPoolExecutor
    length: int = 0


_CORES = os.cpu_count() or 1
_threads = ThreadPoolExecutor(_CORES, thread_name_prefix="api")
_asking = [_Line(ThreadPoolExecutor(1, f"api-asking-{number}", _step_back)) for number in range(_CORES)]


async def in_thread(
    request: Request, work: Callable[[threading.Event], _Result], is_asking: bool = False
) -> _Result:
    """Does the work for a request in one of as many threads as there are cores.

    Args:
        request: The request, its body read.
        work: Does it. Gets an event that is set when nobody waits for it any longer; it should look at it
            now and then, and stop.
        is_asking: Whether it asks networks, which takes all of a core: then it lets the pages go first; in
            what the operating system shares out, so does whatever thread or process it starts.

    Returns:
        What the work returns.

    Raises:
        ClientDisconnect: If the client has hung up; by then, the work has stopped too.
    """
    stop = threading.Event()
    if not is_asking:
        return await _awaited(request, _threads.submit(work, stop), stop)
    # Of equal ones the first: a thread that has just answered has all that it needs in its core's cache.
    line = min(_asking, key=lambda line: line.length)
    line.length += 1
    try:
        return await _awaited(request, line.thread.submit(_after_pages, work, stop), stop)
    finally:
        line.length -= 1


def _after_pages(work: Callable[[threading.Event], _Result], stop: threading.Event) -> _Result:
    """Does work after pages that are answering: threads share Python's lock, which knows no niceness."""
    until = time.monotonic() + PAGES_FIRST_SECONDS
    while any(thread.name == PAGE_THREAD for thread in threading.enumerate()) and time.monotonic() < until:
        time.sleep(_LOOK_AGAIN_SECONDS)
    return work(stop)


async def _awaited(request: Request, job: "Future[_Result]", stop: threading.Event) -> _Result:
    future = asyncio.wrap_future(job)
    try:
        await asyncio.wait({future}, timeout=_UNWATCHED_SECONDS)
        if not future.done():
            hanging_up = asyncio.ensure_future(_hung_up(request))
            either: set[asyncio.Future[Any]] = {future, hanging_up}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not hanging_up.cancel():
                stop.set()
                if not job.cancel():
                    await asyncio.wait({future})
                raise ClientDisconnect
        return await future
    finally:
        stop.set()


async def _hung_up(request: Request) -> None:
    """Returns when the client has hung up."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
