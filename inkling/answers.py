"""What a network answers to one picture, as plain values and as a notebook shows it."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from PIL import Image

from core.errors import BadRequest
from core.inference.classifier import Classifier, Prediction
from core.inference.whole_numbers import number_of
from core.preprocessing.decode import Picture
from core.preprocessing.image_source import ImageSource
from core.presentation.answer_panels import Summary, summarize
from core.presentation.number_readings import number_summaries
from core.presentation.overlays import heat_picture, sharp_photo
from core.presentation.replies import Reply, reply_of
from core.storage.names import printable
from core.storage.received import in_python
from inkling.arguments import whole_number
from inkling.html import bars, block, jpeg_of, paragraph, picture_of_bytes

THUMBNAIL_PX = 64


@dataclass(frozen=True)
class Answer:
    """What one network makes of one picture or drawing.

    Attributes:
        name: What the picture is called.
        network: The network's title.
        label: The likeliest class.
        probability: How likely it is, calibrated: of answers with 0.9, nine in ten are right.
        sure: Whether the network gives an answer; if not, all is only its best guess.
        milliseconds: Time taken by preprocessing and network together.
        thumbnail: What the network saw, small, as the content of a JPEG file.
    """

    name: str
    network: str
    label: str
    probability: float
    sure: bool
    milliseconds: float
    thumbnail: bytes = field(repr=False)
    _reply: Reply = field(repr=False)
    _summary: Summary = field(repr=False)
    _probabilities: np.ndarray = field(repr=False, compare=False)
    _classifier: Classifier = field(repr=False, compare=False)
    _source: ImageSource = field(repr=False, compare=False)

    @property
    def answer(self) -> str | None:
        """What the network answers: a class, a kind of thing, or the digits of a number; None if not sure."""
        return self._reply.answer

    @property
    def confidence(self) -> float:
        """How sure it is of its answer, or of its best guess, 0.0 to 1.0.

        Of the kind of thing where it answers that, and of all digits together where it reads a number;
        `probability` is that of the likeliest class.
        """
        return self._reply.confidence

    @property
    def number(self) -> str:
        """What it reads where there are several digits, as "471", a "?" for each that is not sure.

        Empty if that is no number, and "..." at its end if there are more digits than were read.
        """
        return self._reply.number

    @property
    def explanation(self) -> str:
        """How sure the network is, in words; or why it is not sure."""
        return self._summary.explanation

    def top(self, count: int = 5) -> "pd.Series[float]":
        """Returns the likeliest classes and their probabilities, the likeliest first.

        Args:
            count: How many at most.

        Raises:
            BadRequest: If it is no whole number, or less than 0.
        """
        labels = self._classifier.bundle.labels
        order = np.argsort(-self._probabilities, kind="stable")[: whole_number("count", count)]
        names = pd.Index([labels[index] for index in order], name="label")
        return pd.Series(self._probabilities[order], index=names, name="probability", dtype=float)

    def read_bytes(self) -> bytes:
        """Reads the picture's file once more, as it came; a drawing as a line of a stroke file.

        Raises:
            InklingError: If it can no longer be read.
        """
        return self._source.read_bytes()

    def heat_map(self, label: str | None = None) -> Image.Image:
        """Shows where the network found evidence for a class; the picture is read once more.

        Args:
            label: One of the network's classes; by default the likeliest.

        Returns:
            A colour picture, orange where the evidence is.

        Raises:
            BadRequest: If the network does not know the class, or has no heat maps.
            InklingError: If the picture can no longer be read.
        """
        label = self.label if label is None else label
        if not isinstance(label, str) or label not in self._classifier.bundle.labels:
            raise BadRequest(f"Choose one of the network's classes. Received: {in_python(label)}")
        content = self._source.content()
        if isinstance(content, Picture):
            prediction = self._classifier.classify_picture(content)
            photo = sharp_photo(prediction, content) if prediction.seen.ndim == 3 else None
            heat = heat_picture(prediction, label, photo=photo)
        else:
            heat = heat_picture(self._classifier.classify_strokes(content), label)
        if heat is None:
            raise BadRequest(f"This network has no heat maps; ask another. Received: {self.network}")
        return Image.fromarray(heat)

    def __repr__(self) -> str:
        """Says the answer in one line."""
        return printable(f"{self.name}: {self._summary.answer}. {self._summary.explanation}")

    def _repr_html_(self) -> str:
        summary = self._summary
        return block(
            picture_of_bytes(self.thumbnail, f"What {summary.title} saw of {self.name}", 2 * THUMBNAIL_PX),
            paragraph(summary.answer, is_strong=True),
            paragraph(f"{summary.title}: {summary.explanation}"),
            bars((bar.label, bar.probability) for bar in summary.bars),
        )


def answer_of(classifier: Classifier, source: ImageSource, prediction: Prediction) -> Answer:
    """Keeps of a prediction what an answer shows: little enough for thousands.

    Args:
        classifier: The network.
        source: The picture; read once more where there may be several digits on it.
        prediction: What the network made of it.
    """
    best = prediction.top(1)[0]
    number = number_of(classifier, source.content, prediction, source.is_drawing)
    reply = reply_of(prediction, number)
    return Answer(
        printable(source.name),
        prediction.bundle.title,
        best.label,
        best.probability,
        reply.sure,
        prediction.milliseconds,
        _thumbnail_of(prediction.seen),
        reply,
        number_summaries(number)[0] if number else summarize(prediction),
        prediction.open_set_probabilities.astype(np.float32),
        classifier,
        source,
    )


def _thumbnail_of(seen: np.ndarray) -> bytes:
    """Returns what a network saw as a small JPEG: a photo, or a drawing dark on light."""
    shown = seen if seen.ndim == 3 else (255 - seen * 255).astype(np.uint8)
    return jpeg_of(Image.fromarray(shown).resize((THUMBNAIL_PX, THUMBNAIL_PX)))
