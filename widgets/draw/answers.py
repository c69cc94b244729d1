"""What networks answer for a drawing or an upload, asked anew only when one of these has changed."""

import streamlit as st

from core.errors import InklingError
from core.inference.classifier import Classifier, Prediction
from core.preprocessing.image_source import ImageSource
from core.preprocessing.ink_frames import refuse_dot
from core.preprocessing.strokes import Strokes
from core.presentation.markdown import escape_markdown
from widgets.draw.closer_look import show_closer
from widgets.shared.answer_memory import AnswerMemory
from widgets.shared.answers import show_answers
from widgets.shared.failures import leave_out_failed
from widgets.shared.page_state import AnsweredDrawing, draw_state

# What to do while nothing has come in.
WAITING = {
    "canvas": "Nothing is drawn yet. The answer appears here after every stroke.",
    "file": "Drop a picture of one drawing on the left. The answer appears here.",
    "camera": "Take a picture of one drawing on the left. The answer appears here.",
}


def show_drawing_answers(
    task: str, source: str, classifiers: list[Classifier], strokes: Strokes, upload: ImageSource | None
) -> None:
    """Shows what the chosen networks answer; after a refusal the last good answers stay.

    Args:
        task: What is drawn: the last good answers are kept for each task.
        source: Where it comes from: a key of `WAITING`.
        classifiers: The chosen networks.
        strokes: The drawing; empty if nothing is drawn, or a picture comes in.
        upload: The picture that has come in, if any.
    """
    # Always there, so that the charts below keep their place and need not be built anew.
    notice = st.container()
    if not classifiers:
        notice.info("Choose at least one network below.")
        return
    state = draw_state()
    is_current = False
    if not strokes and upload is None:
        notice.info(WAITING[source], icon=":material/arrow_back:")
    else:
        try:
            with notice:
                answered, answers = _answer(state.memory, classifiers, strokes, upload)
        except InklingError as error:
            notice.warning(escape_markdown(str(error)), icon=":material/info:")
        else:
            if answers:
                state.last_answered[task] = AnsweredDrawing(answers, answered, strokes)
                is_current = True
    if last := state.last_answered.get(task):
        if not is_current:
            notice.caption("Your last drawing:")
        show_answers(last.answers)
        show_closer(last)


def _answer(
    memory: AnswerMemory, classifiers: list[Classifier], strokes: Strokes, upload: ImageSource | None
) -> tuple[list[Classifier], list[Prediction]]:
    """Asks every network, and returns those that answer; an unusual picture gets its notes shown."""
    if upload is None:
        refuse_dot(strokes)
        return leave_out_failed(classifiers, lambda network: memory.answer_drawing(strokes, [network])[0])
    known = memory.decode(upload.read_bytes(), upload.name)
    for note in known.picture.notes:
        st.caption(escape_markdown(note))
    return leave_out_failed(classifiers, lambda network: memory.answer_picture(known, [network])[0])
