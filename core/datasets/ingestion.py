"""Pictures and drawings from outside -> a stored data set: each is checked, stored, and then listed."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path, PurePosixPath

import numpy as np
from PIL import Image

from core.datasets.class_names import known_class
from core.datasets.color_grid import color_grid
from core.datasets.data_set import STROKES_SUFFIX, DataSet, Sample
from core.datasets.perceptual_hash import perceptual_hash
from core.datasets.readers import list_source
from core.datasets.store import add_samples, keep_picture
from core.datasets.unlisted import discard_unlisted
from core.errors import BadData, DiskFull, InklingError
from core.jobs.parallel import ordered_outcomes
from core.preprocessing.decode import EXTENSIONS, decode_image
from core.preprocessing.image_source import ImageSource
from core.preprocessing.ink_frames import quickdraw_frame_of_strokes
from core.preprocessing.quickdraw_format import write_stroke_line
from core.preprocessing.strokes import Strokes
from core.storage.names import clean_label
from core.storage.received import in_json

MAX_SAMPLES = 50_000


def from_path(path: Path) -> list[ImageSource]:
    """Lists what has a class in a folder, archive or stroke file; raises `BadData` if nothing has one."""
    return list_source(path).labelled().sources


def ingest(data_set: DataSet, sources: Sequence[ImageSource]) -> DataSet:
    """Checks and stores pictures, and lists those that can be read and are not in the data set yet.

    Args:
        data_set: The data set to add to.
        sources: The pictures, each with its class as the label.

    Returns:
        The data set after the change. Pictures that could not be read are in `refused`, by name and reason.

    Raises:
        BadData: If the data set would become too large; nothing is added then.
        DiskFull: If there is no room; the pictures stored so far are listed.
    """
    require_room(data_set, len(sources))
    stored: list[tuple[Sample, ImageSource]] = []
    refused: list[tuple[str, str]] = []
    try:
        for source, outcome in store_pictures(data_set, sources):
            if isinstance(outcome, InklingError):
                refused.append((_as_utf8(source.name), _as_utf8(str(outcome))))
            else:
                stored.append((outcome, source))
    finally:
        data_set = add_stored(data_set, stored, refused=refused)
    return data_set


def add_stored(
    data_set: DataSet,
    stored: Collection[tuple[Sample, ImageSource]],
    refused: Iterable[tuple[str, str]] = (),
    what: str = "Pictures were added",
    source_classes: Iterable[str] = (),
) -> DataSet:
    """Lists pictures whose files `store_pictures` has stored.

    Args:
        data_set: The data set.
        stored: The pictures, each with its source.
        refused: As for `add_samples`.
        what: As for `add_samples`.
        source_classes: As for `add_samples`.

    Returns:
        The data set after the change.
    """
    sources = {(sample.sha256, sample.suffix): source for sample, source in stored}
    samples = [sample for sample, _ in stored]

    def keep(sample: Sample) -> None:
        # Another process may have removed the same picture since its file was stored.
        if not data_set.path(sample).exists():
            _store(data_set, sources[sample.sha256, sample.suffix])

    try:
        return add_samples(data_set, samples, refused, what=what, keep=keep, source_classes=source_classes)
    except BaseException:
        discard_unlisted(data_set.folder, samples)
        raise


def require_room(data_set: DataSet, count: int) -> None:
    """Refuses to add more pictures than a data set may hold.

    Args:
        data_set: The data set to add to.
        count: Number of pictures to add.

    Raises:
        BadData: If these are too many.
    """
    if len(data_set.samples) + count > MAX_SAMPLES:
        raise BadData(
            f"A data set may have at most {MAX_SAMPLES:,} pictures. Add fewer, or start a new data set. "
            f"Received: {count:,} in addition to the {len(data_set.samples):,} already there"
        )


def store_pictures(
    data_set: DataSet, sources: Sequence[ImageSource]
) -> Iterator[tuple[ImageSource, Sample | InklingError]]:
    """Checks pictures on all cores and stores their files, without listing them yet.

    Args:
        data_set: The data set whose folder gets the files.
        sources: The pictures, each with its class as the label.

    Yields:
        Each source, in order, with its sample or with the error that says why it cannot be read.

    Raises:
        DiskFull: If there is no room.
    """
    # Threads are ahead of what is taken, so files may be there that nobody was told about.
    stored: list[Sample] = []
    taken: set[tuple[str, str]] = set()

    def store(source: ImageSource) -> Sample:
        sample = _store(data_set, source)
        stored.append(sample)
        return sample

    try:
        with closing(ordered_outcomes(store, sources)) as outcomes:
            for source, outcome in outcomes:
                if isinstance(outcome, DiskFull):
                    raise outcome
                if isinstance(outcome, Sample):
                    taken.add((outcome.sha256, outcome.suffix))
                yield source, outcome
    finally:
        left = [sample for sample in stored if (sample.sha256, sample.suffix) not in taken]
        if left:
            discard_unlisted(data_set.folder, left)


def add_drawing(data_set: DataSet, strokes: Strokes, label: str) -> DataSet:
    """Adds a drawing made on the canvas; raises `NoInk` if it is empty."""
    label = class_by_hand(label, data_set)
    source = ImageSource("drawn here", lambda: strokes, label)
    what = f'A drawing of "{label}" was added'
    return add_stored(data_set, [(_store(data_set, source), source)], what=what, source_classes=[label])


def add_picture(data_set: DataSet, data: bytes, name: str, label: str) -> DataSet:
    """Adds one picture, for example from the camera; raises `UnreadablePicture` if it cannot be read."""
    label = class_by_hand(label, data_set)
    source = ImageSource(name, lambda: data, label)
    what = f'A picture of "{label}" was added'
    return add_stored(data_set, [(_store(data_set, source), source)], what=what, source_classes=[label])


def _store(data_set: DataSet, source: ImageSource) -> Sample:
    """Checks a picture and stores its file; the returned sample is not listed yet."""
    data = source.read()
    if isinstance(data, bytes):
        picture = decode_image(data, source.name)
        suffix = PurePosixPath(source.name).suffix.lower()
        # The name is not trusted; `decode_image` finds the format from the bytes.
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
        part=source.part,
        colors=color_grid(image),
    )


def _as_utf8(text: str) -> str:
    """Replaces characters that UTF-8 cannot encode, which names from old file systems may have."""
    return text.encode("utf-8", "replace").decode()


def class_by_hand(text: str, data_set: DataSet) -> str:
    """Returns the class that a user means with a name; raises `BadData` if nothing is left of the name."""
    if not (label := clean_label(text)):
        raise BadData(
            f"First choose or type the class that this shows. Received: {in_json(text)} as the class"
        )
    return known_class(label, data_set.classes)
