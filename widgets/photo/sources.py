"""The sources of photos: files, a folder, a zip, the camera, examples, or a folder on this computer."""

import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from core.datasets.readers import is_picture, list_source
from core.errors import BadData
from core.inference.batch import MAX_PHOTOS
from core.preprocessing.decode import MAX_BYTES
from core.preprocessing.example_photos import photo_credits, read_example_photos
from core.preprocessing.image_source import ImageSource
from core.presentation.markdown import escape_markdown
from core.storage.leftovers import ScratchFolder
from core.storage.names import printable
from core.storage.paths import typed_path
from widgets.shared.actions import showing_refusal
from widgets.shared.address_memory import names_in_address, note_choices
from widgets.shared.camera import show_camera, taken_picture
from widgets.shared.choices import FOLDER_BY_PATH, UPLOADED_FOLDER, chosen_photo_networks
from widgets.shared.deep_links import is_history_navigation
from widgets.shared.limits import MANY_FILES, MAX_ZIP_MB
from widgets.shared.missing_uploads import show_missing_uploads
from widgets.shared.page_state import PhotoState, address_state, photo_state
from widgets.shared.photo_selection import PhotoSelection
from widgets.shared.reach import may_open_server_paths
from widgets.shared.upload_progress import show_upload_progress
from widgets.shared.widget_keys import PhotoKey

_SHOWN_CHARACTERS = 200
_SOURCES = {
    "files": ":material/upload: Photos",
    "folder": UPLOADED_FOLDER,
    "zip": ":material/folder_zip: Zip",
    "camera": ":material/photo_camera: Camera",
    "examples": ":material/auto_awesome: Examples",
    "path": FOLDER_BY_PATH,
}


def sources() -> dict[str, str]:
    """Returns the sources that are allowed here: their titles by name."""
    allowed = may_open_server_paths()
    return {name: title for name, title in _SOURCES.items() if name != "path" or allowed}


def photos_from(source: str) -> PhotoSelection | None:
    """Shows the input of a source; returns the chosen photos, or None. Refusals are shown.

    For the source "examples", `chosen_example` returns the chosen photo.
    """
    with showing_refusal():
        selection = _INPUTS[source]()
        if selection is not None:
            _check(selection)
        return selection
    return None


def chosen_example() -> PhotoSelection | None:
    """Returns the example photo that was chosen, which the page's address keeps; None if there is none."""
    photos = {example.name: example for example in read_example_photos()}
    titles = {name: example.label or name for name, example in photos.items()}
    state = photo_state()
    # A new session begins with the address, and Back and Forward change it.
    if is_history_navigation() or PhotoKey.EXAMPLE not in address_state().chosen:
        state.example = next(iter(names_in_address(PhotoKey.EXAMPLE, titles)), "")
    note_choices(PhotoKey.EXAMPLE, titles, "example", [state.example] if state.example else [], [])
    return PhotoSelection([photos[state.example]], f"example {state.example}") if state.example else None


def _check(selection: PhotoSelection) -> None:
    count = len(selection.photos)
    if count > MAX_PHOTOS:
        raise BadData(f"Choose at most {MAX_PHOTOS:,} photos at once. Received: {count:,}")
    if not count:
        kinds = "JPEG, PNG, WebP, HEIC, AVIF, TIFF, BMP, GIF or JPEG 2000"
        raise BadData(f"This contains no photos. Choose {kinds} files. Received: no file of these kinds")


def _files() -> PhotoSelection | None:
    files = st.file_uploader(
        "One photo or many, or a zip of them",
        # Any file type: Inkling says why it refuses a file that is not a picture; the input would not.
        accept_multiple_files=True,
        max_upload_size=MAX_BYTES // 2**20,
        key=PhotoKey.FILES,
    )
    show_upload_progress()
    show_missing_uploads(files)
    if not files:
        st.caption(f"For more than {MANY_FILES}, use a zip: it uploads much faster.")
    if any(_is_zip(file) for file in files):
        return _opened_once(_fingerprint(files), lambda: _unpacked(files))
    return _uploaded(files)


def _folder() -> PhotoSelection | None:
    files = st.file_uploader(
        "A folder of photos",
        accept_multiple_files="directory",
        max_upload_size=MAX_BYTES // 2**20,
        key=PhotoKey.FOLDER,
    )
    show_upload_progress()
    show_missing_uploads(files)
    if not files:
        st.caption(f"Other files in it are left out. For more than {MANY_FILES} files, use a zip.")
    return _uploaded([file for file in files if is_picture(file.name)], came=bool(files))


