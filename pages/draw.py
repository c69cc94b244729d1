"""The front door: draw something, and see at once what several networks make of it."""

import streamlit as st

from core.errors import InklingError
from core.inference.classifier import Classifier
from core.preprocessing.example_drawings import EXAMPLES, example_drawing
from core.preprocessing.image_source import ImageSource
from core.preprocessing.strokes import Strokes
from widgets.draw.closer_look import show_closer
from widgets.draw.upload import (
    WAITING,
    answer_all,
    current_upload,
    save_buttons,
    show_upload,
)
from widgets.shared.answers import show_answers
from widgets.shared.canvas import canvas_buttons, current_drawing, pen_choice, put_drawing, show_canvas
from widgets.shared.choices import OWN, choose_models, choose_task_and_source
from widgets.shared.deep_links import enter

enter()

KEY = "draw"
HINTS = {
    "digits": "Draw a digit from 0 to 9 on the white square.",
    "animals": "Draw a camel, cat, dog, fish, giraffe or octopus on the white square.",
    OWN: "Draw something that you have taught.",
    "sketches": "Draw anything on the white square: a house, a bicycle, a snail.",
}


def show_example(task: str) -> None:
    """Puts the next example drawing of the task on the canvas."""
    number = st.session_state.get(f"{KEY}-example", 0)
    st.session_state[f"{KEY}-example"] = number + 1
    put_drawing(KEY, example_drawing(task, number)[1])


@st.fragment
def draw_page(task: str, source: str, models: list[Classifier]) -> None:
    """Input on the left, answers on the right: all that runs again after every stroke."""
    left, right = st.columns([2, 5], gap="medium")
    strokes = current_drawing(KEY) if source == "canvas" else []
    upload = None if source == "canvas" else current_upload(KEY, source)
    # The answers go out first: nobody waits for buttons.
    with right:
        show_answered(task, source, models, strokes, upload)
        if strokes:
            with st.container(horizontal=True):
                save_buttons(strokes)
    with left:
        if source != "canvas":
            show_upload(KEY, source)
            return
        # The canvas's own toolbar floats over this line.
        st.caption(HINTS[task])
        show_canvas(KEY)
        canvas_buttons(KEY)
        pen_choice(KEY)
        if task in EXAMPLES:
            st.button(
                "Show me an example", icon=":material/auto_awesome:", on_click=show_example, args=(task,)
            )


def show_answered(
    task: str, source: str, models: list[Classifier], strokes: Strokes, upload: ImageSource | None
) -> None:
    """Shows what the chosen models answer; after a refusal the last good answers stay."""
    last = f"{KEY}-last-{task}"
    # Always there, so that the charts below keep their place and need not be built anew.
    notice = st.container()
    if not models:
        notice.info("Choose at least one network below.")
        return
    if not strokes and upload is None:
        notice.info(WAITING[source], icon=":material/arrow_back:")
    else:
        try:
            with notice:
                st.session_state[last] = (answer_all(models, strokes, upload), models, strokes)
        except InklingError as error:
            notice.warning(str(error), icon=":material/info:")
    if last in st.session_state:
        answers, models, strokes_then = st.session_state[last]
        if strokes_then is not strokes:
            notice.caption("Your last drawing:")
        show_answers(answers)
        show_closer(answers, models, strokes_then)


st.header("What do they see?")
chosen_task, chosen_source = choose_task_and_source(KEY)
middle = st.container()
chosen_models = choose_models(KEY, chosen_task)
with middle:
    draw_page(chosen_task, chosen_source, chosen_models)
