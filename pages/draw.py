"""The front door: draw something, and see at once what several networks make of it."""

import streamlit as st

from core.classifier import Classifier
from core.errors import InklingError
from core.examples import example
from core.strokes import Strokes
from widgets.answers import show_answers, show_closer
from widgets.canvas import canvas_buttons, current_drawing, pen_choice, put_drawing, show_canvas
from widgets.inputs import (
    SOURCES,
    WAITING,
    Upload,
    answer_all,
    current_upload,
    save_buttons,
    show_upload,
)
from widgets.models import classifier, library

KEY = "draw"
TASKS = {"digits": "Digits", "animals": "Six animals", "sketches": "345 things"}
HINTS = {
    "digits": "Draw a digit from 0 to 9 on the white square.",
    "animals": "Draw a camel, cat, dog, fish, giraffe or octopus on the white square.",
    "sketches": "Draw anything on the white square: a house, a bicycle, a snail.",
}


def show_example(task: str) -> None:
    """Puts the next example drawing of the task on the canvas."""
    number = st.session_state.get(f"{KEY}-example", 0)
    st.session_state[f"{KEY}-example"] = number + 1
    put_drawing(KEY, example(task, number)[1])


@st.fragment
def draw_page() -> None:
    """Input on the left, answers on the right; all of it runs again after every stroke."""
    left, right = st.columns([2, 5], gap="medium")
    task = st.session_state.get(f"{KEY}-task", "digits")
    source = st.session_state.get(f"{KEY}-source", "canvas")
    strokes = current_drawing(KEY) if source == "canvas" else []
    upload = None if source == "canvas" else current_upload(KEY, source)
    # The answers go out first: nobody waits for buttons.
    with right:
        show_right(task, source, strokes, upload)
        if strokes:
            with st.container(horizontal=True):
                save_buttons(strokes)
    with left:
        show_left(task, source)


def show_left(task: str, source: str) -> None:
    """Shows what to draw, how, and the canvas or another input."""
    st.segmented_control(
        "What do you want to draw?",
        list(TASKS),
        format_func=TASKS.__getitem__,
        default="digits",
        required=True,
        key=f"{KEY}-task",
        persist_state="session",
    )
    st.segmented_control(
        "How?",
        list(SOURCES),
        format_func=SOURCES.__getitem__,
        default="canvas",
        required=True,
        key=f"{KEY}-source",
        label_visibility="collapsed",
        persist_state="session",
    )
    if source != "canvas":
        show_upload(KEY, source)
        return
    # The canvas's own toolbar floats over this line when the mouse comes near.
    st.caption(HINTS[task])
    show_canvas(KEY)
    canvas_buttons(KEY)
    pen_choice(KEY)
    st.button("Show me an example", icon=":material/auto_awesome:", on_click=show_example, args=(task,))


def show_right(task: str, source: str, strokes: Strokes, upload: Upload | None) -> None:
    """Shows the answers, and below them which networks to compare."""
    bundles = {bundle.title: bundle for bundle in library().for_task(task)}
    if not bundles:
        st.warning("No model for this is in the library. See the Networks page.")
        return
    chosen = st.session_state.get(f"{KEY}-models-{task}", list(bundles)[:3])
    models = [classifier(bundles[title]) for title in chosen if title in bundles]
    show_answered(task, source, models, strokes, upload)
    st.pills(
        "Networks to compare",
        list(bundles),
        default=list(bundles)[:3],
        selection_mode="multi",
        key=f"{KEY}-models-{task}",
        persist_state="session",
    )


def show_answered(
    task: str, source: str, models: list[Classifier], strokes: Strokes, upload: Upload | None
) -> None:
    """Shows what the chosen models answer; after a refusal the last good answers stay."""
    last = f"{KEY}-last-{task}"
    if not models:
        st.info("Choose at least one network below.")
        return
    if not strokes and upload is None:
        st.info(WAITING[source], icon=":material/arrow_back:")
    else:
        try:
            st.session_state[last] = (answer_all(models, strokes, upload), models, strokes)
        except InklingError as error:
            st.warning(str(error), icon=":material/info:")
    if last in st.session_state:
        answers, models, strokes_then = st.session_state[last]
        if strokes_then is not strokes:
            st.caption("Your last drawing:")
        show_answers(answers)
        show_closer(answers, models, strokes_then)


st.header("What do they see?")
draw_page()
