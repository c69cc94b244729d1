"""Pictures and drawings from outside -> a kept data set: checked one by one, stored, and then listed."""

import io
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
from PIL import Image

from core.datasets.perceptual_hash import perceptual_hash
from core.datasets.readers import (
    StrokeLine,
    class_folders,
    is_stroke_file,
    is_wanted,
    list_images,
    read_strokes,
    strokes_in,
)
from core.datasets.store import STROKES_SUFFIX, DataSet, Sample, add_samples, keep_picture
from core.errors import BadData, DiskFull, InklingError
from core.jobs.parallel import ordered_map
from core.preprocessing.decode import Picture, decode_image
from core.preprocessing.ink_extraction import extract_ink
from core.preprocessing.ink_frames import quickdraw_frame_of_strokes
from core.preprocessing.preprocessor import Kind
from core.preprocessing.quickdraw_format import write_stroke_line
from core.preprocessing.strokes import Strokes
from core.storage.names import clean_label

MAX_SAMPLES = 50_000
# So many pictures decide whether a folder holds drawings or photos.
_LOOKED_AT = 40
# Of a drawing: how far nine in ten pixels' colours may be apart (photos of paper reach 0.005, ordinary
# photos begin at 0.03), and how much of it may be ink.
_ONE_HUE, _MOST_INK = 0.02, 0.35

Progress = Callable[[int, int], None]


def no_progress(done: int, total: int) -> None:
    """Tells nobody."""


@dataclass(frozen=True)
class Incoming:
    """A picture or drawing on its way in.

    Attributes:
        name: What it is called, for messages.
        label: Its class.
        read: Returns its bytes, or its strokes.
    """

    name: str
    label: str
    read: Callable[[], bytes | Strokes]


def from_place(path: Path) -> list[Incoming]:
    """Lists what a folder or zip of class folders or stroke files, or a labelled stroke file, holds.

    Raises:
        BadData: If it cannot be opened, is made to explode, or holds no picture in a class folder.
    """
    incoming: list[Incoming] = []
    if is_stroke_file(path):
        lines: Iterator[tuple[str, StrokeLine]] = ((path.name, line) for line in read_strokes(path))
    else:
        incoming = [Incoming(file.name, file.label or "", file.read) for file in list_images(path)]
        lines = strokes_in(path)
    for name, line in lines:
        if len(incoming) > MAX_SAMPLES:
            break  # it is refused as too large
        incoming.append(Incoming(f"{name}, line {line.index + 1}", line.label or "", _strokes_of(line)))
    return _checked(incoming, path.name)


def from_uploads(files: Iterable[tuple[str, Callable[[], bytes]]]) -> list[Incoming]:
    """Lists what a folder picked in the browser holds.

    Args:
        files: Each file's path in that folder, with `/`, and what returns its bytes.

    Raises:
        BadData: If no picture lies in a class folder.
    """
    readers = {name.replace("\\", "/"): read for name, read in files}
    labels = class_folders([name for name in readers if is_wanted(name)])
    return _checked([Incoming(name, label or "", readers[name]) for name, label in labels.items()], "folder")


def from_stream(name: str, stream: io.BufferedIOBase, scratch: Path) -> list[Incoming]:
    """Lists what an uploaded zip or stroke file holds; it is first copied to disk, piece by piece.

    Args:
        name: Its name, which says what it is.
        stream: Its content.
        scratch: Folder for the copy, which is the caller's to delete.
    """
    handle, path = tempfile.mkstemp(dir=scratch, suffix=f"-{PurePosixPath(name.replace(chr(92), '/')).name}")
    with os.fdopen(handle, "wb") as file:
        shutil.copyfileobj(stream, file)
    return from_place(Path(path))


