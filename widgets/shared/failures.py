"""Leaving out a network that fails: the page says so by its name, and the others answer."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from core.errors import NetworkFailed
from core.presentation.markdown import escape_markdown

_Asked = TypeVar("_Asked")
_Answer = TypeVar("_Answer")


def leave_out_failed(
    networks: Sequence[_Asked], ask: Callable[[_Asked], _Answer]
) -> tuple[list[_Asked], list[_Answer]]:
    """Asks every network, and shows which of them failed.

    Args:
        networks: Whom to ask.
        ask: Asks one of them; what it raises is raised here, but for `NetworkFailed`.

    Returns:
        Those that answered, and their answers in the same order.
    """
    answered, answers = [], []
    for network in networks:
        try:
            answer = ask(network)
        except NetworkFailed as error:
            st.warning(escape_markdown(error.sentence), icon=":material/report:")
            continue
        answered.append(network)
        answers.append(answer)
    return answered, answers
