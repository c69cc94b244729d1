"""How a network wants its pictures: where things lie on them, and how colours become numbers."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.errors import BadDrawing, NoInk
from core.preprocessing.decode import Picture
from core.preprocessing.ink_extraction import extract_ink
from core.preprocessing.ink_frames import INK_FRAMES
from core.preprocessing.photo_crop import SCALINGS, photo_frame
from core.preprocessing.strokes import Strokes

# What a network reads.
Kind = Literal["photo", "ink"]
Content = Picture | Strokes


@dataclass(frozen=True)
class Preprocessor:
    """What a card says of a network's input.

    Attributes:
        kind: "ink" for drawings, "photo" for photos.
        frame: How its pictures are placed: a key of `core.preprocessing.ink_frames.INK_FRAMES`, or "photo".
        size_px: Width and height.
        scaling: For photos, a key of `core.preprocessing.photo_crop.SCALINGS`.
        crop: For photos, the share of the shorter side that is kept.
        interpolation: For photos, a key of `core.preprocessing.photo_crop.INTERPOLATIONS`.
    """

    kind: str
    frame: str
    size_px: int
    scaling: str
    crop: float = 1.0
    interpolation: str = "bilinear"

    def __call__(self, content: Content) -> np.ndarray:
        """Places a picture, or a drawing as strokes.

        Returns:
            `(28, 28)` float32, 0.0 to 1.0, of a drawing, or `(height, width, 3)` uint8 of a photo.

        Raises:
            NoInk: If drawings are wanted and there is none.
            BadDrawing: If photos are wanted and these are strokes.
        """
        if self.kind == "photo":
            if not isinstance(content, Picture):
                raise BadDrawing(
                    "This network reads photos, not drawings. Choose one for drawings. "
                    f"Received: {len(content)} strokes"
                )
            return photo_frame(content, self.size_px, self.crop, self.interpolation)
        frame = INK_FRAMES[self.frame]
        return (
            frame.of_ink(extract_ink(content)) if isinstance(content, Picture) else frame.of_strokes(content)
        )

    def or_blank(self, content: Content) -> np.ndarray:
        """Places a picture as a call does; a page without ink stays empty."""
        try:
            return self(content)
        except NoInk:
            return np.zeros((self.size_px, self.size_px), dtype=np.float32)

    def scaled(self, seen: np.ndarray) -> np.ndarray:
        """Returns a placed picture as the network's input, `(height, width, channels)` float32."""
        return SCALINGS[self.scaling](seen) if self.kind == "photo" else seen[..., None]
