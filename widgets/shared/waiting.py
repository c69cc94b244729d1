"""Work that takes some seconds, for which a page waits, but nobody who wants to go on meanwhile."""

from collections.abc import Callable
from concurrent.futures import Future, wait
from threading import Thread
from typing import TypeVar

from widgets.shared.page_state import is_shown

_T = TypeVar("_T")
_LOOK_SECONDS = 0.1


def begin(work: Callable[[], _T]) -> Future[_T]:
    """Does work in a thread of its own, to its end, whatever becomes of the page."""
    future: Future[_T] = Future()

    def do() -> None:
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    Thread(target=do, daemon=True).start()
    return future


def wait_for(future: Future[_T]) -> None:
    """Waits for work that goes on, and has Streamlit look meanwhile whether the page is to be run anew."""
    while not wait([future], _LOOK_SECONDS).done:
        # It looks wherever the session is touched.
        is_shown("")
