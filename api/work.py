"""Work for a request: in a thread, and only for as long as somebody waits for it."""

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from fastapi import Request
from starlette.requests import ClientDisconnect

_Result = TypeVar("_Result")
# Most work is over by then; to look whether a client has hung up costs as much as a small answer.
_UNWATCHED_SECONDS = 0.1
_threads = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="api")


async def in_thread(request: Request, work: Callable[[threading.Event], _Result]) -> _Result:
    """Does the work for a request in one of as many threads as there are cores.

    Args:
        request: The request, its body read.
        work: Does it. Gets an event that is set when nobody waits for it any longer; it should look at it now
            and then, and stop.

    Returns:
        What the work returns.

    Raises:
        ClientDisconnect: If the client has hung up; by then, the work has stopped too.
    """
    stop = threading.Event()
    future = asyncio.get_running_loop().run_in_executor(_threads, work, stop)
    try:
        await asyncio.wait({future}, timeout=_UNWATCHED_SECONDS)
        if not future.done():
            hanging_up = asyncio.ensure_future(_hung_up(request))
            either: set[asyncio.Future[Any]] = {future, hanging_up}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not hanging_up.cancel():
                stop.set()
                if future.cancel():
                    # The threads' queue learns of it in the loop's next round.
                    await asyncio.sleep(0)
                else:
                    await asyncio.wait({future})
                raise ClientDisconnect
        return await future
    finally:
        stop.set()


async def _hung_up(request: Request) -> None:
    """Returns when the client has hung up."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
