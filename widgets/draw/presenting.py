"""Presenting on a projector: a large canvas, large answers and nothing else."""

import streamlit as st

from widgets.shared.page_state import DrawState, draw_state
from widgets.shared.widget_keys import DrawKey


def present_button() -> None:
    """Offers to present, or to leave the presentation; while presenting, the page's style is another."""
    state = draw_state()
    if state.is_presenting:
        st.button(
            "Leave",
            key=DrawKey.LEAVE,
            icon=":material/close:",
            shortcut="Escape",
            on_click=_leave,
            args=(state,),
        )
    else:
        st.button(
            "Present", key=DrawKey.PRESENT, icon=":material/present_to_all:", on_click=_present, args=(state,)
        )


def _present(state: DrawState) -> None:
    state.is_presenting = True


def _leave(state: DrawState) -> None:
    state.is_presenting = False
