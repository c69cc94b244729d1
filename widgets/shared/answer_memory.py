"""What networks answered lately in one session, kept so that no click asks them the same again."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from core.inference.classifier import Classifier, Prediction
from core.inference.digit_reading import NumberReading, read_number
from core.inference.drawn_numbers import DrawnNumber, read_drawn_number
from core.inference.least_confidence import least_confidence_of
from core.inference.replay import replay
from core.preprocessing.adjusting import Adjustment, adjusted
from core.preprocessing.decode import Picture, decode_image
from core.preprocessing.pdf_pages import PdfPage, decode_pdf_page
from core.preprocessing.strokes import Strokes
from widgets.shared.models import identity

# A decoded picture takes up to 4 MB, an answer with its feature map up to 0.5 MB.
KEPT_PICTURES = 4
KEPT_ANSWERS = 24
KEPT_REPLAYS = 6
# Each with the answers for up to 30 digits.
KEPT_NUMBERS = 4

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


class BoundedCache(Generic[_Key, _Value]):
    """A few values by their keys; the one that was not asked for longest leaves first.

    Args:
        max_entries: How many there may be.
    """

    def __init__(self, max_entries: int) -> None:
        self.max_entries = max_entries
        self._values: OrderedDict[_Key, _Value] = OrderedDict()

    def __len__(self) -> int:
        """Returns how many values are kept."""
        return len(self._values)

    def get_or_make(self, key: _Key, make: Callable[[], _Value]) -> _Value:
        """Returns the value of a key, made now if it is not kept; what `make` raises is raised here."""
        if key not in self._values:
            self._values[key] = make()
        self._values.move_to_end(key)
        while len(self._values) > self.max_entries:
            self._values.popitem(last=False)
        return self._values[key]


@dataclass(frozen=True)
class KnownPicture:
    """A decoded picture.

    Attributes:
        sha256: Of the bytes that it came in.
        picture: The picture.
    """

    sha256: str
    picture: Picture


class AnswerMemory:
    """The pictures and drawings that a session has seen last, and what each network answered for them.

    An answer is known by the content of the picture or drawing and by the network's name, card and
    least confidence, so one that was replaced or set otherwise is asked anew.
    """

    def __init__(self) -> None:
        self._pictures: BoundedCache[tuple[str, str], Picture] = BoundedCache(KEPT_PICTURES)
        self._answers: BoundedCache[tuple[str, Hashable], Prediction] = BoundedCache(KEPT_ANSWERS)
        self._replays: BoundedCache[tuple[str, Hashable, int], list[tuple[float, Prediction]]] = BoundedCache(
            KEPT_REPLAYS
        )
        self._pages: BoundedCache[tuple[str, str, int], PdfPage] = BoundedCache(KEPT_PICTURES)
        self._numbers: BoundedCache[Hashable, NumberReading] = BoundedCache(KEPT_NUMBERS)
        self._drawn: BoundedCache[Hashable, DrawnNumber | None] = BoundedCache(KEPT_NUMBERS)

    def decode(self, data: bytes, name: str) -> KnownPicture:
        """Decodes a picture, unless it is known.

        Args:
            data: The file's bytes.
            name: The file's name, which the picture's notes may mention.

        Raises:
            UnreadablePicture: As `core.preprocessing.decode.decode_image`.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        return KnownPicture(
            sha256, self._pictures.get_or_make((sha256, name), lambda: decode_image(data, name))
        )

    def decode_page(self, data: bytes, name: str, page: int) -> tuple[KnownPicture, int]:
        """Draws a page of a PDF, unless it is known; raises as `decode_pdf_page` of the engine.

        Returns:
            The page, and how many there are.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        known = self._pages.get_or_make((sha256, name, page), lambda: decode_pdf_page(data, name, page))
        return KnownPicture(f"{sha256} {page}", known.picture), known.pages

    def read_number(
        self, known: KnownPicture, adjustment: Adjustment, classifiers: Sequence[Classifier]
    ) -> NumberReading:
        """Returns what networks read of the digits on a picture; raises as `read_number` of the engine."""
        identities = tuple(_asked(classifier) for classifier in classifiers)
        return self._numbers.get_or_make(
            (known.sha256, adjustment, identities),
            lambda: read_number(adjusted(known.picture, adjustment), classifiers),
        )

    def read_drawn_number(self, strokes: Strokes, classifiers: Sequence[Classifier]) -> DrawnNumber | None:
        """Returns the number that a drawing is; None if it is none. Raises as `read_drawn_number`."""
        identities = tuple(_asked(classifier) for classifier in classifiers)
        return self._drawn.get_or_make(
            (_content_of(strokes), identities), lambda: read_drawn_number(strokes, classifiers)
        )

    def answer_picture(self, known: KnownPicture, classifiers: Sequence[Classifier]) -> list[Prediction]:
        """Returns what each network answers for a picture; raises as `Classifier.classify_picture`."""
        return [
            self._answers.get_or_make(
                (known.sha256, _asked(classifier)),
                lambda classifier=classifier: classifier.classify_picture(known.picture),  # type: ignore[misc]
            )
            for classifier in classifiers
        ]

    def answer_drawing(self, strokes: Strokes, classifiers: Sequence[Classifier]) -> list[Prediction]:
        """Returns what each network answers for a drawing; raises as `Classifier.classify_strokes`."""
        content = _content_of(strokes)
        return [
            self._answers.get_or_make(
                (content, _asked(classifier)),
                lambda classifier=classifier: classifier.classify_strokes(strokes),  # type: ignore[misc]
            )
            for classifier in classifiers
        ]

    def replay(self, strokes: Strokes, classifier: Classifier, steps: int) -> list[tuple[float, Prediction]]:
        """Returns what a network answers after each part of a drawing, as `core.inference.replay.replay`."""
        return self._replays.get_or_make(
            (_content_of(strokes), _asked(classifier), steps),
            lambda: replay(classifier, strokes, steps),
        )


def _asked(classifier: Classifier) -> Hashable:
    """Returns what tells a network from every other, and from itself when it was to be surer or less sure."""
    return *identity(classifier.bundle), least_confidence_of(classifier.bundle)


def _content_of(strokes: Strokes) -> str:
    """Returns the sha256 of a drawing: of every stroke's length and points."""
    content = hashlib.sha256()
    for stroke in strokes:
        content.update(len(stroke).to_bytes(8, "little"))
        content.update(stroke.tobytes())
    return content.hexdigest()


@dataclass(frozen=True)
class AnsweredDrawing:
    """A drawing or upload with the answers to it.

    Attributes:
        answers: What the networks said.
        classifiers: The networks, in the same order.
        strokes: The drawing; empty for an uploaded picture.
        number: What the digits of the drawing are; None if it is no number.
    """

    answers: list[Prediction]
    classifiers: list[Classifier]
    strokes: Strokes
    number: DrawnNumber | None = None
