"""Trying a network right after its training: with a drawing, an uploaded picture or the camera."""

import streamlit as st

from core.bundles.bundle import Bundle
from core.inference.classifier import Classifier, Prediction
from core.preprocessing.decode import EXTENSIONS, MAX_BYTES
from core.preprocessing.image_source import ImageSource
from core.preprocessing.rasterize import drawing_as_png
from core.preprocessing.strokes import Strokes
from core.presentation.markdown import escape_markdown
from widgets.shared.actions import showing_refusal
from widgets.shared.answers import show_answers
from widgets.shared.camera import show_camera, taken_picture
from widgets.shared.canvas import canvas_buttons, current_drawing, show_canvas
from widgets.shared.canvas_drawing import CANVAS_PX, PEN_WIDTHS_PX
from widgets.shared.canvas_keys import TRIAL_CANVAS
from widgets.shared.choices import choose_source
from widgets.shared.failures import leave_out_failed
from widgets.shared.live_answers import answer_in_words
from widgets.shared.models import classifier
from widgets.shared.page_state import train_state
from widgets.shared.widget_keys import TrainKey

_SOURCES = {
    "canvas": ":material/draw: Draw",
    "camera": ":material/photo_camera: Camera",
    "file": ":material/upload: Upload",
}
# Never the camera: opening the page should neither ask for access to the camera nor switch it on.
_FIRST = {"ink": "canvas", "photo": "file"}
_ANSWER_PX = 290


def show_trial(bundle: Bundle) -> None:
    """Shows a network's answers to what the user draws, uploads or holds up to the camera."""
    st.markdown("**Try it now**")
    first = _FIRST[bundle.kind]
    sources = {first: _SOURCES[first]} | _SOURCES
    # The first source depends on the network, so each network has its own choice.
    source = choose_source(TrainKey.TRIAL.of(bundle.name), "Try it with", sources, "collapsed")
    _, networks = leave_out_failed([bundle], classifier)
    for network in networks:
        _show_trial(source, network)


@st.fragment
def _show_trial(source: str, network: Classifier) -> None:
    """Shows the input and the answer: everything that reruns after every stroke."""
    if source == "canvas":
        _show_canvas(network)
        return
    content = _file() if source == "file" else _camera(network)
    if content is not None:
        with showing_refusal():
            show_answers([_answer(network, content)])


def _show_canvas(network: Classifier) -> None:
    """Shows the canvas, the answer in one line above it, which fits on a phone, and the answer in full."""
    drawing = train_state().trial
    strokes = current_drawing(drawing, TRIAL_CANVAS)
    answers = []
    with showing_refusal():
        answers = [_answer(network, strokes)] if strokes else []
    line = st.container()
    with st.container(horizontal=True):
        with st.container(width=CANVAS_PX, key=TRIAL_CANVAS.place):
            show_canvas(drawing, TRIAL_CANVAS)
            canvas_buttons(drawing, TRIAL_CANVAS)
        with st.container(width=_ANSWER_PX):
            if answers:
                show_answers(answers)
    # This line is always present, so that the canvas does not move. The canvas's toolbar floats over it.
    if answers:
        said = answer_in_words(answers[0])
        line.markdown(f"**{escape_markdown(said['headline'])}** {escape_markdown(said['line'])}")
    else:
        line.markdown("Draw here: the answer comes with every stroke.")


def _answer(network: Classifier, content: Strokes | ImageSource) -> Prediction:
    memory = train_state().memory
    if isinstance(content, ImageSource):
        known = memory.decode(content.read_bytes(), content.name)
        return memory.answer_picture(known, [network])[0]
    if network.bundle.kind == "ink":
        return memory.answer_drawing(content, [network])[0]
    png = drawing_as_png(content, CANVAS_PX, PEN_WIDTHS_PX["Medium"])
    return memory.answer_picture(memory.decode(png, "drawn here.png"), [network])[0]


def _file() -> ImageSource | None:
    file = st.file_uploader(
        "One picture",
        type=list(EXTENSIONS),
        max_upload_size=MAX_BYTES // 2**20,
        key=TrainKey.TRIAL_FILE,
    )
    return ImageSource(file.name, file.getvalue) if file else None


def _camera(network: Classifier) -> ImageSource | None:
    show_camera(TrainKey.TRIAL_CAMERA, "Hold something up to the camera", [network])
    picture = taken_picture(TrainKey.TRIAL_CAMERA)
    return ImageSource(picture.name, picture.getvalue) if picture else None
