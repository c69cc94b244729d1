"""Running the work for a request in a thread, and only as long as the client waits for it."""

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

from api import limits

_Result = TypeVar("_Result")
# Most work takes less time; checking whether a client has hung up costs as much as a small answer.
_UNWATCHED_SECONDS = 0.1
# Users who draw on a page wait for the answer, so work for programs has a lower priority.
_NICENESS = 5
# The name of the threads in which Streamlit runs pages.
PAGE_THREAD = "ScriptRunner.scriptThread"
# Most page runs take a fraction of this time. Programs do not wait for a page that takes longer.
PAGES_FIRST_SECONDS, _LOOK_AGAIN_SECONDS = 0.05, 0.002


def _step_back() -> None:
    """Lowers the priority of this thread, if the operating system has priorities for single threads."""
    if sys.platform == "linux":
        thread = threading.get_native_id()
        # If a sandbox forbids this, the priority stays the same; an error would prevent the thread's start.
        with suppress(OSError):
            # Added to the current niceness, because the whole app may already have a lower priority.
            os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + _NICENESS)


@dataclass
class _Line:
    """Requests that one thread answers, one after the other.

    Attributes:
        thread: The thread.
        length: Number of requests, including the one that is being answered.
    """

    thread: ThreadPoolExecutor
    length: int = 0


_CORES = os.cpu_count() or 1
# Storing an upload takes long and little of a core, so that no other request should wait for it.
_threads = ThreadPoolExecutor(_CORES + limits.MAX_UPLOADS, thread_name_prefix="api")
_asking = [_Line(ThreadPoolExecutor(1, f"api-asking-{number}", _step_back)) for number in range(_CORES)]


async def in_place(request: Request, work: Callable[[threading.Event], _Result]) -> _Result:
    """Runs the work for a request in a thread, and takes a place meanwhile; see `in_thread`.

    Raises:
        ClientDisconnect: If the client has hung up; the work has stopped by then.
        Refusal: 429 if no place is free.
    """
    with limits.REQUESTS.take():
        return await in_thread(request, work)


async def in_thread(
    request: Request, work: Callable[[threading.Event], _Result], is_asking: bool = False
) -> _Result:
    """Runs the work for a request in one of a few threads.

    Args:
        request: The request, whose body has been read.
        work: The function to run. It receives an event that is set when the client no longer waits; it should
            check the event now and then, and stop.
        is_asking: Whether the work asks networks, which takes a whole core. The work then lets pages go first
            and has a lower priority, which threads and processes that it starts inherit.

    Returns:
        What the work returns.

    Raises:
        ClientDisconnect: If the client has hung up; the work has stopped by then.
    """
    stop = threading.Event()
    if not is_asking:
        return await _awaited(request, _threads.submit(work, stop), stop)
    # Among equals, the first: a thread that has just answered still has its data in its core's cache.
    line = min(_asking, key=lambda line: line.length)
    line.length += 1
    try:
        return await _awaited(request, line.thread.submit(_after_pages, work, stop), stop)
    finally:
        line.length -= 1


def _after_pages(work: Callable[[threading.Event], _Result], stop: threading.Event) -> _Result:
    """Does work after pages that are running: threads share Python's global lock, which ignores niceness."""
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
