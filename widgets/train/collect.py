"""The ways to add pictures to a data set: as files, or drawn or recorded on the spot."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Literal

import streamlit as st

from core.datasets.data_set import DataSet
from core.datasets.import_records import ImportRequest
from core.datasets.listing import title_of
from core.datasets.picture_imports import start_import
from core.datasets.uploads import pack_folder, write_file
from core.preprocessing.decode import EXTENSIONS, MAX_BYTES
from core.storage.paths import path_of, recordable, typed_path
from widgets.shared.actions import action_button
from widgets.shared.choices import FOLDER_BY_PATH, UPLOADED_FOLDER, choose_source
from widgets.shared.deep_links import is_history_navigation
from widgets.shared.limits import MANY_FILES, MAX_ZIP_MB
from widgets.shared.missing_uploads import show_missing_uploads
from widgets.shared.not_found import say_not_found
from widgets.shared.page_state import (
    TrainState,
    address_state,
    is_shown,
    set_widget,
    train_state,
    value_at_click,
    widget_value,
)
from widgets.shared.reach import may_open_server_paths
from widgets.shared.upload_progress import show_upload_progress
from widgets.shared.widget_keys import TrainKey
from widgets.train.address import way_in_of_address, write_way_in
from widgets.train.choices import choose_target
from widgets.train.on_the_spot import draw_one, record

_SOURCES = {
    "folder": UPLOADED_FOLDER,
    "zip": ":material/folder_zip: Zip",
    "canvas": ":material/draw: Draw",
    "camera": ":material/photo_camera: Camera",
    "path": FOLDER_BY_PATH,
}
# Extensions of files that may contain labels of pictures, or drawings.
_TABLES = ("csv", "tsv", "json", "jsonl", "ndjson")
_MAX_TITLE_CHARACTERS = 200


def choose_way_in() -> str:
    """Shows the sources that pictures can come from; returns the chosen one.

    The page's address keeps the choice across a reload. The browser's Back and Forward buttons change it too.
    """
    sources = dict(_SOURCES)
    if not may_open_server_paths():
        sources.pop("path")
    first, named = next(iter(sources)), way_in_of_address()
    # Streamlit forgets a choice that began with the address once the page is left.
    last = "" if is_history_navigation() else train_state().way_in
    begin: str | None = widget_value(TrainKey.SOURCE) or named or last
    if is_shown(TrainKey.SOURCE) and is_history_navigation():
        set_widget(TrainKey.SOURCE, named if named in sources else first)
        begin = None
    way_in = choose_source(TrainKey.SOURCE, "Choose a source", sources, begin=begin)
    train_state().way_in = way_in
    if named and named not in sources and way_in == first:
        # It stays in the address, so that a reload says it again, until the person chooses another one.
        say_not_found("source of pictures", [named])
    else:
        write_way_in("" if way_in == first else way_in, asks_class=way_in in _ON_THE_SPOT)
    return way_in


def collect(data_set: DataSet | None, way_in: str) -> bool:
    """Adds pictures from a source to a new data set, or to the one that the user chooses.

    Args:
        data_set: The data set that is shown; None for a new one.
        way_in: The source, as returned by `choose_way_in`.

    Returns:
        Whether pictures are waiting for the user to start their import.
    """
    if make := _ON_THE_SPOT.get(way_in):
        make(data_set)
        return False
    # Whoever chooses to draw later in this visit begins without a class.
    train_state().class_visit = address_state().visit.number
    offer = _FILES[way_in]
    return offer(data_set)


def _folder(data_set: DataSet | None) -> bool:
    files = st.file_uploader(
        "A folder that holds one folder for each class",
        type=[*EXTENSIONS, *_TABLES],
        accept_multiple_files="directory",
        max_upload_size=MAX_BYTES // 2**20,
        key=_input_key("folder"),
    )
    show_upload_progress()
    st.caption(f"The name of a folder is the name of its class. For more than {MANY_FILES} files, use a zip.")
    show_missing_uploads(files)
    if files:
        tops = {file.name.replace("\\", "/").split("/")[0] for file in files}
        name = tops.pop() if len(tops) == 1 else "My pictures"
        contents = [(file.name, file.getvalue) for file in files]
        _offer_import(
            data_set, "folder", name, lambda folder: pack_folder(folder, contents), files[0].file_id
        )
    return bool(files)


def _zip(data_set: DataSet | None) -> bool:
    file = st.file_uploader(
        "A zip or tar of class folders, or of pictures and a table of what they show, or drawings (.ndjson)",
        type=["zip", "ndjson", "gz", "tar", "tgz", "bz2", "xz"],
        max_upload_size=MAX_ZIP_MB,
        key=_input_key("zip"),
    )
    if file:
        _offer_import(
            data_set, "zip", file.name, lambda folder: write_file(folder, file.name, file), file.file_id
        )
    return bool(file)


def _path(data_set: DataSet | None) -> bool:
    text = st.text_input(
        "The path of a folder, zip or stroke file on this computer",
        placeholder="/home/me/pictures",
        key=_input_key("path"),
        persist_state="session",
    )
    st.caption("It is read in place; nothing is uploaded.")
    path = typed_path(text)
    if path:
        name = _name_of_path(path)
        _offer_import(data_set, "path", name, None, name)
    return bool(path)


def _name_of_path(path: str) -> str:
    return PurePosixPath(path.replace("\\", "/")).name or path


_ON_THE_SPOT = {"canvas": draw_one, "camera": record}
_FILES: dict[str, Callable[[DataSet | None], bool]] = {"folder": _folder, "zip": _zip, "path": _path}


def _offer_import(
    data_set: DataSet | None,
    way_in: Literal["folder", "zip", "path"],
    name: str,
    write_upload: Callable[[Path], None] | None,
    identity: str,
) -> None:
    """Asks which data set pictures go into, unless that is clear, and shows the button that imports them.

    Starting an import empties the input, so that it starts only once.

    Args:
        data_set: The data set that is shown, listed first among the existing ones; None for a new one.
        way_in: The source of the pictures.
        name: The user's name for the file or folder.
        write_upload: Writes the upload into a folder; None for a file or folder on this computer.
        identity: Distinguishes the file or folder from others of the same name.
    """
    state = train_state()
    if choose_target(data_set, identity) is None:
        st.text_input(
            "Name of the new data set",
            title_of(name),
            max_chars=_MAX_TITLE_CHARACTERS,
            key=TrainKey.NEW_TITLE.of(identity, state.uploads_taken),
            persist_state="session",
        )
    action_button(
        "Import",
        partial(_take_in, state, way_in, name, write_upload, identity),
        type="primary",
        icon=":material/download:",
        key=TrainKey.TAKE_IN.of(identity, state.uploads_taken),
    )


def _take_in(
    state: TrainState,
    way_in: Literal["folder", "zip", "path"],
    name: str,
    write_upload: Callable[[Path], None] | None,
    identity: str,
) -> None:
    """Starts an import, with the user's choices at the click."""
    path = ""
    if way_in == "path":
        typed = typed_path(value_at_click(TrainKey.UPLOAD.of(way_in, state.uploads_taken)) or "")
        if not typed:
            return
        name, path = _name_of_path(typed), recordable(os.path.abspath(path_of(typed)))
    target = value_at_click(TrainKey.TARGET.of(identity, state.uploads_taken)) or ""
    title = "" if target else value_at_click(TrainKey.NEW_TITLE.of(identity, state.uploads_taken)) or ""
    request = ImportRequest(name, title.strip() or title_of(name), path, data_set=target, way_in=way_in)
    state.awaited_import = start_import(request, write_upload).name
    state.uploads_taken += 1


def _input_key(source: str) -> str:
    return TrainKey.UPLOAD.of(source, train_state().uploads_taken)
