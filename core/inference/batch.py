"""Runs many photos through several networks in the background, while a page shows the results."""

import base64
import io
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from PIL import Image

from core.errors import InklingError, NetworkFailed
from core.inference.classifier import Classifier, ClassProbability, Prediction
from core.inference.hierarchy import answer_in_a_name, most_specific_confident_kind, same_thing
from core.jobs.parallel import ordered_outcomes
from core.preprocessing.decode import Picture, decode_image
from core.preprocessing.image_source import ImageSource
from core.preprocessing.photo_crop import photo_frame

THUMBNAIL_PX = 64
MAX_PHOTOS = 20_000
_JPEG_QUALITY = 75


@dataclass(frozen=True)
class Verdict:
    """One network's answer for one photo, small enough to keep thousands of them.

    Attributes:
        best: The most likely class, as in `Prediction.top`.
        answer: The answer, as from `answer_in_a_name`; None if the network is not sure.
        kind: The narrowest kind of thing that is likely enough to be an answer; empty if there is none.
        logits: `(classes,)` float32, from which `Classifier.predict_from_logits` rebuilds the prediction.
        familiarity: How familiar the photo is, as in `Prediction.familiarity`.
        milliseconds: Time taken by preprocessing and network together.
        kind_probability: Probability of the kind, 0.0 to 1.0; 0.0 if there is none.
    """

    best: ClassProbability
    answer: ClassProbability | None
    kind: str
    # 4 bytes for each class: at most 80 MB for 1,000 classes and 20,000 photos, as much as the thumbnails
    # take. In float16, which takes half of that, a rebuilt prediction could differ from its row in the table.
    logits: np.ndarray = field(repr=False, compare=False)
    familiarity: float
    milliseconds: float
    kind_probability: float = 0.0

    @property
    def sure(self) -> bool:
        """Whether there is an answer."""
        return self.answer is not None


@dataclass(frozen=True)
class Row:
    """One photo's row in the table.

    Attributes:
        number: Index of the photo.
        name: Name of the photo.
        thumbnail: A small JPEG; empty if the photo cannot be read.
        verdicts: One for each network, None for one that failed; empty if the photo cannot be read, or if
            all networks failed.
        problem: Why the photo cannot be read, or which networks failed, one per line.
    """

    number: int
    name: str
    thumbnail: bytes
    verdicts: tuple[Verdict | None, ...]
    problem: str = ""

    @property
    def first(self) -> Verdict | None:
        """The first network's verdict; None if that network failed, or the photo cannot be read."""
        return self.verdicts[0] if self.verdicts else None

    @property
    def disputed(self) -> bool:
        """Whether two networks that are sure predict different things."""
        labels = [verdict.answer.label for verdict in self.verdicts if verdict and verdict.answer]
        return not all(same_thing(one, other) for one, other in combinations(labels, 2))

    @property
    def thumbnail_address(self) -> str | None:
        """The thumbnail as a data URL, for tables; None without one."""
        if not self.thumbnail:
            return None
        return f"data:image/jpeg;base64,{base64.b64encode(self.thumbnail).decode()}"


class Batch:
    """Runs photos through several networks, in a thread of its own, until all are done or it is cancelled.

    Args:
        photos: The photos.
        classifiers: The networks; each row has their verdicts in this order.
        scratch: The folder that the photos were unpacked into, if any; kept as long as this object.
    """

    def __init__(
        self,
        photos: Sequence[ImageSource],
        classifiers: Sequence[Classifier],
        scratch: tempfile.TemporaryDirectory[str] | None = None,
    ) -> None:
        self.photos = tuple(photos)
        self.classifiers = tuple(classifiers)
        self.rows: list[Row] = []
        self._scratch = scratch
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def is_over(self) -> bool:
        """Whether no more rows will come."""
        return self._thread is not None and not self._thread.is_alive()

    @property
    def was_cancelled(self) -> bool:
        """Whether it ended before all photos were done."""
        return self.is_over and len(self.rows) < len(self.photos)

    def start(self) -> None:
        """Starts, or continues with the remaining photos after `cancel`; does nothing more if it runs."""
        self._stop.clear()
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._work, daemon=True)
            self._thread.start()

    def cancel(self) -> None:
        """Stops after the photos that are being processed; the rows so far are kept."""
        self._stop.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Waits until it has ended, at most the given time; returns whether it has ended."""
        if self._thread is not None:
            self._thread.join(seconds)
        return self.is_over

    def _work(self) -> None:
        for row in rows_of(self.photos, self.classifiers, first=len(self.rows)):
            self.rows.append(row)
            if self._stop.is_set():
                return


def rows_of(
    photos: Sequence[ImageSource], classifiers: Sequence[Classifier], first: int = 0
) -> Iterator[Row]:
    """Reads every photo once and runs every network on it, on all cores; yields the rows in order.

    Args:
        photos: All photos.
        classifiers: The networks; each row has one verdict for each, in this order.
        first: Index of the photo to begin with.

    Yields:
        The rows; a photo that cannot be read gets a row with the error message, and does not stop the others.
    """

    def look(number: int) -> tuple[bytes, tuple[Verdict | None, ...], str]:
        picture = decode_image(photos[number].read_bytes(), photos[number].name)
        verdicts: list[Verdict | None] = []
        failures = []
        for classifier in classifiers:
            try:
                verdicts.append(_verdict(classifier.classify_picture(picture)))
            except NetworkFailed as error:
                verdicts.append(None)
                failures.append(str(error))
        answered = tuple(verdicts) if any(verdicts) else ()
        return _thumbnail(picture), answered, "\n".join(failures)

    for number, outcome in ordered_outcomes(look, range(first, len(photos))):
        if isinstance(outcome, InklingError):
            yield Row(number, photos[number].name, b"", (), str(outcome))
        else:
            yield Row(number, photos[number].name, *outcome)


def _thumbnail(picture: Picture) -> bytes:
    file = io.BytesIO()
    Image.fromarray(photo_frame(picture, THUMBNAIL_PX)).save(file, "JPEG", quality=_JPEG_QUALITY)
    return file.getvalue()


def _verdict(prediction: Prediction) -> Verdict:
    kind = most_specific_confident_kind(prediction) if prediction.bundle.kind == "photo" else None
    named = answer_in_a_name(prediction) if prediction.sure else None
    name, probability = kind or ("", 0.0)
    return Verdict(
        prediction.top(1)[0],
        ClassProbability(*named) if named else None,
        name,
        prediction.logits,
        prediction.familiarity,
        prediction.milliseconds,
        probability,
    )
