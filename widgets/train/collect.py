"""How pictures get into a data set: a folder, a zip, the canvas, the camera, or a folder of the server."""

import os
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import streamlit as st

from core.datasets.data_set import DataSet
from core.datasets.import_records import ImportRequest
from core.datasets.ingestion import add_drawing, add_picture
from core.datasets.listing import title_of
from core.datasets.picture_imports import start_import
from core.datasets.store import begin_data_set, data_sets
from core.datasets.uploads import pack_folder, write_file
from core.errors import BadData, InklingError, NoInk
from core.preprocessing.decode import EXTENSIONS, MAX_BYTES
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
from widgets.train.choices import NEW, data_set_in_words

_SOURCES = {
    "folder": ":material/folder: Folder",
    "zip": ":material/folder_zip: Zip",
    "canvas": ":material/draw: Draw",
    "camera": ":material/photo_camera: Camera",
    "path": ":material/dns: This computer",
}
# Files that may say what each picture shows, and drawings.
_TABLES = ("csv", "tsv", "json", "jsonl", "ndjson")
_MAX_TITLE_LETTERS = 200


def collect(data_set: DataSet | None) -> None:
    """Shows the ways in; what comes goes into a new data set, or into the one that the person says."""
    sources = dict(_SOURCES)
    if not may_open_server_paths():
        sources.pop("path")
    source = choose_source(TrainKey.SOURCE, "Choose a source", sources)
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
        type=[*EXTENSIONS, *_TABLES],
        accept_multiple_files="directory",
        max_upload_size=MAX_BYTES // 2**20,
        key=_input_key("folder"),
    )
    st.caption(f"The name of a folder is the name of its class. For more than {MANY_FILES} files, use a zip.")
    if files:
        tops = {file.name.replace("\\", "/").split("/")[0] for file in files}
        name = tops.pop() if len(tops) == 1 else "My pictures"
        contents = [(file.name, file.getvalue) for file in files]
        _offer_import(data_set, name, lambda folder: pack_folder(folder, contents), files[0].file_id)


def _zip(data_set: DataSet | None) -> None:
    file = st.file_uploader(
        "A zip or tar of class folders, or a file of drawings (.ndjson) with their words",
        type=["zip", "ndjson", "gz", "tar", "tgz", "bz2", "xz"],
        max_upload_size=MAX_ZIP_MB,
        key=_input_key("zip"),
    )
    if file:
        _offer_import(data_set, file.name, lambda folder: write_file(folder, file.name, file), file.file_id)


def _path(data_set: DataSet | None) -> None:
    path = st.text_input(
        "A folder, zip or stroke file on this computer",
        placeholder="/home/me/pictures",
        key=_input_key("path"),
    ).strip()
    if path:
        name = PurePosixPath(path.replace("\\", "/")).name or path
        _offer_import(data_set, name, None, name, os.path.abspath(os.path.expanduser(path)))


def _offer_import(
    data_set: DataSet | None,
    name: str,
    write_upload: Callable[[Path], None] | None,
    identity: str,
    path: str = "",
) -> None:
    """Asks into which data set it goes, and starts to take it in; its input is emptied, so it starts once.

    Args:
        data_set: The one that is shown, offered first among those to add to.
        name: What the person calls the source.
        write_upload: Writes what was uploaded into a folder; None for a source on this computer.
        identity: Tells this source from others of the same name.
        path: Path of a source on this computer.
    """
    state = train_state()
    target = _choose_target(data_set, identity)
    title = ""
    if target is None:
        title = st.text_input(
            "Name of the new data set",
            title_of(name),
            max_chars=_MAX_TITLE_LETTERS,
            key=TrainKey.NEW_TITLE.of(identity, state.uploads_taken),
        )
    key = TrainKey.TAKE_IN.of(identity, state.uploads_taken)
    if st.button("Import", type="primary", icon=":material/download:", key=key):
        request = ImportRequest(
            name, title.strip() or title_of(name), path, data_set=target.name if target else ""
        )
        with showing_refusal():
            state.awaited_import = start_import(request, write_upload).name
            state.uploads_taken += 1
            st.rerun()


def _choose_target(data_set: DataSet | None, identity: str, chosen: bool = False) -> DataSet | None:
    """Asks into which data set pictures go; returns it, or None for a new one, the answer to begin with.

    Args:
        data_set: The one that is shown, offered first.
        identity: Tells what is to go in: each is asked for anew.
        chosen: Whether the data set that is shown is the answer to begin with.
    """
    others = {one.name: one for one in data_sets()}
    by_name = ({data_set.name: data_set} if data_set else {}) | others
    if not by_name:
        return None
    names = [NEW, *by_name]
    name = st.selectbox(
        "Into a new data set, or add to one that is there?",
        names,
        index=1 if chosen and data_set else 0,
        format_func=lambda name: (
            data_set_in_words(None) if name == NEW else f"Add to {data_set_in_words(by_name[name])}"
        ),
        key=TrainKey.TARGET.of(identity, train_state().uploads_taken),
    )
    return by_name.get(name)


def _target_to_fill(data_set: DataSet | None, source: str) -> DataSet | None:
    """Asks into which data set single pictures go: the one that is shown, if the person has chosen it."""
    chosen = data_set is not None and train_state().has_chosen
    return _choose_target(data_set, f"{source}-{data_set.name if data_set and chosen else ''}", chosen)


def _canvas(data_set: DataSet | None) -> None:
    state = train_state()
    target = _target_to_fill(data_set, "canvas")
    label = _class_choice(target, "What will you draw?")
    strokes = current_drawing(state.drawing, TRAIN_CANVAS)

    def add(target: DataSet) -> DataSet:
        if target.kind == "ink":
            return add_drawing(target, strokes, label)
        png = drawing_as_png(strokes, CANVAS_PX, PEN_WIDTHS_PX["Medium"])
        return add_picture(target, png, "drawn here.png", label)

    if state.requested == "drawing" and _add_one(state, target, "ink", label, add, strokes):
        state.drawing.replace([])
        st.rerun()
    # The canvas's own toolbar floats over this line.
    st.caption("Draw one, add it, draw the next: five at least, twenty are better.")
    show_canvas(state.drawing, TRAIN_CANVAS)
    canvas_buttons(state.drawing, TRAIN_CANVAS)
    _add_button(state, "drawing")


def _camera(data_set: DataSet | None) -> None:
    state = train_state()
    target = _target_to_fill(data_set, "camera")
    label = _class_choice(target, "What will it show?")
    photo = st.camera_input("Take a picture", key=TrainKey.CAMERA)
    if state.requested == "photo" and photo:
        data, name = photo.getvalue(), photo.name
        if _add_one(state, target, "photo", label, lambda target: add_picture(target, data, name, label)):
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
    target: DataSet | None,
    kind: Kind,
    label: str,
    add: Callable[[DataSet], DataSet],
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
            if target is None:
                title = f"My {'drawings' if kind == 'ink' else 'photos'}"
                now, before = begin_data_set(title, kind, add), 0
            else:
                now, before = add(target), len(target.samples)
    except InklingError as error:
        state.say(str(error), good=False)
        return False
    state.next_data_set = now.name
    if len(now.samples) > before:
        state.say(f'One more of "{label}".')
    else:
        state.say(f'The very same picture of "{label}" is there already.', good=False)
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


def _input_key(source: str) -> str:
    return TrainKey.UPLOAD.of(source, serial=train_state().uploads_taken)
