"""Shows networks' answers for a drawing or an upload; networks only run if their input has changed."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.errors import InklingError, NoInk
from core.inference.classifier import Classifier, Prediction
from core.inference.whole_numbers import NUMBERS_TASK
from core.preprocessing.image_source import ImageSource
from core.preprocessing.ink_frames import refuse_dot
from core.preprocessing.strokes import Strokes
from core.presentation.answer_panels import Summary, message_html, panels_html, strip_html, summarize
from core.presentation.markdown import escape_markdown
from core.presentation.number_readings import number_in_words, number_summaries
from widgets.draw.examples import idea_in_words
from widgets.shared.answer_memory import AnsweredDrawing, AnswerMemory
from widgets.shared.answers import headline
from widgets.shared.choices import OWN
from widgets.shared.failures import leave_out_failed
from widgets.shared.page_state import draw_state

# What to do while there is nothing to answer, by task.
HINTS = {
    "digits": "Draw a digit from 0 to 9, or a whole number, on the white square.",
    "animals": "Draw a camel, cat, dog, fish, giraffe or octopus on the white square.",
    OWN: "Draw something that you have taught.",
    "sketches": "Draw anything on the white square: a house, a bicycle, a snail.",
}
_ON_THE_CANVAS = "Nothing is drawn yet. The answers appear here while you draw."
_BY_FILE = (
    "Drop in a picture of a drawing.",
    "A photo of paper, a scan or a screenshot: the answers appear here.",
)
_NO_DRAWING = "If this is a photo of a thing rather than of a drawing, use the Photo page."
_BY_CAMERA = ("Hold your drawing up to the camera.", "The answers appear here once you have taken a picture.")


def show_drawing_answers(
    task: str,
    source: str,
    classifiers: list[Classifier],
    strokes: Strokes,
    upload: ImageSource | None,
    panels: DeltaGenerator,
) -> None:
    """Shows the answers of the chosen networks: a summary strip here, and a panel for each in `panels`.

    Neither an empty canvas nor an upload that is refused has answers.

    Args:
        task: What is drawn.
        source: Where the input comes from: "canvas", "file" or "camera".
        classifiers: The chosen networks.
        strokes: The drawing; empty if nothing is drawn, or if the source is not the canvas.
        upload: The uploaded picture, if any.
        panels: Container for the panels.
    """
    notice = st.container()
    state = draw_state()
    current: AnsweredDrawing | None = None
    summaries: list[Summary] = []
    if not classifiers:
        st.html(message_html("No network is chosen.", "Choose at least one network below."))
    elif not strokes and upload is None:
        st.html(message_html(*_waiting(task, source, idea_in_words(classifiers))))
    else:
        try:
            with notice:
                answered, answers = _answer(state.memory, classifiers, strokes, upload)
                is_drawn = task == NUMBERS_TASK and upload is None
                number = state.memory.read_drawn_number(strokes, answered) if is_drawn else None
        except InklingError as error:
            st.html(message_html("This cannot be read.", error.sentence))
            if upload is not None and isinstance(error, NoInk):
                st.caption(_NO_DRAWING)
        else:
            current = AnsweredDrawing(answers, answered, strokes, number) if answers else None
    if current:
        words, summaries = _said(current)
        # If the upload shows a number, the answers are for one of its digits.
        which = f"{upload.label}. " if upload is not None and upload.label else ""
        st.html(strip_html(which + words, summaries))
        if upload is not None and not all(answer.sure for answer in current.answers):
            st.caption(_NO_DRAWING)
    panels.html(panels_html(summaries))
    state.shown = current


def _said(current: AnsweredDrawing) -> tuple[str, list[Summary]]:
    """Returns a sentence on all answers, and a summary of each."""
    if current.number is not None:
        return number_in_words(current.number.reading), number_summaries(current.number.reading)
    return headline(current.answers), [summarize(answer) for answer in current.answers]


def _waiting(task: str, source: str, idea: str) -> tuple[str, str]:
    if source == "canvas":
        # Shown here next to the canvas, the idea is visible on a phone, too.
        return idea or HINTS[task], _ON_THE_CANVAS
    return _BY_FILE if source == "file" else _BY_CAMERA


def _answer(
    memory: AnswerMemory, classifiers: list[Classifier], strokes: Strokes, upload: ImageSource | None
) -> tuple[list[Classifier], list[Prediction]]:
    """Shows notes on an unusual picture; returns the networks that answer, and their answers."""
    if upload is None:
        refuse_dot(strokes)
        return leave_out_failed(classifiers, lambda network: memory.answer_drawing(strokes, [network])[0])
    known = memory.decode(upload.read_bytes(), upload.name)
    for note in known.picture.notes:
        st.caption(escape_markdown(note))
    return leave_out_failed(classifiers, lambda network: memory.answer_picture(known, [network])[0])
