"""Makes callbacks run to completion, whatever else the user does meanwhile."""

import functools
from collections.abc import Callable
from typing import ParamSpec

from streamlit.runtime.scriptrunner import RerunException

_P = ParamSpec("_P")


def to_its_end(callback: Callable[_P, None]) -> Callable[_P, None]:
    """Makes a callback start over whenever Streamlit aborts it.

    If the browser requests another run while a callback is running, Streamlit raises `RerunException` in the
    callback at its next access to the session or the address, and treats that like the callback's own
    `st.rerun()`. The callback's work is then lost, and the next run does not call it again, because the
    widget has not changed since.

    Args:
        callback: Must read the session first and make its changes last, so that its beginning can safely run
            twice; must not call `st.rerun()`.
    """

    @functools.wraps(callback)
    def carried_out(*arguments: _P.args, **named: _P.kwargs) -> None:
        request: RerunException | None = None
        while True:
            try:
                callback(*arguments, **named)
                break
            except RerunException as interruption:
                request = interruption
        if request is not None:
            raise request

    return carried_out
