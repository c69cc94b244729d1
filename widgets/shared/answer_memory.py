"""A session's cache of recent answers, so that a click does not run the networks on the same input again."""

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

# A decoded picture takes up to 4 MB; an answer, with its feature map, takes up to 0.5 MB.
KEPT_PICTURES = 4
KEPT_ANSWERS = 24
KEPT_REPLAYS = 6
# Each holds the answers for up to 30 digits.
KEPT_NUMBERS = 4

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


class BoundedCache(Generic[_Key, _Value]):
    """A cache of a few values by key, which discards the least recently used value first.

    Args:
        max_entries: Maximum number of values.
    """

    def __init__(self, max_entries: int) -> None:
        self.max_entries = max_entries
        self._values: OrderedDict[_Key, _Value] = OrderedDict()

    def __len__(self) -> int:
        """Returns the number of values in the cache."""
        return len(self._values)

    def get_or_make(self, key: _Key, make: Callable[[], _Value]) -> _Value:
        """Returns the value of a key, made by `make` if it is not cached; errors from `make` propagate."""
        if key not in self._values:
            self._values[key] = make()
        self._values.move_to_end(key)
        while len(self._values) > self.max_entries:
            self._values.popitem(last=False)
        return self._values[key]


@dataclass(frozen=True)
class KnownPicture:
    """A decoded picture and the identity of its content.

    Attributes:
        sha256: SHA-256 of the file's bytes; for a page of a PDF file, followed by the page's index.
        picture: The picture.
    """

    sha256: str
    picture: Picture


class AnswerMemory:
    """The pictures and drawings that a session saw most recently, and each network's answers for them.

    An answer is cached by the content of the picture or drawing and by the network's name, title, card and
    least confidence, so a network that was replaced or got another setting is run again.
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
        """Decodes a picture, or returns it from the cache.

        Args:
            data: The file's bytes.
            name: The file's name, which the picture's notes may mention.

        Raises:
            UnreadablePicture: As for `core.preprocessing.decode.decode_image`.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        return KnownPicture(
            sha256, self._pictures.get_or_make((sha256, name), lambda: decode_image(data, name))
        )

    def decode_page(self, data: bytes, name: str, page: int) -> tuple[KnownPicture, int]:
        """Draws a page of a PDF file, or returns it from the cache; raises the errors of `decode_pdf_page`.

        Returns:
            The page, and the number of pages to choose from.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        known = self._pages.get_or_make((sha256, name, page), lambda: decode_pdf_page(data, name, page))
        return KnownPicture(f"{sha256} {page}", known.picture), known.pages

    def read_number(
        self, known: KnownPicture, adjustment: Adjustment, classifiers: Sequence[Classifier]
    ) -> NumberReading:
        """Returns the digits that networks read on a picture; raises like the engine's `read_number`."""
        identities = tuple(_asked(classifier) for classifier in classifiers)
        return self._numbers.get_or_make(
            (known.sha256, adjustment, identities),
            lambda: read_number(adjusted(known.picture, adjustment), classifiers),
        )

    def read_drawn_number(self, strokes: Strokes, classifiers: Sequence[Classifier]) -> DrawnNumber | None:
        """Returns a drawing read as a number, or None if it is not one; raises like `read_drawn_number`."""
        identities = tuple(_asked(classifier) for classifier in classifiers)
        return self._drawn.get_or_make(
            (_content_of(strokes), identities), lambda: read_drawn_number(strokes, classifiers)
        )

    def answer_picture(self, known: KnownPicture, classifiers: Sequence[Classifier]) -> list[Prediction]:
        """Returns each network's answer for a picture; raises the errors of `Classifier.classify_picture`."""
        return [
            self._answers.get_or_make(
                (known.sha256, _asked(classifier)),
                lambda classifier=classifier: classifier.classify_picture(known.picture),  # type: ignore[misc]
            )
            for classifier in classifiers
        ]

    def answer_drawing(self, strokes: Strokes, classifiers: Sequence[Classifier]) -> list[Prediction]:
        """Returns each network's answer for a drawing; raises the errors of `Classifier.classify_strokes`."""
        content = _content_of(strokes)
        return [
            self._answers.get_or_make(
                (content, _asked(classifier)),
                lambda classifier=classifier: classifier.classify_strokes(strokes),  # type: ignore[misc]
            )
            for classifier in classifiers
        ]

    def replay(self, strokes: Strokes, classifier: Classifier, steps: int) -> list[tuple[float, Prediction]]:
        """Returns a network's answer after each part of a drawing, like `core.inference.replay.replay`."""
        return self._replays.get_or_make(
            (_content_of(strokes), _asked(classifier), steps),
            lambda: replay(classifier, strokes, steps),
        )


def _asked(classifier: Classifier) -> Hashable:
    """Returns a key that identifies a network together with its least confidence."""
    return *identity(classifier.bundle), least_confidence_of(classifier.bundle)


def _content_of(strokes: Strokes) -> str:
    """Returns the SHA-256 of a drawing, computed from the length and the points of every stroke."""
    content = hashlib.sha256()
    for stroke in strokes:
        content.update(len(stroke).to_bytes(8, "little"))
        content.update(stroke.tobytes())
    return content.hexdigest()


@dataclass(frozen=True)
class AnsweredDrawing:
    """A drawing or upload with its answers.

    Attributes:
        answers: The networks' answers.
        classifiers: The networks, in the same order.
        strokes: The drawing; empty for an uploaded picture.
        number: The drawing read as a number; None if it is not one.
    """

    answers: list[Prediction]
    classifiers: list[Classifier]
    strokes: Strokes
    number: DrawnNumber | None = None
