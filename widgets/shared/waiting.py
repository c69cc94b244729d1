"""Runs work that takes some seconds, so that a page can wait for it without blocking the user."""

from collections.abc import Callable
from concurrent.futures import Future, wait
from threading import Thread
from typing import TypeVar

from widgets.shared.page_state import is_shown

_T = TypeVar("_T")
_LOOK_SECONDS = 0.1


def begin(work: Callable[[], _T]) -> Future[_T]:
    """Runs work to completion in a separate thread, even if the run of the page ends first."""
    future: Future[_T] = Future()

    def do() -> None:
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    Thread(target=do, daemon=True).start()
    return future


def wait_for(future: Future[_T]) -> None:
    """Waits for work to finish; meanwhile lets Streamlit check whether the page has to be rerun."""
    while not wait([future], _LOOK_SECONDS).done:
        # Streamlit checks at every access to the session, even for a widget that does not exist.
        is_shown("waiting")
