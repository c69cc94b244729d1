"""How pictures get into a data set: a folder, a zip, the canvas, the camera, or a place on the server."""

import tempfile
from pathlib import Path

import streamlit as st

from core.dataset_store import DataSet, create_data_set
from core.errors import InklingError
from core.exports import drawing_as_png
from core.ink import refuse_dot
from core.intake import (
    Incoming,
    add_drawing,
    add_picture,
    from_place,
    from_stream,
    from_uploads,
    guess_kind,
    take_in,
)
from core.pictures import EXTENSIONS
from core.settings import may_read_server_paths
from widgets.canvas import CANVAS_PX, PEN_WIDTHS_PX, canvas_buttons, current_drawing, put_drawing, show_canvas

KEY = "teach"
MAX_ZIP_MB = 4_000
# Browsers hang when a folder has many more.
MANY_FILES = 900
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
    source = st.segmented_control(
        "Where are they?",
        list(sources),
        format_func=sources.__getitem__,
        default="folder",
        required=True,
        key=f"{KEY}-source",
        persist_state="session",
    )
    {"folder": _folder, "zip": _zip, "canvas": _canvas, "camera": _camera, "path": _path}[source or "folder"](
        data_set
    )
    if message := st.session_state.pop(f"{KEY}-message", None):
        st.success(message, icon=":material/check:")


def _folder(data_set: DataSet | None) -> None:
    key = _upload_key("folder")
    files = st.file_uploader(
        "A folder that holds one folder for each class",
        type=list(EXTENSIONS),
        accept_multiple_files="directory",
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
            _take(data_set, lambda place: from_place(Path(path).expanduser()), Path(path).stem)


def _canvas(data_set: DataSet | None) -> None:
    label = _class_choice(data_set, "What will you draw?")
    show_canvas(KEY)
    canvas_buttons(KEY)
    if st.button("Add this drawing", type="primary", icon=":material/add:", key=f"{KEY}-add-drawing"):
        strokes = current_drawing(KEY)

        def add(target: DataSet) -> None:
            refuse_dot(strokes)
            if target.kind == "ink":
                add_drawing(target, strokes, label)
            else:
                png = drawing_as_png(strokes, CANVAS_PX, PEN_WIDTHS_PX["Medium"])
                add_picture(target, png, "drawn here.png", label)
            put_drawing(KEY, [])

        _add_one(data_set, "ink", label, add)


def _camera(data_set: DataSet | None) -> None:
    label = _class_choice(data_set, "What will it show?")
    photo = st.camera_input("Take a picture", key=f"{KEY}-camera")
    if photo and st.button("Add this picture", type="primary", icon=":material/add:"):
        _add_one(
            data_set, "photo", label, lambda target: add_picture(target, photo.getvalue(), photo.name, label)
        )


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


def _add_one(data_set: DataSet | None, kind, label: str, add) -> None:  # noqa: ANN001
    try:
        if not label.strip():
            raise InklingError("Say first which class this is: choose one above, or type a new name.")
        target = data_set or create_data_set(f"My {'drawings' if kind == 'ink' else 'photos'}", kind)
        add(target)
    except InklingError as error:
        st.warning(str(error), icon=":material/info:")
        return
    st.session_state[f"{KEY}-chosen"] = target.name
    st.session_state[f"{KEY}-message"] = f'One more of "{label}".'
    st.rerun()


def _take(data_set: DataSet | None, open_source, title: str) -> None:  # noqa: ANN001
    """Takes everything in with a progress bar, and clears the upload, which is on disk then."""
    bar = st.progress(0.0, "Reading the pictures ...")
    try:
        with tempfile.TemporaryDirectory() as place:
            incoming: list[Incoming] = open_source(Path(place))
            target = data_set or create_data_set(title, guess_kind(incoming))
            before = len(target.samples)
            target = take_in(
                target,
                incoming,
                lambda done, total: bar.progress(done / total, f"{done:,} of {total:,} pictures"),
            )
    except InklingError as error:
        bar.empty()
        st.warning(str(error), icon=":material/info:")
        return
    st.session_state[f"{KEY}-chosen"] = target.name
    added = len(target.samples) - before
    st.session_state[f"{KEY}-message"] = f"{added:,} of {len(incoming):,} pictures are in now."
    st.session_state[f"{KEY}-uploads"] = st.session_state.get(f"{KEY}-uploads", 0) + 1
    st.rerun()


def _upload_key(source: str) -> str:
    return f"{KEY}-{source}-{st.session_state.get(f'{KEY}-uploads', 0)}"
