"""Converting pictures of any bit depth and colour mode to 8 bits of red, green and blue."""

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageCms

# The values that white may have: in a mask or in floats, and in 8, 10, 12, 14 and 16 bits.
_WHITES = (1, 255, 1_023, 4_095, 16_383, 65_535)
# White of 10, 12, 14 and 16 bits in the upper 8 of 16 bits, which is what Pillow keeps of colours.
_UPPER_WHITES = (3, 15, 63, 255)
# Values may exceed black and white by this share of white, for example after enlarging.
_TOLERANCE = 0.02
# Floats larger than this stand for "no value here", as in maps.
_NO_VALUE = 1e30
_BAND_PIXELS = 1_000_000
# The median is taken of a sample of about this many pixels.
_SAMPLES = 100_000


def is_deep(image: Image.Image) -> bool:
    """Returns whether each pixel of a picture is a single number of more than 8 bits."""
    return image.mode.startswith("I") or image.mode == "F"


def to_8_bit(image: Image.Image, factor: int = 1, bits: int = 8) -> Image.Image:
    """Converts and reduces a picture in bands, so that only one band at a time is in memory twice.

    Args:
        image: Any picture that Pillow can hold.
        factor: The factor by which width and height are divided; blocks of pixels are averaged.
        bits: Bits per channel in the file. Colours of 16 bits may use fewer of them (10, 12 or 14), and are
            then scaled to full brightness.

    Returns:
        An RGB picture, or RGBA if something is transparent. Pictures with a single deep number per pixel (see
        `is_deep`) become grey: black is 0, and white is the smallest value of white that fits. If none fits,
        white is the maximum, and black is the minimum if that is negative. NaN becomes the median or, where
        most pixels are NaN, black or white, whichever stands out more.
    """
    if is_deep(image):
        return _gray(image, factor)
    if factor == 1:
        small = _in_colors(image)
    else:
        size = (-(-image.width // factor), -(-image.height // factor))
        small = Image.new("RGBA" if image.has_transparency_data else "RGB", size)
        for top, band in _bands(image, factor):
            small.paste(_in_colors(band).reduce(factor), (0, top // factor))
    return _brightened(small) if bits == 16 else small


def _bands(image: Image.Image, factor: int) -> Iterator[tuple[int, Image.Image]]:
    """Yields the bands of a picture with their top rows; all but the last are a multiple of `factor` high."""
    width, height = image.size
    rows = factor * max(1, _BAND_PIXELS // (factor * width))
    for top in range(0, height, rows):
        yield top, image.crop((0, top, width, min(top + rows, height)))


def _in_colors(image: Image.Image) -> Image.Image:
    if image.mode == "LAB":
        return _of_lab(image)
    if image.mode == "La":
        image = image.convert("LA")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _of_lab(image: Image.Image) -> Image.Image:
    """Converts CIELAB, whose white is paper in daylight (D50), as in print."""
    lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
    converted = ImageCms.profileToProfile(image, lab, srgb, outputMode="RGB")
    assert converted is not None
    return converted


def _brightened(image: Image.Image) -> Image.Image:
    """Makes colours of 10, 12 or 14 bits as bright as if they used all 16."""
    channels = list(image.split())
    # The colours have one white; alpha, if there is any, has its own.
    for part in (slice(0, 3), slice(3, None)):
        group = channels[part]
        most = max((int(channel.getextrema()[1]) for channel in group), default=255)  # type: ignore[arg-type]
        white = next(white for white in _UPPER_WHITES if most <= white)
        levels = [min(level * 255 // white, 255) for level in range(256)]
        channels[part] = [channel.point(levels) for channel in group]
    return Image.merge(image.mode, channels)


def _gray(image: Image.Image, factor: int) -> Image.Image:
    low, high, middle = _range(image)
    black, white = _black_and_white(low, high)
    rows = []
    for _, band in _bands(image, factor):
        values = _numbers(band)
        values = np.where(np.isnan(values), middle, np.clip(values, low, high))
        rows.append(_means(values, factor))
    gray = (np.concatenate(rows) - black) / max(white - black, 1e-30)
    return Image.fromarray((np.clip(gray, 0, 1) * 255).astype(np.uint8)).convert("RGB")


def _numbers(image: Image.Image) -> np.ndarray:
    values = np.asarray(image).astype(np.float64)
    values[values > _NO_VALUE] = np.inf
    values[values < -_NO_VALUE] = -np.inf
    return values


def _range(image: Image.Image) -> tuple[float, float, float]:
    """Returns the lowest and the highest value, and the value that replaces NaN."""
    low, high, samples = np.inf, -np.inf, []
    step = max(1, image.width * image.height // _SAMPLES)
    for _, band in _bands(image, 1):
        values = _numbers(band)
        numbers = values[np.isfinite(values)]
        # A view would keep the whole band in memory.
        samples.append(values.ravel()[::step].copy())
        if numbers.size:
            low, high = min(low, float(numbers.min())), max(high, float(numbers.max()))
    if low > high:
        return 0.0, 1.0, 1.0
    sample = np.concatenate(samples)
    numbers = np.clip(sample[~np.isnan(sample)], low, high)
    if numbers.size > sample.size / 2:
        return low, high, float(np.median(numbers))
    # Most pixels are NaN, so NaN is the background: black or white, whichever is farther from the rest.
    black, white = _black_and_white(low, high)
    is_dark = not numbers.size or float(np.median(numbers)) <= (black + white) / 2
    return (low, max(high, white), white) if is_dark else (min(low, black), high, black)


def _black_and_white(low: float, high: float) -> tuple[float, float]:
    white = next((white for white in _WHITES if high <= (1 + _TOLERANCE) * white), None)
    if white and low >= -_TOLERANCE * white:
        return 0.0, float(white)
    return (low, high) if low < 0 else (0.0, high)


def _means(values: np.ndarray, factor: int) -> np.ndarray:
    """Averages blocks of pixels like `Image.reduce`; blocks at the edges may be smaller."""
    if factor == 1:
        return values
    starts = [np.arange(0, length, factor) for length in values.shape]
    sums = np.add.reduceat(np.add.reduceat(values, starts[0], axis=0), starts[1], axis=1)
    counts = [np.minimum(factor, length - start) for start, length in zip(starts, values.shape, strict=True)]
    return sums / (counts[0][:, None] * counts[1][None, :])
