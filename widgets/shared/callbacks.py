"""Callbacks that are carried out to their end, whatever else a person does meanwhile."""

import functools
from collections.abc import Callable
from typing import ParamSpec

from streamlit.runtime.scriptrunner import RerunException

_P = ParamSpec("_P")


def to_its_end(callback: Callable[_P, None]) -> Callable[_P, None]:
    """Begins a callback anew if Streamlit breaks it off.

    Where the browser asks for another run while a callback is at work, Streamlit raises in it as soon as it
    reads the session or the address, and takes that for the callback's own `st.rerun()`: what was to be done
    is never done, and the next run does not know of it, since the widget has not changed since.

    Args:
        callback: Reads the session first and changes something last, so that its beginning may come twice; it
            does not call `st.rerun()`.
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
