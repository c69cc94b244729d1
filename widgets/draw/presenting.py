"""Presentation mode for projectors: a large canvas, large answers and nothing else.

The mode is in the address, as `?present=yes`, so that the browser's Back button leaves the presentation
rather than the app, a reload keeps the mode, and it can be bookmarked.
"""

import streamlit as st

from widgets.shared.callbacks import to_its_end
from widgets.shared.deep_links import is_history_navigation
from widgets.shared.page_state import draw_state
from widgets.shared.widget_keys import DrawKey

_PRESENT, _YES = "present", "yes"


def present_button() -> None:
    """Shows a button to start or leave presentation mode, which the style sheet detects by this button."""
    if _is_presenting():
        st.button("Leave", key=DrawKey.LEAVE, icon=":material/close:", shortcut="Escape", on_click=_leave)
    else:
        st.button("Present", key=DrawKey.PRESENT, icon=":material/present_to_all:", on_click=_present)


def _is_presenting() -> bool:
    """Returns whether the page is in presentation mode.

    The address decides at first and when the user moves in the browser's history. Otherwise the address may
    be out of date, for example in a run for a stroke that was on its way when the button was pressed; it is
    then corrected.
    """
    state, by_address = draw_state(), st.query_params.get(_PRESENT) == _YES
    if state.is_presenting is None or is_history_navigation():
        state.is_presenting = by_address
    elif state.is_presenting != by_address:
        _write(state.is_presenting)
    return state.is_presenting


@to_its_end
def _present() -> None:
    draw_state().is_presenting = True
    _write(True)


@to_its_end
def _leave() -> None:
    draw_state().is_presenting = False
    _write(False)


def _write(is_presenting: bool) -> None:
    if is_presenting:
        st.query_params[_PRESENT] = _YES
    else:
        st.query_params.pop(_PRESENT, None)
