"""How pictures get into a data set: a folder, a zip, the canvas, the camera, or a place on the server."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from core.datasets.data_set import DataSet
from core.datasets.ingestion import (
    add_drawing,
    add_picture,
    from_path,
    from_stream,
    from_uploads,
    guess_kind,
    ingest,
)
from core.datasets.store import create_data_set
from core.errors import BadData, InklingError, NoInk
from core.preprocessing.decode import EXTENSIONS, MAX_BYTES
from core.preprocessing.image_source import ImageSource
from core.preprocessing.ink_frames import refuse_dot
from core.preprocessing.preprocessor import Kind
from core.preprocessing.rasterize import drawing_as_png
from core.preprocessing.strokes import Strokes
from core.storage.settings import may_read_server_paths
from widgets.shared.canvas import (
    CANVAS_PX,
    PEN_WIDTHS_PX,
    canvas_buttons,
    current_drawing,
    emptier,
    show_canvas,
)
from widgets.shared.choices import choose_source
from widgets.shared.page_state import KEY, MANY_FILES, MAX_ZIP_MB, Desk, desk

_MESSAGE_SECONDS = 8
_SOURCES = {
    "folder": ":material/folder: Folder",
    "zip": ":material/folder_zip: Zip",
    "canvas": ":material/draw: Draw",
    "camera": ":material/photo_camera: Camera",
    "path": ":material/dns: This computer",
}


def gather(data_set: DataSet | None) -> None:
    """Shows the ways in; what comes goes into the data set, or into a new one."""
    sources = dict(_SOURCES)
    if not may_read_server_paths(st.get_option("server.address")):
        sources.pop("path")
    source = choose_source(KEY, "Where are they?", sources)
    {"folder": _folder, "zip": _zip, "canvas": _canvas, "camera": _camera, "path": _path}[source](data_set)
    here = desk()
    if here.sentence and time.monotonic() - here.since < _MESSAGE_SECONDS:
        (st.success if here.good else st.warning)(
            here.sentence, icon=f":material/{'check' if here.good else 'info'}:"
        )


def _folder(data_set: DataSet | None) -> None:
    key = _upload_key("folder")
    files = st.file_uploader(
        "A folder that holds one folder for each class",
        type=list(EXTENSIONS),
        accept_multiple_files="directory",
        max_upload_size=MAX_BYTES // 2**20,
        key=key,
    )
    st.caption(f"The name of a folder is the name of its class. For more than {MANY_FILES} files, use a zip.")
    if files:
        tops = {each.name.split("/")[0] for each in files}
        title = tops.pop() if len(tops) == 1 else "My pictures"
        _take(data_set, lambda _: from_uploads([(each.name, each.getvalue) for each in files]), title)


def _zip(data_set: DataSet | None) -> None:
    file = st.file_uploader(
        "A zip of class folders, or a file of drawings (.ndjson) with their words",
        type=["zip", "ndjson", "gz"],
        max_upload_size=MAX_ZIP_MB,
        key=_upload_key("zip"),
    )
    if file:
        title = file.name.removesuffix(".zip").removesuffix(".gz").removesuffix(".ndjson")
        _take(data_set, lambda place: from_stream(file.name, file, place), title)


def _path(data_set: DataSet | None) -> None:
    with st.form(f"{KEY}-path-form", border=False):
        path = st.text_input("A folder, zip or stroke file on this computer", placeholder="/home/me/pictures")
        if st.form_submit_button("Take them in") and path:
            _take(data_set, lambda place: from_path(Path(path).expanduser()), Path(path).stem)


def _canvas(data_set: DataSet | None) -> None:
    here = desk()
    label = _class_choice(data_set, "What will you draw?")
    strokes, empty = current_drawing(KEY), emptier(KEY)

    def add(target: DataSet) -> None:
        if target.kind == "ink":
            add_drawing(target, strokes, label)
        else:
            png = drawing_as_png(strokes, CANVAS_PX, PEN_WIDTHS_PX["Medium"])
            add_picture(target, png, "drawn here.png", label)

    if here.wanted == "drawing" and _add_one(here, data_set, "ink", label, add, strokes):
        empty()
        st.rerun()
    # The canvas's own toolbar floats over this line.
    st.caption("Draw one, add it, draw the next: five at least, twenty are better.")
    show_canvas(KEY)
    canvas_buttons(KEY)
    _add_button(here, "drawing")


def _camera(data_set: DataSet | None) -> None:
    here = desk()
    label = _class_choice(data_set, "What will it show?")
    photo = st.camera_input("Take a picture", key=f"{KEY}-camera")
    if here.wanted == "photo" and photo:
        data, name = photo.getvalue(), photo.name
        if _add_one(here, data_set, "photo", label, lambda target: add_picture(target, data, name, label)):
            st.rerun()
    _add_button(here, "photo")


def _add_button(here: Desk, what: str) -> None:
    st.button(
        f"Add this {what}",
        type="primary",
        icon=":material/add:",
        key=f"{KEY}-add-{what}",
        on_click=here.want,
        args=(what,),
    )


def _add_one(
    here: Desk,
    data_set: DataSet | None,
    kind: Kind,
    label: str,
    add: Callable[[DataSet], None],
    strokes: Strokes | None = None,
) -> bool:
    """Does what a click asked for, in one piece; returns whether something was added."""
    here.wanted = ""
    try:
        if not label.strip():
            raise BadData("Say first which class this is: choose one, or type a new name. Received: no class")
        if strokes is not None:
            if not strokes:
                raise NoInk("Nothing is drawn yet. Draw something first. Received: an empty canvas")
            refuse_dot(strokes)
        target = data_set or create_data_set(f"My {'drawings' if kind == 'ink' else 'photos'}", kind)
        add(target)
    except InklingError as error:
        here.say(str(error), good=False)
        return False
    here.chosen = target.name
    here.say(f'One more of "{label}".')
    return True


def _class_choice(data_set: DataSet | None, question: str) -> str:
    chosen = st.selectbox(
        question,
        data_set.classes if data_set else (),
        index=None,
        placeholder="Choose a class, or type a new one",
        accept_new_options=True,
        key=f"{KEY}-class",
    )
    return chosen or ""


def _take(data_set: DataSet | None, open_source: Callable[[Path], list[ImageSource]], title: str) -> None:
    """Takes everything in with a progress bar, and clears the upload, which is on disk then."""
    bar = st.progress(0.0, "Reading the pictures ...")
    try:
        with tempfile.TemporaryDirectory() as place:
            incoming = open_source(Path(place))
            target = data_set or create_data_set(title, guess_kind(incoming))
            before = len(target.samples)
            target = ingest(
                target,
                incoming,
                lambda done, total: bar.progress(done / total, f"{done:,} of {total:,} pictures"),
            )
    except InklingError as error:
        bar.empty()
        st.warning(str(error), icon=":material/info:")
        return
    here = desk()
    here.chosen = target.name
    here.uploads += 1
    here.say(f"{len(target.samples) - before:,} of {len(incoming):,} pictures are in now.")
    st.rerun()


def _upload_key(source: str) -> str:
    return f"{KEY}-{source}-{desk().uploads}"
