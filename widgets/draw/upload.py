"""What comes in on the Draw page besides the canvas, and what goes out again."""

import streamlit as st

from core.inference.classifier import Classifier, Prediction
from core.preprocessing.decode import EXTENSIONS, MAX_BYTES, decode_image
from core.preprocessing.image_source import ImageSource
from core.preprocessing.ink_frames import refuse_dot
from core.preprocessing.quickdraw_format import write_stroke_line
from core.preprocessing.rasterize import drawing_as_png
from core.preprocessing.strokes import Strokes
from widgets.shared.canvas import CANVAS_PX, PEN_WIDTHS_PX

# What to do while nothing has come in.
WAITING = {
    "canvas": "Nothing is drawn yet. The answer appears here after every stroke.",
    "file": "Drop a picture of one drawing on the left. The answer appears here.",
    "camera": "Take a picture of one drawing on the left. The answer appears here.",
}


def current_upload(key: str, source: str) -> ImageSource | None:
    """Returns the file or camera picture that has come in, before its input is shown."""
    upload = st.session_state.get(f"{key}-{source}")
    return ImageSource(upload.name, upload.getvalue) if upload else None


def show_upload(key: str, source: str) -> None:
    """Shows the file or camera input."""
    if source == "camera":
        st.camera_input("Hold your drawing into the camera", key=f"{key}-camera")
    else:
        st.file_uploader(
            "A picture of one drawing: a photo of paper, a scan or a screenshot",
            type=list(EXTENSIONS),
            max_upload_size=MAX_BYTES // 2**20,
            key=f"{key}-file",
        )


def answer_all(models: list[Classifier], strokes: Strokes, upload: ImageSource | None) -> list[Prediction]:
    """Asks every model; an unusual picture gets its notes shown."""
    if upload is None:
        refuse_dot(strokes)
        return [model.classify_strokes(strokes) for model in models]
    picture = decode_image(upload.read_bytes(), upload.name)
    for note in picture.notes:
        st.caption(note)
    return [model.classify_picture(picture) for model in models]


def save_buttons(strokes: Strokes) -> None:
    """Offers the drawing as a picture and as strokes; both are made only when asked for."""
    st.download_button(
        "Save as picture",
        lambda: drawing_as_png(strokes, CANVAS_PX, PEN_WIDTHS_PX["Medium"]),
        "drawing.png",
        "image/png",
        on_click="ignore",
        icon=":material/image:",
    )
    st.download_button(
        "Save as strokes",
        lambda: write_stroke_line(strokes),
        "drawing.ndjson",
        "application/x-ndjson",
        on_click="ignore",
        icon=":material/gesture:",
    )
