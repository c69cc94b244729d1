"""Pictures made from the example photos that show a converter the range of every layer's output."""

import numpy as np

from core.preprocessing.decode import Picture, decode_image
from core.preprocessing.example_photos import read_example_photos
from core.preprocessing.preprocessor import Preprocessor

_PICTURES = 60
_SMALLEST_SHARE = 0.3  # of the shorter side
_LARGEST_CONTRAST, _LARGEST_BRIGHTNESS = 0.4, 60


def calibration_pictures(preprocessor: Preprocessor) -> list[np.ndarray]:
    """Crops squares from the example photos, and changes their colours, contrast and brightness at random.

    A few pictures are enough, because quantization only needs ranges: networks quantized with these and with
    a hundred other photos are equally accurate (`recipes/RESULTS.md`).

    Args:
        preprocessor: The network's preprocessor.

    Returns:
        Pictures `(size_px, size_px, 3)` float32 as the network reads them; always the same pictures.
    """
    generator = np.random.default_rng(0)
    photos = [decode_image(photo.read_bytes(), photo.name) for photo in read_example_photos()]
    return [
        preprocessor.scaled(preprocessor(_varied(photos[index % len(photos)], generator)))
        for index in range(_PICTURES)
    ]


def _varied(photo: Picture, generator: np.random.Generator) -> Picture:
    height, width = photo.pixels.shape[:2]
    side = int(min(height, width) * generator.uniform(_SMALLEST_SHARE, 1))
    top, left = generator.integers(height - side + 1), generator.integers(width - side + 1)
    square = photo.pixels[top : top + side, left : left + side, :3].astype(np.float32)
    if generator.random() < 0.5:
        square = square[:, ::-1]
    if generator.random() < 0.5:
        square = square[..., generator.permutation(3)]
    contrast = generator.uniform(1 - _LARGEST_CONTRAST, 1 + _LARGEST_CONTRAST)
    brightness = generator.uniform(-_LARGEST_BRIGHTNESS, _LARGEST_BRIGHTNESS)
    varied = np.clip((square - 128) * contrast + 128 + brightness, 0, 255)
    return Picture(varied.astype(np.uint8), side, side)
