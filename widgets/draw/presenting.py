"""Presenting on a projector: a large canvas, large answers and nothing else.

The address says so, `?present=yes`: the browser's Back leaves the presentation and not the app, a reload
keeps it, and it can be bookmarked.
"""

import streamlit as st

from widgets.shared.callbacks import to_its_end
from widgets.shared.deep_links import is_history_navigation
from widgets.shared.page_state import draw_state
from widgets.shared.widget_keys import DrawKey

_PRESENT, _YES = "present", "yes"


def present_button() -> None:
    """Offers to present, or to leave the presentation; while presenting, the page's style is another."""
    if _is_presenting():
        st.button("Leave", key=DrawKey.LEAVE, icon=":material/close:", shortcut="Escape", on_click=_leave)
    else:
        st.button("Present", key=DrawKey.PRESENT, icon=":material/present_to_all:", on_click=_present)


def _is_presenting() -> bool:
    """Tells whether the page presents: at first and in the browser's history, as the address says.

    In between a run may come with the address of a moment before, as by a stroke that was on its way when
    the button was pressed. Then the address is what is wrong.
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
