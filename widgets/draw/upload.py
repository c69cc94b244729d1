"""What comes in on the Draw page besides the canvas, and what goes out again."""

import streamlit as st

from core.preprocessing.decode import EXTENSIONS, MAX_BYTES
from core.preprocessing.image_source import ImageSource
from core.preprocessing.quickdraw_format import write_stroke_line
from core.preprocessing.rasterize import drawing_as_png
from core.preprocessing.strokes import Strokes
from widgets.shared.canvas_drawing import CANVAS_PX, PEN_WIDTHS_PX
from widgets.shared.page_state import widget_value
from widgets.shared.widget_keys import DrawKey

_KEYS = {"camera": DrawKey.CAMERA, "file": DrawKey.FILE}


def current_upload(source: str) -> ImageSource | None:
    """Returns the file or camera picture that has come in, before its input is shown."""
    file = widget_value(_KEYS[source])
    return ImageSource(file.name, file.getvalue) if file else None


def show_upload(source: str) -> None:
    """Shows the file or camera input."""
    if source == "camera":
        st.camera_input("Hold your drawing into the camera", key=DrawKey.CAMERA)
    else:
        st.file_uploader(
            "A picture of one drawing: a photo of paper, a scan or a screenshot",
            type=list(EXTENSIONS),
            max_upload_size=MAX_BYTES // 2**20,
            key=DrawKey.FILE,
        )


def save_buttons(strokes: Strokes) -> None:
    """Offers the drawing as a picture and as strokes; both are made only when asked for."""
    with st.container(horizontal=True):
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