def guess_kind(incoming: list[Incoming]) -> Kind:
    """Guesses whether pictures are drawings or photos: drawings are grey, and almost all paper and ink."""
    votes = []
    for item in incoming[:: max(len(incoming) // _LOOKED_AT, 1)][:_LOOKED_AT]:
        try:
            content = item.read()
            votes.append(not isinstance(content, bytes) or _looks_drawn(decode_image(content, item.name)))
        except InklingError:
            continue
    return "ink" if votes and np.mean(votes) > 0.5 else "photo"


def ingest(
    data_set: DataSet, incoming: list[Incoming], progress: Progress = lambda done, of: None
) -> DataSet:
    """Checks and stores pictures, and lists those that are sound.

    Args:
        data_set: Where they go.
        incoming: What comes.
        progress: Called with how many are done, and of how many.

    Returns:
        The data set as it is now. What could not be read is on its list of refusals, by name and reason.

    Raises:
        BadData: If the data set would become too large; nothing is added then.
        DiskFull: If there is no room; what was stored so far is listed.
    """
    if len(data_set.samples) + len(incoming) > MAX_SAMPLES:
        raise BadData(
            f"A data set may have at most {MAX_SAMPLES:,} pictures. Take in fewer, or begin another one. "
            f"Received: {len(incoming):,} more than the {len(data_set.samples):,} that are there"
        )
    samples: list[Sample] = []
    refused: list[tuple[str, str]] = []
    try:
        for done, (item, outcome) in enumerate(_each(data_set, incoming), start=1):
            if isinstance(outcome, Sample):
                samples.append(outcome)
            else:
                refused.append((item.name, outcome))
            progress(done, len(incoming))
    finally:
        data_set = add_samples(data_set.name, samples, refused)
    return data_set


def add_drawing(data_set: DataSet, strokes: Strokes, label: str) -> DataSet:
    """Adds a drawing made on the canvas; raises `NoInk` if there is none."""
    sample = _taken(data_set, Incoming("drawn here", _named(label), lambda: strokes))
    return add_samples(data_set.name, [sample])


def add_picture(data_set: DataSet, data: bytes, name: str, label: str) -> DataSet:
    """Adds one picture, as from the camera; raises `UnreadablePicture` if it is none."""
    sample = _taken(data_set, Incoming(name, _named(label), lambda: data))
    return add_samples(data_set.name, [sample])


def _each(data_set: DataSet, incoming: Iterable[Incoming]) -> Iterator[tuple[Incoming, Sample | str]]:
    """Takes pictures in on all cores, in order."""

    def outcome(item: Incoming) -> Sample | str:
        try:
            return _taken(data_set, item)
        except DiskFull:
            raise
        except InklingError as error:
            return str(error)

    return ordered_map(outcome, incoming)


def _taken(data_set: DataSet, item: Incoming) -> Sample:
    content = item.read()
    if isinstance(content, bytes):
        picture = decode_image(content, item.name)
        suffix = PurePosixPath(item.name).suffix.lower() or ".png"
        sha256 = keep_picture(data_set, content, suffix)
        width, height = picture.width_px, picture.height_px
        gray = Image.fromarray(picture.pixels).convert("L")
    else:
        line = write_stroke_line(content)
        frame = quickdraw_frame_of_strokes(content)
        suffix, width, height = STROKES_SUFFIX, 0, 0
        sha256 = keep_picture(data_set, line.encode(), suffix)
        gray = Image.fromarray((255 - frame * 255).astype(np.uint8))
    return Sample(0, item.label, item.name, sha256, suffix, width, height, perceptual_hash(gray))


def _looks_drawn(picture: Picture) -> bool:
    """Tells whether a picture has hardly more than one hue, and ink on a small part of it."""
    colors = picture.pixels[::4, ::4, :3].reshape(-1, 3).astype(np.float32) + 16
    hues = colors / colors.sum(axis=1, keepdims=True)
    apart = np.abs(hues - np.median(hues, axis=0)).max(axis=1)
    one_hue = float(np.quantile(apart, 0.9)) < _ONE_HUE
    return one_hue and float((extract_ink(picture) > 128).mean()) < _MOST_INK


def _checked(incoming: list[Incoming], name: str) -> list[Incoming]:
    """Cleans the labels, and refuses a place where nothing lies in a class folder."""
    kept = [Incoming(item.name, label, item.read) for item in incoming if (label := clean_label(item.label))]
    if not kept:
        raise BadData(
            "There are no class folders with pictures in this. Put the pictures of each class into a folder "
            f"named after it, and all of these folders into one. Received: {len(incoming)} pictures without "
            f"a class folder in {name}"
        )
    return kept


def _strokes_of(line: StrokeLine) -> Callable[[], Strokes]:
    def read() -> Strokes:
        if line.strokes is None:
            raise BadData(line.problem)
        return line.strokes

    return read


def _named(label: str) -> str:
    if not (name := clean_label(label)):
        raise BadData(f"Say first which class this shows. Received: {json.dumps(label)} as the class")
    return name