def _zip() -> PhotoSelection | None:
    file = st.file_uploader("A zip of photos", type="zip", max_upload_size=MAX_ZIP_MB, key=PhotoKey.ZIP)
    return _opened_once(_fingerprint([file]), lambda: _unpacked([file])) if file else None


def _camera() -> PhotoSelection | None:
    show_camera(PhotoKey.CAMERA, "Take a picture", chosen_photo_networks())
    photo = taken_picture(PhotoKey.CAMERA)
    return _uploaded([photo] if photo else [])


def _examples() -> None:
    state = photo_state()
    examples = read_example_photos()
    with st.container(horizontal=True, gap="small", key=PhotoKey.EXAMPLES):
        for example in examples:
            with st.container(gap="xsmall"):
                st.image(example.read_bytes(), width="stretch", alt=f"Example photo: {example.label}.")
                st.button(
                    escape_markdown(example.label or ""),
                    key=PhotoKey.EXAMPLE.of(example.name),
                    width="stretch",
                    on_click=_choose_example,
                    args=(state, example.name),
                )
    credit = "; ".join(
        f"{credit.title} by {credit.by} ({credit.licence})" for credit in photo_credits().values()
    )
    st.caption(escape_markdown(f"Photos: {credit}."))


def _choose_example(state: PhotoState, name: str) -> None:
    """Stores the choice and reruns only the answers, not the whole page, so that they appear at once."""
    state.choose_example(name)
    st.rerun(PhotoKey.ANSWERS)


def _path() -> PhotoSelection | None:
    with st.form(PhotoKey.PATH_FORM, border=False):
        typed = st.text_input(
            "The path of a folder, zip or photo on this computer",
            placeholder="/home/me/pictures",
            key=PhotoKey.PATH,
            persist_state="session",
        )
        # The folder's content may have changed, so each click of the button lists it again.
        st.form_submit_button("Open", on_click=_forget_opened, args=(photo_state(),))
    st.caption("It is read in place; nothing is uploaded.")
    text = typed_path(typed)
    if not text:
        return None
    state, beginning = photo_state(), f"path {text}\0"
    if state.opened is None or not state.opened.fingerprint.startswith(beginning):
        state.opened = None
        state.opened = replace(_listed(text), fingerprint=f"{beginning}{time.time_ns()}")
    return state.opened


def _forget_opened(state: PhotoState) -> None:
    state.opened = None


_INPUTS: dict[str, Callable[[], PhotoSelection | None]] = {
    "files": _files,
    "folder": _folder,
    "zip": _zip,
    "camera": _camera,
    "examples": _examples,
    "path": _path,
}


def _uploaded(files: list[Any], came: bool = False) -> PhotoSelection | None:
    if not files and not came:
        return None
    photos = [ImageSource(file.name, file.getvalue) for file in files]
    return PhotoSelection(photos, _fingerprint(files))


def _fingerprint(files: list[Any]) -> str:
    return " ".join(file.file_id for file in files)


def _is_zip(file: Any) -> bool:
    return str(file.name).lower().endswith(".zip")


def _opened_once(fingerprint: str, open_it: Callable[[], PhotoSelection]) -> PhotoSelection:
    """Opens a zip only once, not in every run of the page; releases what was opened before."""
    state = photo_state()
    if state.opened is None or state.opened.fingerprint != fingerprint:
        state.opened = replace(open_it(), fingerprint=fingerprint)
    return state.opened


def _unpacked(files: list[Any]) -> PhotoSelection:
    """Returns the photos in all zips and those uploaded next to the zips, in the order of the files."""
    scratch = ScratchFolder()
    photos: list[ImageSource] = []
    for number, file in enumerate(files):
        if not _is_zip(file):
            photos.append(ImageSource(file.name, file.getvalue))
            continue
        path = Path(scratch.name) / f"{number}.zip"
        with path.open("wb") as copy:
            shutil.copyfileobj(file, copy)
        photos.extend(list_source(path, file.name).sources)
    return PhotoSelection(photos, "", scratch)


def _listed(text: str) -> PhotoSelection:
    try:
        path = Path(text).expanduser()
        return PhotoSelection(list_source(path).sources, "")
    except (RuntimeError, ValueError) as error:
        # The user after "~" does not exist, or the text is not a valid path.
        raise BadData(
            f"There is no such folder; enter its full path. Received: {printable(text[:_SHOWN_CHARACTERS])}"
        ) from error
