"""A searchable list of the things that a network knows, with a drawing by other people for each thing."""

from collections.abc import Mapping
from functools import partial

import numpy as np
import streamlit as st

from core.inference.classifier import Classifier
from core.preprocessing.drawings_by_others import BOX_PX, drawings_by_others
from core.preprocessing.strokes import Strokes
from core.presentation.known_things import find_things
from core.presentation.markdown import escape_markdown
from core.presentation.things_html import things_html
from widgets.shared.actions import action_button
from widgets.shared.canvas import put_drawing
from widgets.shared.canvas_drawing import CANVAS_PX
from widgets.shared.page_state import DrawState, draw_state, value_at_click
from widgets.shared.widget_keys import DrawKey

# Up to this many things can be taken in at a glance and need no search.
_FEW = 12
# The share of the canvas's width that a drawing put on it takes up at most.
_SHARE = 0.8


def known_button(task: str, classifiers: list[Classifier]) -> None:
    """Shows a button that lists the things that the first network knows."""
    if classifiers and st.button("What it knows", key=DrawKey.KNOWN, icon=":material/search:"):
        _show_known(task, classifiers[0])


@st.dialog("What can I draw?", width="large")
def _show_known(task: str, classifier: Classifier) -> None:
    labels = classifier.bundle.labels
    drawings = {label: strokes for label, strokes in drawings_by_others().items() if label in labels}
    words = ""
    if len(labels) > _FEW:
        words = st.text_input(
            "Search",
            key=DrawKey.SEARCH,
            placeholder="For example: camel",
            max_chars=100,
            icon=":material/search:",
        )
    found = find_things(labels, words)
    st.caption(
        escape_markdown(f"{classifier.bundle.title} knows {len(labels):,} things. {_count(found, words)}")
    )
    if drawings:
        st.caption("The drawings are by players of the game Quick, Draw! (Google, CC BY 4.0).")
    st.html(things_html(found, drawings))
    offered = [label for label in found if label in drawings]
    if offered:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.selectbox("Drawing to start with", offered, key=DrawKey.BEGIN_WITH)
            action_button(
                "Put it on the canvas", partial(_put, draw_state(), task, drawings), key=DrawKey.PUT
            )


def _count(found: list[str], words: str) -> str:
    if not words:
        return ""
    return (
        f"{len(found):,} of them {'is' if len(found) == 1 else 'are'} shown."
        if found
        else "None of them has this name."
    )


def _put(state: DrawState, task: str, drawings: Mapping[str, Strokes]) -> None:
    strokes = drawings.get(value_at_click(DrawKey.BEGIN_WITH) or "")
    if strokes:
        put_drawing(state.drawing(task), _on_canvas(strokes))


def _on_canvas(strokes: Strokes) -> Strokes:
    """Returns a drawing scaled to the canvas and centred on it."""
    points = np.concatenate(strokes)
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    return [(stroke - middle) * (_SHARE * CANVAS_PX / BOX_PX) + CANVAS_PX / 2 for stroke in strokes]
