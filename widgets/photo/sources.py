"""Where photos come from: files, a folder, a zip, the camera, samples, or a place on this computer."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import streamlit as st

from core.datasets.readers import image_file, is_wanted, list_images
from core.errors import BadData, InklingError
from core.inference.batch import MAX_PHOTOS
from core.preprocessing.decode import EXTENSIONS, MAX_BYTES
from core.preprocessing.example_photos import read_example_photos
from core.preprocessing.image_source import ImageSource
from core.storage.settings import may_read_server_paths
from widgets.shared.page_state import MANY_FILES, MAX_ZIP_MB

KEY = "photo"
_SAMPLE_PX = 100
_SOURCES = {
    "files": ":material/upload: Photos",
    "folder": ":material/folder: Folder",
    "zip": ":material/folder_zip: Zip",
    "camera": ":material/photo_camera: Camera",
    "samples": ":material/auto_awesome: Samples",
    "path": ":material/dns: This computer",
}


@dataclass(frozen=True)
class PhotoSelection:
    """Photos that have come in.

    Attributes:
        photos: What came.
        mark: Tells them from what came before.
        scratch: Folder into which they were unpacked, which lives as long as this.
    """

    photos: list[ImageSource]
    mark: str
    scratch: tempfile.TemporaryDirectory[str] | None = field(default=None, repr=False)


def sources() -> dict[str, str]:
    """Returns the ways in that are open here."""
    allowed = may_read_server_paths(st.get_option("server.address"))
    return {name: title for name, title in _SOURCES.items() if name != "path" or allowed}


def photos_from(source: str) -> PhotoSelection | None:
    """Shows the input for one way in; returns what has come, or None. Refusals are shown."""
    try:
        incoming = _INPUTS[source]()
        if incoming is None:
            return None
        if len(incoming.photos) > MAX_PHOTOS:
            raise BadData(f"Choose at most {MAX_PHOTOS:,} photos at once. Received: {len(incoming.photos):,}")
        if not incoming.photos:
            kinds = "JPEG, PNG, WebP, HEIC, TIFF, BMP or GIF"
            raise BadData(f"There is no photo in this. Choose {kinds} files. Received: no file named so")
    except InklingError as error:
        st.warning(str(error), icon=":material/info:")
        return None
    return incoming


def _files() -> PhotoSelection | None:
    files = st.file_uploader(
        "One photo or many",
        type=list(EXTENSIONS),
        accept_multiple_files=True,
        max_upload_size=MAX_BYTES // 2**20,
        key=f"{KEY}-files",
    )
    st.caption(f"For more than {MANY_FILES}, use a zip: it comes in much faster.")
    return _uploaded(files)


def _folder() -> PhotoSelection | None:
    files = st.file_uploader(
        "A folder of photos",
        accept_multiple_files="directory",
        max_upload_size=MAX_BYTES // 2**20,
        key=f"{KEY}-folder",
    )
    st.caption(f"Other files in it are left out. For more than {MANY_FILES} files, use a zip.")
    return _uploaded([each for each in files if is_wanted(each.name)], came=bool(files))


def _zip() -> PhotoSelection | None:
    file = st.file_uploader("A zip of photos", type="zip", max_upload_size=MAX_ZIP_MB, key=f"{KEY}-zip")
    return _kept(file.file_id, lambda: _unpacked(file)) if file else None


def _camera() -> PhotoSelection | None:
    photo = st.camera_input("Take a picture", key=f"{KEY}-camera")
    return _uploaded([photo] if photo else [])


def _samples() -> PhotoSelection | None:
    there = read_example_photos()
    with st.container(horizontal=True, gap="small"):
        for sample in there:
            with st.container(width=_SAMPLE_PX, gap="small"):
                st.image(
                    sample.read_bytes(), width=_SAMPLE_PX, alt=f"A picture that we drew: {sample.label}."
                )
                st.button(
                    sample.label or "",
                    key=f"{KEY}-{sample.name}",
                    width="stretch",
                    on_click=st.session_state.__setitem__,
                    args=(f"{KEY}-sample", sample.name),
                )
    chosen = st.session_state.get(f"{KEY}-sample")
    photos = [sample for sample in there if sample.name == chosen]
    return PhotoSelection(photos, f"sample {chosen}") if photos else None


def _path() -> PhotoSelection | None:
    with st.form(f"{KEY}-path-form", border=False):
        text = st.text_input("A folder, zip or photo on this computer", placeholder="/home/me/pictures")
        st.form_submit_button("Look at them")
    return _kept(f"path {text}", lambda: _listed(Path(text).expanduser())) if text else None


_INPUTS: dict[str, Callable[[], PhotoSelection | None]] = {
    "files": _files,
    "folder": _folder,
    "zip": _zip,
    "camera": _camera,
    "samples": _samples,
    "path": _path,
}


def _uploaded(files: list[Any], came: bool = False) -> PhotoSelection | None:
    if not files and not came:
        return None
    photos = [ImageSource(file.name, file.getvalue) for file in files]
    return PhotoSelection(photos, " ".join(file.file_id for file in files))


def _kept(mark: str, open_it: Callable[[], PhotoSelection]) -> PhotoSelection:
    """Opens a zip or folder once, not at every click; what was opened before is let go."""
    kept: PhotoSelection | None = st.session_state.get(f"{KEY}-kept")
    if kept is None or kept.mark != mark:
        kept = st.session_state[f"{KEY}-kept"] = replace(open_it(), mark=mark)
    return kept


def _unpacked(file: Any) -> PhotoSelection:
    scratch = tempfile.TemporaryDirectory(prefix="inkling-photos-")
    path = Path(scratch.name) / "photos.zip"
    with path.open("wb") as copy:
        shutil.copyfileobj(file, copy)
    return PhotoSelection(list_images(path), "", scratch)


def _listed(path: Path) -> PhotoSelection:
    if path.is_file() and path.suffix.lower() != ".zip":
        return PhotoSelection([image_file(path)], "")
    return PhotoSelection(list_images(path), "")
