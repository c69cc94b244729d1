"""The front door: draw something, and see at once what several networks make of it."""

import streamlit as st

from core.inference.classifier import Classifier
from widgets.draw.answers import show_drawing_answers
from widgets.draw.examples import example_button
from widgets.draw.upload import current_upload, save_buttons, show_upload
from widgets.shared.canvas import canvas_buttons, current_drawing, pen_choice, show_canvas
from widgets.shared.choices import OWN, choose_drawing_networks, choose_task_and_source
from widgets.shared.deep_links import enter
from widgets.shared.page_state import draw_state
from widgets.shared.widget_keys import DRAW_CANVAS

enter()

HINTS = {
    "digits": "Draw a digit from 0 to 9 on the white square.",
    "animals": "Draw a camel, cat, dog, fish, giraffe or octopus on the white square.",
    OWN: "Draw something that you have taught.",
    "sketches": "Draw anything on the white square: a house, a bicycle, a snail.",
}


@st.fragment
def draw_page(task: str, source: str, classifiers: list[Classifier]) -> None:
    """Input on the left, answers on the right: all that runs again after every stroke."""
    drawing = draw_state().drawing
    left, right = st.columns([2, 5], gap="medium")
    strokes = current_drawing(drawing, DRAW_CANVAS) if source == "canvas" else []
    upload = None if source == "canvas" else current_upload(source, task, classifiers)
    # The answers go out first: nobody waits for buttons.
    with right:
        show_drawing_answers(task, source, classifiers, strokes, upload)
        if strokes:
            save_buttons(strokes)
    with left:
        if source != "canvas":
            show_upload(source, task, classifiers)
            return
        # The canvas's own toolbar floats over this line.
        st.caption(HINTS[task])
        show_canvas(drawing, DRAW_CANVAS)
        canvas_buttons(drawing, DRAW_CANVAS)
        pen_choice(DRAW_CANVAS)
        example_button(task)


st.header("What do they see?")
chosen_task, chosen_source = choose_task_and_source()
middle = st.container()
chosen_networks = choose_drawing_networks(chosen_task)
with middle:
    draw_page(chosen_task, chosen_source, chosen_networks)
