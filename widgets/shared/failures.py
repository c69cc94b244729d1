"""Leaves out networks that fail: the page names them in a warning, and the others still answer."""

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
    """Asks every network, and shows a warning for each one that fails.

    Args:
        networks: The networks.
        ask: Asks one network; exceptions other than `NetworkFailed` propagate.

    Returns:
        The networks that answered, and their answers in the same order.
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
