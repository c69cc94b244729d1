"""A picture or drawing that has not been read yet, wherever it comes from."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from core.preprocessing.decode import decode_image
from core.preprocessing.preprocessor import Content
from core.preprocessing.quickdraw_format import write_stroke_line
from core.preprocessing.strokes import Strokes

# What a person has set a picture aside for; empty if for nothing.
Part = Literal["", "train", "validation", "test"]


@dataclass(frozen=True)
class ImageSource:
    """A picture, or a drawing as strokes, that has not been read yet.

    A file, a member of a zip, an upload, a line of a stroke file and a picture of a data set are all the same
    to whoever reads them. A drawing comes as strokes rather than as bytes: it has no file of its own, and
    drawing it as a picture would lose what the networks for drawings are given.

    Attributes:
        name: What it is called, for messages and for files made of it.
        read: Returns the bytes of an image file, or strokes; raises an `InklingError` if it cannot be read.
        label: Its class, or what it shows, if that is known.
        part: The part of a data set that it is in.
        is_drawing: Whether it is known to be read as strokes.
    """

    name: str
    read: Callable[[], bytes | Strokes] = field(repr=False)
    label: str | None = None
    part: Part = ""
    is_drawing: bool = False

    def content(self) -> Content:
        """Reads and decodes it.

        Returns:
            A `Picture`, or strokes.

        Raises:
            InklingError: If it cannot be read.
        """
        data = self.read()
        return decode_image(data, self.name) if isinstance(data, bytes) else data

    def read_bytes(self) -> bytes:
        """Reads it as a file: an image as it came, strokes as a line of a stroke file."""
        data = self.read()
        return data if isinstance(data, bytes) else write_stroke_line(data).encode()
