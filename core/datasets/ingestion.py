"""Pictures and drawings from outside -> a kept data set: checked one by one, stored, and then listed."""

import io
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path, PurePosixPath

import numpy as np
from PIL import Image

from core.datasets.data_set import STROKES_SUFFIX, DataSet, Sample
from core.datasets.perceptual_hash import perceptual_hash
from core.datasets.readers import list_source, list_uploads
from core.datasets.store import add_samples, keep_picture
from core.errors import BadData, DiskFull, InklingError
from core.jobs.parallel import ordered_outcomes
from core.preprocessing.decode import EXTENSIONS, Picture, decode_image
from core.preprocessing.image_source import ImageSource
from core.preprocessing.ink_extraction import extract_ink
from core.preprocessing.ink_frames import quickdraw_frame_of_strokes
from core.preprocessing.preprocessor import Kind
from core.preprocessing.quickdraw_format import write_stroke_line
from core.preprocessing.strokes import Strokes
from core.storage.names import clean_label
from core.storage.progress import Progress, no_progress

MAX_SAMPLES = 50_000
# So many pictures decide whether a folder holds drawings or photos.
_PICTURES_FOR_KIND = 40
# Of a drawing: how far the colours of nine in ten pixels may be from the median (photos of paper reach 0.005,
# ordinary photos begin at 0.03), and how much of it may be ink.
_MAX_HUE_SPREAD, _MAX_INK_SHARE = 0.02, 0.35


def from_path(path: Path) -> list[ImageSource]:
    """Lists what a folder or zip of class folders or stroke files, or a labelled stroke file, holds.

    Raises:
        BadData: If it cannot be opened, is made to explode, or holds no picture in a class folder.
    """
    return list_source(path).labelled().sources


def from_uploads(files: Iterable[tuple[str, Callable[[], bytes]]]) -> list[ImageSource]:
    """Lists what a folder picked in the browser holds.

    Args:
        files: Each file's path in that folder, with `/`, and what returns its bytes.

    Raises:
        BadData: If no picture lies in a class folder.
    """
    return list_uploads(files).labelled().sources


def from_stream(name: str, stream: io.BufferedIOBase, scratch: Path) -> list[ImageSource]:
    """Lists what an uploaded zip or stroke file holds; it is first copied to disk, piece by piece.

    Args:
        name: Its name, which says what it is.
        stream: Its content.
        scratch: Folder for the copy, which is the caller's to delete.

    Raises:
        BadData: As `from_path`.
    """
    handle, path = tempfile.mkstemp(dir=scratch)
    with os.fdopen(handle, "wb") as file:
        shutil.copyfileobj(stream, file)
    return list_source(Path(path), name).labelled().sources


def guess_kind(sources: list[ImageSource]) -> Kind:
    """Guesses whether pictures are drawings or photos: drawings are grey, and almost all paper and ink."""
    votes = []
    for source in sources[:: max(len(sources) // _PICTURES_FOR_KIND, 1)][:_PICTURES_FOR_KIND]:
        try:
            content = source.content()
        except InklingError:
            continue
        votes.append(not isinstance(content, Picture) or _looks_drawn(content))
    return "ink" if votes and np.mean(votes) > 0.5 else "photo"


def ingest(data_set: DataSet, sources: list[ImageSource], progress: Progress = no_progress) -> DataSet:
    """Checks and stores pictures, and lists those that are sound.

    Args:
        data_set: Where they go.
        sources: The pictures, each with its class as the label.
        progress: Called with how many are done, and of how many.

    Returns:
        The data set as it is now. What could not be read is on its list of refusals, by name and reason.

    Raises:
        BadData: If the data set would become too large; nothing is added then.
        DiskFull: If there is no room; what was stored so far is listed.
    """
    if len(data_set.samples) + len(sources) > MAX_SAMPLES:
        raise BadData(
            f"A data set may have at most {MAX_SAMPLES:,} pictures. Take in fewer, or begin another one. "
            f"Received: {len(sources):,} more than the {len(data_set.samples):,} that are there"
        )
    samples: list[Sample] = []
    refused: list[tuple[str, str]] = []
    try:
        outcomes = ordered_outcomes(partial(_store, data_set), sources)
        for done, (source, outcome) in enumerate(outcomes, start=1):
            if isinstance(outcome, DiskFull):
                raise outcome
            if isinstance(outcome, InklingError):
                refused.append((_as_utf8(source.name), _as_utf8(str(outcome))))
            else:
                samples.append(outcome)
            progress(done, len(sources))
    finally:
        data_set = add_samples(data_set.name, samples, refused)
    return data_set


def add_drawing(data_set: DataSet, strokes: Strokes, label: str) -> DataSet:
    """Adds a drawing made on the canvas; raises `NoInk` if there is none."""
    sample = _store(data_set, ImageSource("drawn here", lambda: strokes, _required_label(label)))
    return add_samples(data_set.name, [sample])


def add_picture(data_set: DataSet, data: bytes, name: str, label: str) -> DataSet:
    """Adds one picture, as from the camera; raises `UnreadablePicture` if it is none."""
    sample = _store(data_set, ImageSource(name, lambda: data, _required_label(label)))
    return add_samples(data_set.name, [sample])


def _store(data_set: DataSet, source: ImageSource) -> Sample:
    """Checks a picture and keeps its file; the sample returned is on no list yet."""
    data = source.read()
    if isinstance(data, bytes):
        picture = decode_image(data, source.name)
        suffix = PurePosixPath(source.name).suffix.lower()
        # The name may come from anywhere; what the bytes are was found from the bytes.
        suffix = suffix if suffix in EXTENSIONS else ".png"
        width_px, height_px = picture.width_px, picture.height_px
        image = Image.fromarray(picture.pixels)
    else:
        frame = quickdraw_frame_of_strokes(data)
        suffix, width_px, height_px = STROKES_SUFFIX, 0, 0
        image = Image.fromarray((255 - frame * 255).astype(np.uint8))
        data = write_stroke_line(data).encode()
    return Sample(
        number=0,
        label=source.label or "",
        name=_as_utf8(source.name),
        sha256=keep_picture(data_set, data, suffix),
        suffix=suffix,
        width_px=width_px,
        height_px=height_px,
        perceptual_hash=perceptual_hash(image),
    )


def _as_utf8(text: str) -> str:
    """Replaces what no list can hold: the names of old file systems may not be text."""
    return text.encode("utf-8", "replace").decode()


def _looks_drawn(picture: Picture) -> bool:
    """Tells whether a picture has hardly more than one hue, and ink on a small part of it."""
    colors = picture.pixels[::4, ::4, :3].reshape(-1, 3).astype(np.float32) + 16
    hues = colors / colors.sum(axis=1, keepdims=True)
    distances = np.abs(hues - np.median(hues, axis=0)).max(axis=1)
    has_one_hue = float(np.quantile(distances, 0.9)) < _MAX_HUE_SPREAD
    return has_one_hue and float((extract_ink(picture) > 128).mean()) < _MAX_INK_SHARE


def _required_label(text: str) -> str:
    if not (label := clean_label(text)):
        raise BadData(f"Say first which class this shows. Received: {json.dumps(text)} as the class")
    return label
