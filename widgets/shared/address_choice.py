"""One choice of a page that its address keeps, so that a reload, a sent address and Back find it again.

Streamlit can bind a widget to the address by itself. But as soon as a person follows a link to another page,
it takes what is bound out of the address, as a step of its own in the browser's history. Back then leads to
the page without its choices. So no page binds a widget (`tests/widgets/test_rules.py`).
"""

from collections.abc import Mapping
from typing import Literal

import streamlit as st

from widgets.shared.deep_links import is_history_navigation
from widgets.shared.not_found import say_not_found, unknown_in_address
from widgets.shared.page_state import is_shown, set_widget, widget_value

LabelVisibility = Literal["visible", "collapsed"]


def choose_in_address(
    key: str,
    question: str,
    titles: Mapping[str, str],
    what: str,
    label_visibility: LabelVisibility = "visible",
    persist_state: Literal["session"] | None = None,
) -> str:
    """Shows options; returns the name of the chosen one. Its title is in the address, unless it is the first.

    Args:
        key: Key of the widget, and the parameter of the address.
        question: Label of the widget.
        titles: Titles of the options, by name.
        what: What an option is, for the sentence about one in the address that is unknown.
        label_visibility: Of the label.
        persist_state: Whether the choice is kept while it is not shown.
    """
    first = next(iter(titles))
    shown = widget_value(key) if is_shown(key) else None
    begin: str | None = shown if shown in titles else first
    if not is_shown(key) or is_history_navigation():
        named = _name_in_address(key, titles) or first
        if is_shown(key) and named != shown:
            set_widget(key, named)
            # Streamlit warns about a widget that has both a default and a value set through the session.
            begin = None
        else:
            begin = named
    chosen = st.segmented_control(
        question,
        list(titles),
        format_func=titles.__getitem__,
        default=begin,
        required=True,
        key=key,
        label_visibility=label_visibility,
        persist_state=persist_state,
    )
    name = chosen or first
    unknown = unknown_in_address(key, titles)
    if unknown and name == first:
        # It stays in the address, so that a reload says it again, until the person chooses another one.
        say_not_found(what, unknown)
    else:
        _write(key, None if name == first else titles[name])
    return name


def _name_in_address(key: str, titles: Mapping[str, str]) -> str | None:
    wanted = st.query_params.get(key)
    return next((name for name, title in titles.items() if wanted in (title, name)), None)


def _write(key: str, title: str | None) -> None:
    # Only if it changes something, because each write adds an entry to the browser's history.
    if title is None and key in st.query_params:
        del st.query_params[key]
    elif title is not None and st.query_params.get_all(key) != [title]:
        st.query_params[key] = title
