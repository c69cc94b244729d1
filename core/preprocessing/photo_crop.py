"""The photo frame: a picture -> the square of colours that a photo network reads."""

from collections.abc import Callable

import numpy as np
from PIL import Image

from core.preprocessing.decode import Picture

PHOTO_FRAME = "photo"
# How a network wants its colours, by the name that a card gives; each from uint8.
SCALINGS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "0 to 1": lambda colors: colors / np.float32(255),
    "-1 to 1": lambda colors: colors / np.float32(127.5) - np.float32(1),
    "0 to 255": lambda colors: colors.astype(np.float32),
}
# How a network's own photos were reduced, with antialiasing both.
INTERPOLATIONS = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}


def photo_frame(
    picture: Picture, size_px: int, crop: float = 1.0, interpolation: str = "bilinear"
) -> np.ndarray:
    """Reduces a photo and cuts out its middle.

    Args:
        picture: Any picture; what is transparent becomes white.
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
