"""Input of the Draw page from files and the camera, and the buttons that save a drawing."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.errors import InklingError
from core.inference.classifier import Classifier
from core.inference.digit_reading import NumberReading
from core.inference.whole_numbers import NUMBERS_TASK
from core.preprocessing.adjusting import Adjustment, adjusted, as_png
from core.preprocessing.container import is_pdf
from core.preprocessing.decode import MAX_BYTES, Picture
from core.preprocessing.figures import scan_of
from core.preprocessing.image_source import ImageSource
from core.preprocessing.quickdraw_format import write_stroke_line
from core.preprocessing.rasterize import drawing_as_png
from core.preprocessing.strokes import Strokes
from widgets.draw.found import show_found
from widgets.shared.announcing import announce
from widgets.shared.camera import show_camera, taken_picture
from widgets.shared.canvas_drawing import CANVAS_PX, PEN_WIDTHS_PX
from widgets.shared.page_state import draw_state, widget_value
from widgets.shared.panel_keys import PanelKey
from widgets.shared.widget_keys import DrawKey

_TURNS = {0: "Upright", 90: "To the right", 180: "Upside down", 270: "To the left"}


@dataclass(frozen=True)
class _Prepared:
    """An upload, decoded, and turned and cropped as the user chose.

    Attributes:
        picture: The turned and cropped picture.
        is_as_it_came: Whether the picture is the file's own, unchanged.
        pages: How many pages of the file the user can choose from.
        reading: The drawing or the digits found on the picture; None if nothing was found.
    """

    picture: Picture
    is_as_it_came: bool
    pages: int
    reading: NumberReading | None


def current_upload(source: str, task: str, classifiers: list[Classifier]) -> ImageSource | None:
    """Returns the picture to answer; can be called before its input is shown.

    Args:
        source: "file" or "camera".
        task: What is drawn; for a number, the picture of the chosen digit is returned.
        classifiers: The chosen networks.

    Returns:
        The uploaded picture, turned and cropped; None if there is none. Reading the bytes of an unreadable
        upload raises the error.
    """
    file = _came(source)
    if not file:
        return None
    try:
        prepared = _prepare(file, task, classifiers)
    except InklingError as error:
        return ImageSource(file.name, _refusing(error))
    if prepared.reading and prepared.reading.is_number:
        figures = prepared.reading.figures
        index = min(widget_value(DrawKey.DIGIT.of(file.file_id)) or 0, len(figures) - 1)
        which = f"Digit {index + 1} of {len(figures)}"
        return ImageSource(f"{index + 1}.png", lambda: as_png(scan_of(figures[index])), which)
    if prepared.is_as_it_came:
        return ImageSource(file.name, file.getvalue)
    return ImageSource("part.png", lambda: as_png(prepared.picture.pixels))


def show_upload(source: str, task: str, classifiers: list[Classifier]) -> None:
    """Shows the file or camera input, and below it what was found on the uploaded picture."""
    if source == "camera":
        # Digits are hard to read when mirrored.
        show_camera(DrawKey.CAMERA, "Hold your drawing up to the camera", classifiers, mirrored=False)
    else:
        # Accepts any file type, because we refuse files with a reason, and the input without one.
        st.file_uploader(
            "A picture of a drawing or of a whole number: a photo of paper, a scan, a PDF or a screenshot",
            max_upload_size=MAX_BYTES // 2**20,
            key=DrawKey.FILE,
        )
    spoken = ""
    if file := _came(source):
        # If the upload is refused, the reason is shown in place of the answers.
        with suppress(InklingError), st.container(gap="small"):
            spoken = _show_prepared(file, _prepare(file, task, classifiers))
    announce(spoken, DrawKey.SPOKEN)


def _came(source: str) -> Any:
    """Returns the uploaded file, or the picture that the camera took; None if there is none."""
    return taken_picture(DrawKey.CAMERA) if source == "camera" else widget_value(DrawKey.FILE)


def save_buttons(strokes: Strokes) -> None:
    """Shows buttons that save the drawing as a picture or as strokes, which are made only on a click."""
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


def _show_prepared(file: Any, prepared: _Prepared) -> str:
    """Shows an upload, what was found on it, and its controls; returns the number on it in words, if any."""
    if prepared.pages > 1:
        st.number_input("Page", 1, prepared.pages, key=DrawKey.PAGE.of(file.file_id))
    sentence = show_found(prepared.picture, prepared.reading, DrawKey.DIGIT.of(file.file_id))
    _show_adjusting(file.file_id)
    return sentence


def _prepare(file: Any, task: str, classifiers: list[Classifier]) -> _Prepared:
    """Decodes an upload and adjusts it; raises an `InklingError` if the upload cannot be read."""
    memory, data = draw_state().memory, file.getvalue()
    pages = 1
    if is_pdf(data):
        page = widget_value(DrawKey.PAGE.of(file.file_id)) or 1
        known, pages = memory.decode_page(data, file.name, page - 1)
    else:
        known = memory.decode(data, file.name)
    adjustment = _adjustment(file.file_id)
    try:
        reading = memory.read_number(known, adjustment, classifiers if task == NUMBERS_TASK else [])
    except InklingError:
        # There is no ink, or a network fails; this is reported where the answers are shown.
        reading = None
    picture = adjusted(known.picture, adjustment)
    return _Prepared(picture, picture is known.picture and not is_pdf(data), pages, reading)


def _adjustment(file_id: str) -> Adjustment:
    """Returns the adjustment that the controls of an upload are set to."""
    across, down = (widget_value(key.of(file_id)) or (0, 100) for key in (DrawKey.ACROSS, DrawKey.DOWN))
    return Adjustment(
        widget_value(DrawKey.TURN.of(file_id)) or 0,
        (across[0] / 100, across[1] / 100),
        (down[0] / 100, down[1] / 100),
    )


def _show_adjusting(file_id: str) -> None:
    with st.expander("Turn or crop", icon=":material/crop_rotate:", key=PanelKey.ADJUST.of(file_id)):
        st.segmented_control(
            "Turn",
            list(_TURNS),
            format_func=_TURNS.__getitem__,
            default=0,
            required=True,
            key=DrawKey.TURN.of(file_id),
        )
        st.slider("From left to right", 0, 100, (0, 100), format="%d%%", key=DrawKey.ACROSS.of(file_id))
        st.slider("From top to bottom", 0, 100, (0, 100), format="%d%%", key=DrawKey.DOWN.of(file_id))


def _refusing(error: InklingError) -> Callable[[], bytes]:
    def refuse() -> bytes:
        raise error

    return refuse
