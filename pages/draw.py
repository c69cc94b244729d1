"""The start page: draw something, and see the answers of several networks at once."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.inference.classifier import Classifier
from widgets.draw.answers import show_drawing_answers
from widgets.draw.closer_look import show_closer
from widgets.draw.examples import example_button, idea_button, show_idea
from widgets.draw.head import show_head
from widgets.draw.known import known_button
from widgets.draw.live_pen import show_live_pen, show_restored
from widgets.draw.presenting import present_button
from widgets.draw.upload import current_upload, save_buttons, show_upload
from widgets.shared.address_memory import begin_address, write_address
from widgets.shared.canvas import canvas_buttons, current_drawing, pen_choice, show_canvas
from widgets.shared.canvas_keys import DRAW_CANVAS
from widgets.shared.choices import (
    choose_drawing_networks,
    choose_drawing_source,
    choose_task,
    current_source,
)
from widgets.shared.deep_links import enter
from widgets.shared.page_state import draw_state
from widgets.shared.widget_keys import DrawKey

enter()


@st.fragment
def live_answers(task: str, source: str, classifiers: list[Classifier], panels: DeltaGenerator) -> None:
    """Shows the answers: everything that reruns while the pen moves."""
    show_restored()
    upload = None if source == "canvas" else current_upload(source, task, classifiers)
    drawing, keys = draw_state().drawing(task), DRAW_CANVAS.of(task)
    strokes = current_drawing(drawing, keys) if source == "canvas" else []
    show_drawing_answers(task, source, classifiers, strokes, upload, panels)
    if source == "canvas":
        show_live_pen(task, keys, strokes)


@st.fragment
def draw_page(task: str, classifiers: list[Classifier]) -> None:
    """Shows the canvas, the answers and the tools: everything that reruns after every stroke."""
    source = current_source()
    with st.container(key=DrawKey.LEFT):
        board, tools = st.container(key=DrawKey.BOARD), st.container(key=DrawKey.TOOLS)
    strip, details = st.container(key=DrawKey.STRIP), st.container(key=DrawKey.DETAILS)
    # The answers are sent to the browser first, so that they do not wait for buttons.
    with details:
        panels = st.container()
    with strip:
        live_answers(task, source, classifiers, panels)
    drawing, keys = draw_state().drawing(task), DRAW_CANVAS.of(task)
    with board:
        if source == "canvas":
            show_canvas(drawing, keys)
        else:
            show_upload(source, task, classifiers)
    with tools:
        if source == "canvas":
            canvas_buttons(drawing, keys)
            pen_choice(keys)
            with st.container(horizontal=True, gap="small", key=DrawKey.OFFERS):
                example_button(task)
                idea_button(classifiers)
                known_button(task, classifiers)
                present_button()
                show_idea(classifiers, is_blank=not drawing.objects)
        choose_drawing_source()
    with details:
        if shown := draw_state().shown:
            show_closer(shown)
            # Only for drawings: the user already has an uploaded picture.
            if shown.strokes:
                save_buttons(shown.strokes)
    write_address()


begin_address()
with st.container(key=DrawKey.AREAS):
    head = st.container(key=DrawKey.HEAD)
    with head:
        heading = st.container()
        chosen_task = choose_task()
    middle = st.container()
    with st.container(key=DrawKey.CHOICES):
        chosen_networks = choose_drawing_networks(chosen_task)
    with heading:
        show_head(chosen_networks)
    with middle:
        draw_page(chosen_task, chosen_networks)
