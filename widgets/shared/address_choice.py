"""One choice of a page that its address keeps, so that a reload, a shared link and Back find it again.

Streamlit can bind a widget to the address by itself. But as soon as a person follows a link to another page,
it removes what is bound from the address, as a step of its own in the browser's history. Back then leads to
the page without its choices. So no page binds a widget (`tests/widgets/test_rules.py`).
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import streamlit as st

from widgets.shared.address_memory import begin_with_address, note_choice, remembering

LabelVisibility = Literal["visible", "collapsed"]


def choose_in_address(
    key: str,
    question: str,
    titles: Mapping[str, str],
    what: str,
    label_visibility: LabelVisibility = "visible",
    is_set: bool = False,
    is_remembered: bool = True,
    is_first_named: bool = False,
) -> str:
    """Shows options; returns the name of the chosen one and notes it for the address unless it is the first.

    Args:
        key: Key of the widget, and the parameter of the address.
        question: Label of the widget.
        titles: Titles of the options, by name; the address may contain either.
        what: What an option is, for the sentence about one in the address that is unknown.
        label_visibility: Whether the label is visible.
        is_set: Whether the choice was just set, in which case Streamlit warns about a default.
        is_remembered: Whether the choice is kept for the person's next visit to the page.
        is_first_named: Whether an address that holds other choices names the first option, too.
    """
    first = next(iter(titles))
    begin = begin_with_address(key, key, titles, [first], is_remembered)
    chosen = st.segmented_control(
        question,
        list(titles),
        format_func=titles.__getitem__,
        default=None if begin is None or is_set else next(iter(begin), first),
        required=True,
        key=key,
        on_change=remembering(key, key),
        label_visibility=label_visibility,
    )
    name = chosen or first
    note_choice(key, titles, what, name, first, is_first_named)
    return name


def select_in_address(
    key: str,
    parameter: str,
    question: str,
    options: Sequence[str],
    what: str,
    first: str | None = None,
    width: Literal["stretch"] | int = "stretch",
) -> str:
    """Shows a drop-down list; returns the chosen option and notes it for the address unless it is the first.

    Args:
        key: Key of the widget, which may belong to one network or data set.
        parameter: Parameter of the address.
        question: Label of the widget.
        options: What can be chosen; at least one.
        what: What an option is, for the sentence about one in the address that is unknown.
        first: The option to begin with; None for the first in the list.
        width: Width of the widget in pixels, or "stretch".
    """
    titles = {option: option for option in options}
    usual = options[0] if first is None else first
    begin = begin_with_address(key, parameter, titles, [usual], is_remembered=False)
    chosen = st.selectbox(
        question,
        options,
        # Streamlit warns about a widget that has both a default and a value set through the session.
        options.index(begin[0] if begin else usual) if begin is not None else 0,
        key=key,
        on_change=remembering(key, parameter),
        persist_state="session",
        width=width,
    )
    note_choice(parameter, titles, what, chosen, usual)
    return chosen
