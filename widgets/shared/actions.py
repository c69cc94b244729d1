"""What a click does that may be refused."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec

import streamlit as st

from core.errors import InklingError
from core.presentation.markdown import escape_markdown
from core.storage.files import translating_os_errors

_Arguments = ParamSpec("_Arguments")


@contextmanager
def showing_refusal() -> Iterator[None]:
    """Shows an `InklingError` or `OSError` of the block as one sentence; leaves the rest of the block out."""
    try:
        with translating_os_errors():
            yield
    except InklingError as error:
        st.warning(escape_markdown(error.sentence), icon=":material/info:")


def act(action: Callable[_Arguments, object], *args: _Arguments.args, **kwargs: _Arguments.kwargs) -> None:
    """Runs an action and shows the page anew; or says why it was refused.

    Args:
        action: What writes, deletes, starts or stops something.
        args: Its arguments.
        kwargs: Its arguments by name.
    """
    with showing_refusal():
        action(*args, **kwargs)
        st.rerun()
