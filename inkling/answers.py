"""The answer of a network for one picture, as plain values and as shown in a notebook."""

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
    """The answer of one network for one picture or drawing.

    Attributes:
        name: Name of the picture.
        network: Title of the network.
        label: The most likely class.
        probability: The calibrated probability of that class: of answers with 0.9, nine in ten are right.
        sure: Whether the network is sure; if not, everything here is only its best guess.
        milliseconds: Time taken by preprocessing and network together.
        thumbnail: What the network saw, scaled down, as the content of a JPEG file.
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
        """How sure the network is of its answer, or of its best guess, 0.0 to 1.0.

        For a kind of thing, this is the probability of the kind; for a number, that of all digits together.
        `probability` is always that of the most likely class.
        """
        return self._reply.confidence

    @property
    def number(self) -> str:
        """The number that it reads if there are several digits, such as "471"; "?" is an unsure digit.

        Empty if it reads no such number. Ends in "..." if there are more digits than were read.
        """
        return self._reply.number

    @property
    def explanation(self) -> str:
        """Describes in words how sure the network is, or why it is not sure."""
        return self._summary.explanation

    def top(self, count: int = 5) -> "pd.Series[float]":
        """Returns the most likely classes and their probabilities, most likely first.

        Args:
            count: Maximum number of classes.

        Raises:
            BadRequest: If `count` is not a whole number, or is less than 0.
        """
        labels = self._classifier.bundle.labels
        order = np.argsort(-self._probabilities, kind="stable")[: whole_number("count", count)]
        names = pd.Index([labels[index] for index in order], name="label")
        return pd.Series(self._probabilities[order], index=names, name="probability", dtype=float)

    def read_bytes(self) -> bytes:
        """Reads the original file of the picture again; returns a drawing as a line of a stroke file.

        Raises:
            InklingError: If the picture can no longer be read.
        """
        return self._source.read_bytes()

    def heat_map(self, label: str | None = None) -> Image.Image:
        """Shows where the network found evidence for a class; reads the picture again.

        Args:
            label: One of the network's classes; by default the most likely one.

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
        """Returns the answer in one line."""
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
    """Builds an answer from a prediction, keeping so little data that thousands of answers fit in memory.

    Args:
        classifier: The network.
        source: The picture, which is read again if it may show several digits.
        prediction: The network's prediction for the picture.
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
    """Returns what a network saw as a small JPEG; drawings are shown dark on light."""
    shown = seen if seen.ndim == 3 else (255 - seen * 255).astype(np.uint8)
    return jpeg_of(Image.fromarray(shown).resize((THUMBNAIL_PX, THUMBNAIL_PX)))
