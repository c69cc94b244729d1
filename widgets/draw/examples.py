"""Example drawings, put on the canvas one after the other."""

import streamlit as st

from core.preprocessing.example_drawings import EXAMPLES, example_drawing
from widgets.shared.canvas import put_drawing
from widgets.shared.page_state import DrawState, draw_state


def example_button(task: str) -> None:
    """Offers the next example drawing of a task, if it has any."""
    if task in EXAMPLES:
        st.button(
            "Show me an example",
            icon=":material/auto_awesome:",
            on_click=_show_next,
            args=(draw_state(), task),
        )


def _show_next(state: DrawState, task: str) -> None:
    put_drawing(state.drawing, example_drawing(task, state.examples_shown)[1])
    state.examples_shown += 1
