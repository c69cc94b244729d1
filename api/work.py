"""Work for a request: in a thread, and only for as long as somebody waits for it."""

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from fastapi import Request
from starlette.requests import ClientDisconnect

_Result = TypeVar("_Result")
# Most work is over by then; to look whether a client has hung up costs as much as a small answer.
_UNWATCHED_SECONDS = 0.1
# Whoever draws on a page waits for the answer; programs let them go first.
_NICENESS = 5


def _step_back() -> None:
    """Lets other threads go before this one, where the operating system can tell threads apart."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


_CORES = os.cpu_count() or 1
_threads = ThreadPoolExecutor(_CORES, thread_name_prefix="api")
_asking_threads = ThreadPoolExecutor(_CORES, "api-asking", _step_back)


async def in_thread(
    request: Request, work: Callable[[threading.Event], _Result], is_asking: bool = False
) -> _Result:
    """Does the work for a request in one of as many threads as there are cores.

    Args:
        request: The request, its body read.
        work: Does it. Gets an event that is set when nobody waits for it any longer; it should look at it
            now and then, and stop.
        is_asking: Whether it asks networks, which takes all of a core: then it lets the pages go first, and
            so does whatever thread or process it starts.

    Returns:
        What the work returns.

    Raises:
        ClientDisconnect: If the client has hung up; by then, the work has stopped too.
    """
    stop = threading.Event()
    job = (_asking_threads if is_asking else _threads).submit(work, stop)
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
