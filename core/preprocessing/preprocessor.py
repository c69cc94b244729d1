"""Turning drawings and pictures into a network's input: placing them, and scaling colours."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.errors import BadDrawing, NoInk
from core.plurals import counted
from core.preprocessing.decode import Picture
from core.preprocessing.ink_extraction import extract_ink
from core.preprocessing.ink_frames import ink_frame
from core.preprocessing.photo_crop import SCALINGS, photo_frame
from core.preprocessing.strokes import Strokes

Kind = Literal["photo", "ink"]
Content = Picture | Strokes
# What a card says about the scaling of ink; placing a drawing already scales it this way.
INK_SCALING = "0.0 for paper to 1.0 for ink"


@dataclass(frozen=True)
class Preprocessor:
    """Prepares drawings and pictures for a network, as its card describes.

    Attributes:
        kind: "ink" for a network that reads drawings, "photo" for one that reads photos.
        frame: How pictures are placed: a key of `core.preprocessing.ink_frames.INK_FRAMES`, or "photo".
        size_px: Width and height of the input.
        scaling: For photos, a key of `core.preprocessing.photo_crop.SCALINGS`.
        crop: For photos, the share of the shorter side that is kept.
        interpolation: For photos, a key of `core.preprocessing.photo_crop.INTERPOLATIONS`.
    """

    kind: Kind
    frame: str
    size_px: int
    scaling: str
    crop: float = 1.0
    interpolation: str = "bilinear"

    def __call__(self, content: Content) -> np.ndarray:
        """Places a picture, or a drawing as strokes, in the network's frame.

        Args:
            content: A picture, or strokes in any unit.

        Returns:
            For a network that reads drawings `(size_px, size_px)` float32, 0.0 for paper to 1.0 for ink; for
            one that reads photos `(size_px, size_px, 3)` uint8.

        Raises:
            NoInk: If the network reads drawings and the content has no ink, or only a dot.
            BadDrawing: If the network reads photos and the content is strokes, or the frame is unknown.
        """
        if self.kind == "photo":
            if not isinstance(content, Picture):
                raise BadDrawing(
                    "This network reads photos, not drawings. Choose one for drawings. "
                    f"Received: {counted(len(content), 'stroke')}"
                )
            return photo_frame(content, self.size_px, self.crop, self.interpolation)
        if isinstance(content, Picture):
            return self.of_ink(extract_ink(content))
        return ink_frame(self.frame, self.size_px).of_strokes(content)

    def of_ink(self, ink: np.ndarray) -> np.ndarray:
        """Places ink, `(height, width)` uint8, as a call places the picture that it was extracted from."""
        if self.kind == "photo":
            raise BadDrawing("This network reads photos, not drawings. Choose one for drawings.")
        return ink_frame(self.frame, self.size_px).of_ink(ink)

    def or_blank(self, content: Content) -> np.ndarray:
        """Places content like a call, but returns an empty frame if there is no ink."""
        try:
            return self(content)
        except NoInk:
            return np.zeros((self.size_px, self.size_px), dtype=np.float32)

    def scaled(self, placed: np.ndarray) -> np.ndarray:
        """Turns a placed picture into the numbers that the network reads.

        Args:
            placed: What a call returned.

        Returns:
            `(height, width, channels)` float32; colours scaled by `SCALINGS[scaling]`.
        """
        return SCALINGS[self.scaling](placed) if self.kind == "photo" else placed[..., None]
