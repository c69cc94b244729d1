"""A picture or drawing that has not been read yet, wherever it comes from."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from core.preprocessing.decode import decode_image
from core.preprocessing.preprocessor import Content
from core.preprocessing.quickdraw_format import write_stroke_line
from core.preprocessing.strokes import Strokes

# The part of a data set that a picture was assigned to; empty if none.
Part = Literal["", "train", "validation", "test"]


@dataclass(frozen=True)
class ImageSource:
    """A picture, or a drawing as strokes, that has not been read yet.

    Files, members of a zip, uploads, lines of a stroke file and pictures of a data set can all be read in the
    same way. Drawings are read as strokes rather than as bytes: they have no file of their own, and drawing
    them as pictures would lose the information that networks for drawings use.

    Attributes:
        name: Its name, for messages and for files made from it.
        read: Returns the bytes of an image file, or strokes; raises an `InklingError` if it cannot be read.
        label: Its class, or what it shows, if known.
        part: The part of a data set that it belongs to.
        is_drawing: Whether it is known that `read` returns strokes.
    """

    name: str
    read: Callable[[], bytes | Strokes] = field(repr=False)
    label: str | None = None
    part: Part = ""
    is_drawing: bool = False

    def content(self) -> Content:
        """Reads and decodes the picture or drawing.

        Returns:
            A `Picture`, or strokes.

        Raises:
            InklingError: If it cannot be read.
        """
        data = self.read()
        return decode_image(data, self.name) if isinstance(data, bytes) else data

    def read_bytes(self) -> bytes:
        """Reads the contents of a file: an image as it is, strokes as a line of a stroke file."""
        data = self.read()
        return data if isinstance(data, bytes) else write_stroke_line(data).encode()
