"""How pictures get into a data set: a folder, a zip, the canvas, the camera, or a folder of the server."""

import tempfile
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
from core.presentation.markdown import escape_markdown
from core.storage.files import translating_os_errors
from widgets.shared.actions import showing_refusal
from widgets.shared.canvas import canvas_buttons, current_drawing, show_canvas
from widgets.shared.canvas_drawing import CANVAS_PX, PEN_WIDTHS_PX
from widgets.shared.choices import choose_source
from widgets.shared.limits import MANY_FILES, MAX_ZIP_MB
from widgets.shared.page_state import TrainState, train_state
from widgets.shared.reach import may_open_server_paths
from widgets.shared.widget_keys import TRAIN_CANVAS, TrainKey

_SOURCES = {
    "folder": ":material/folder: Folder",
    "zip": ":material/folder_zip: Zip",
    "canvas": ":material/draw: Draw",
    "camera": ":material/photo_camera: Camera",
    "path": ":material/dns: This computer",
}


def collect(data_set: DataSet | None) -> None:
    """Shows the ways in; what comes goes into the data set, or into a new one."""
    sources = dict(_SOURCES)
    if not may_open_server_paths():
        sources.pop("path")
    source = choose_source(TrainKey.SOURCE, "Where are they?", sources)
    {"folder": _folder, "zip": _zip, "canvas": _canvas, "camera": _camera, "path": _path}[source](data_set)
    state = train_state()
    if message := state.current_message():
        is_good = state.message_is_good
        (st.success if is_good else st.warning)(
            escape_markdown(message), icon=f":material/{'check' if is_good else 'info'}:"
        )


def _folder(data_set: DataSet | None) -> None:
    files = st.file_uploader(
        "A folder that holds one folder for each class",
        type=list(EXTENSIONS),
        accept_multiple_files="directory",
        max_upload_size=MAX_BYTES // 2**20,
        key=_upload_key("folder"),
    )
    st.caption(f"The name of a folder is the name of its class. For more than {MANY_FILES} files, use a zip.")
    if files:
        tops = {file.name.split("/")[0] for file in files}
        title = tops.pop() if len(tops) == 1 else "My pictures"
        _take(data_set, lambda _: from_uploads([(file.name, file.getvalue) for file in files]), title)


def _zip(data_set: DataSet | None) -> None:
    file = st.file_uploader(
        "A zip of class folders, or a file of drawings (.ndjson) with their words",
        type=["zip", "ndjson", "gz"],
        max_upload_size=MAX_ZIP_MB,
        key=_upload_key("zip"),
    )
    if file:
        title = file.name.removesuffix(".zip").removesuffix(".gz").removesuffix(".ndjson")
        _take(data_set, lambda folder: from_stream(file.name, file, folder), title)


def _path(data_set: DataSet | None) -> None:
    with st.form(TrainKey.PATH_FORM, border=False):
        path = st.text_input("A folder, zip or stroke file on this computer", placeholder="/home/me/pictures")
        if st.form_submit_button("Take them in") and path:
            _take(data_set, lambda _: from_path(Path(path).expanduser()), Path(path).stem)


def _canvas(data_set: DataSet | None) -> None:
    state = train_state()
    label = _class_choice(data_set, "What will you draw?")
    strokes = current_drawing(state.drawing, TRAIN_CANVAS)

    def add(target: DataSet) -> None:
        if target.kind == "ink":
            add_drawing(target, strokes, label)
        else:
            png = drawing_as_png(strokes, CANVAS_PX, PEN_WIDTHS_PX["Medium"])
            add_picture(target, png, "drawn here.png", label)

    if state.requested == "drawing" and _add_one(state, data_set, "ink", label, add, strokes):
        state.drawing.replace([])
        st.rerun()
    # The canvas's own toolbar floats over this line.
    st.caption("Draw one, add it, draw the next: five at least, twenty are better.")
    show_canvas(state.drawing, TRAIN_CANVAS)
    canvas_buttons(state.drawing, TRAIN_CANVAS)
    _add_button(state, "drawing")


def _camera(data_set: DataSet | None) -> None:
    state = train_state()
    label = _class_choice(data_set, "What will it show?")
    photo = st.camera_input("Take a picture", key=TrainKey.CAMERA)
    if state.requested == "photo" and photo:
        data, name = photo.getvalue(), photo.name
        if _add_one(state, data_set, "photo", label, lambda target: add_picture(target, data, name, label)):
            st.rerun()
    _add_button(state, "photo")


def _add_button(state: TrainState, what: str) -> None:
    st.button(
        f"Add this {what}",
        type="primary",
        icon=":material/add:",
        key=TrainKey.ADD.of(what),
        on_click=state.request,
        args=(what,),
    )


def _add_one(
    state: TrainState,
    data_set: DataSet | None,
    kind: Kind,
    label: str,
    add: Callable[[DataSet], object],
    strokes: Strokes | None = None,
) -> bool:
    """Does what a click asked for, in one piece; returns whether something was added."""
    state.requested = ""
    try:
        if not label.strip():
            raise BadData("Say first which class this is: choose one, or type a new name. Received: no class")
        if strokes is not None:
            if not strokes:
                raise NoInk("Nothing is drawn yet. Draw something first. Received: an empty canvas")
            refuse_dot(strokes)
        with translating_os_errors():
            target = data_set or create_data_set(f"My {'drawings' if kind == 'ink' else 'photos'}", kind)
            add(target)
    except InklingError as error:
        state.say(str(error), good=False)
        return False
    state.next_data_set = target.name
    state.say(f'One more of "{label}".')
    return True


def _class_choice(data_set: DataSet | None, question: str) -> str:
    chosen = st.selectbox(
        question,
        data_set.classes if data_set else (),
        index=None,
        placeholder="Choose a class, or type a new one",
        accept_new_options=True,
        key=TrainKey.CLASS,
    )
    return chosen or ""


def _take(data_set: DataSet | None, open_source: Callable[[Path], list[ImageSource]], title: str) -> None:
    """Takes everything in with a progress bar, and clears the upload, which is on disk then."""
    bar = st.progress(0.0, "Reading the pictures ...")
    with showing_refusal(), tempfile.TemporaryDirectory() as folder:
        incoming = open_source(Path(folder))
        target = data_set or create_data_set(title, guess_kind(incoming))
        before = len(target.samples)
        target = ingest(
            target,
            incoming,
            lambda done, total: bar.progress(done / total, f"{done:,} of {total:,} pictures"),
        )
        state = train_state()
        state.next_data_set = target.name
        state.uploads_taken += 1
        state.say(f"{len(target.samples) - before:,} of {len(incoming):,} pictures are in now.")
        st.rerun()
    bar.empty()


def _upload_key(source: str) -> str:
    return TrainKey.UPLOAD.of(source, serial=train_state().uploads_taken)
