"""The photo frame: cropping and resizing a picture to the square that a photo network reads."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from core.preprocessing.decode import Picture

PHOTO_FRAME = "photo"


@dataclass(frozen=True)
class Scaling:
    """How colours are scaled to the numbers that a network reads: `colors / divisor + offset`.

    The divisor is stored, not its inverse: dividing rounds once, whereas multiplying by an inverse that is
    itself rounded rounds twice.

    Attributes:
        divisor: The number by which each colour, from 0 to 255, is divided.
        offset: The number that is then added.
    """

    divisor: float = 1.0
    offset: float = 0.0

    @property
    def scale(self) -> float:
        """The factor for libraries that multiply, such as Keras's `Rescaling(scale, offset)`."""
        return 1 / self.divisor

    def __call__(self, colors: np.ndarray) -> np.ndarray:
        """Scales colours.

        Args:
            colors: An array of any shape, with values from 0 to 255.

        Returns:
            An array of the same shape, float32.
        """
        return colors.astype(np.float32) / np.float32(self.divisor) + np.float32(self.offset)


# By their names in a card.
SCALINGS = {
    "0 to 1": Scaling(255.0),
    "-1 to 1": Scaling(127.5, -1.0),
    "0 to 255": Scaling(),
    # EfficientNet-Lite's: (color - 127) / 128.
    "-127/128 to 1": Scaling(128.0, -127 / 128),
}
# How a network's training photos may have been resized; both with antialiasing.
INTERPOLATIONS = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}


def photo_frame(
    picture: Picture, size_px: int, crop: float = 1.0, interpolation: str = "bilinear"
) -> np.ndarray:
    """Crops the middle of a photo and resizes it.

    Args:
        picture: Any picture; transparent areas become white.
        size_px: Width and height of the result.
        crop: Share of the shorter side that is kept.
        interpolation: A key of `INTERPOLATIONS`.

    Returns:
        `(size_px, size_px, 3)` uint8.
    """
    image = Image.fromarray(picture.pixels)
    if image.mode == "RGBA":
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    side = min(image.size) * crop
    left, top = ((length - side) / 2 for length in image.size)
    box = (left, top, left + side, top + side)
    small = image.resize((size_px, size_px), INTERPOLATIONS[interpolation], box=box)
    return np.asarray(small)
