"""Estimating the background of a photo of paper, and how much each pixel differs from it."""

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from core.preprocessing.paper_clutter import MIN_CONTRAST

# The background is estimated on a picture reduced to this size, because shadows are smooth.
_BACKGROUND_SIDE_PX = 64
# Lines on that reduced picture are narrower than this window.
_WINDOW_PX = 9
# The edges of shadows are estimated on a larger picture, with a window of the same share of it.
_EDGES_SIDE_PX, WIDE_WINDOW_PX = 256, 35
# Lines are narrower than half of this window, on a picture reduced to this size.
_POLARITY_SIDE_PX, _POLARITY_WINDOW_PX = 64, 21


def difference_from_background(
    pixels: np.ndarray, sheet: np.ndarray | None, window_px: int = WIDE_WINDOW_PX
) -> np.ndarray:
    """Measures how much each pixel differs from the background around it.

    Args:
        pixels: `(height, width, 3)` uint8: the photo.
        sheet: `(height, width)` bool, the result of `sheet_mask`; None if paper fills the photo.
        window_px: On a picture of 256 pixels, what is wider, like most shadows, is part of the background.

    Returns:
        `(height, width)` float32, 0 to 255; 0 outside the sheet.
    """
    if sheet is not None:
        # The surroundings must not brighten the estimate of the sheet's background.
        pixels = pixels * sheet[..., None]
    gray = lightness(pixels)
    dark_ink = sheet is not None or _is_ink_dark(gray)
    largest = np.zeros(gray.shape, dtype=np.float32)
    for channel in (*np.moveaxis(pixels, 2, 0), gray):
        if dark_ink:
            # Illumination multiplies the paper's brightness, so dividing by the background removes it.
            values = channel.astype(np.float32)
            background = np.maximum(_estimate_background(values, window_px), 1.0)
            difference = (1 - np.minimum(values / background, 1)) * 255
        else:
            values = 255 - channel.astype(np.float32)
            difference = np.maximum(_estimate_background(values, window_px) - values, 0)
        np.maximum(largest, difference, out=largest)
    return largest if sheet is None else largest * sheet


def lightness(pixels: np.ndarray) -> np.ndarray:
    """Returns the lightness of each pixel of a photo, `(height, width)` float32, 0 to 255."""
    return np.asarray(Image.fromarray(pixels).convert("L"), dtype=np.float32)


def _is_ink_dark(gray: np.ndarray) -> bool:
    """Returns whether ink is darker than its background, in the picture as a whole or around itself."""
    median = float(np.median(gray))
    low, high = np.percentile(gray, (0.5, 99.5))
    if median - low >= high - median:
        return True
    # If paper lies mostly in shadow, its lit part is also lighter than the rest, but wider than any line.
    small = _scaled_down(Image.fromarray(gray.astype(np.uint8)), _POLARITY_SIDE_PX)
    around = small.filter(ImageFilter.MedianFilter(_POLARITY_WINDOW_PX))
    beyond = np.asarray(small, dtype=np.float32) - np.asarray(around, dtype=np.float32)
    # The filter also cuts off the corners where the edge of a shadow meets that of the picture.
    rim = _POLARITY_WINDOW_PX // 2
    inner = beyond[rim:-rim, rim:-rim]
    # A narrow strip is all rim.
    low, high = np.percentile(inner, (0.5, 99.5)) if inner.size else (0.0, 0.0)
    if max(-low, high) < MIN_CONTRAST / 2:
        low, high = np.percentile(beyond, (0.5, 99.5))
    return bool(-low > high)


def _estimate_background(values: np.ndarray, window_px: int) -> np.ndarray:
    """Estimates the background's brightness at every pixel by closings.

    One on a small picture ignores noise, but blurs the edges of shadows; one on a larger picture keeps them
    sharp, but is raised by noise. The lower of the two is right nearly everywhere.
    """
    from scipy import ndimage

    image = Image.fromarray(values.astype(np.uint8)).filter(ImageFilter.MedianFilter(3))
    small = _scaled_down(image, _BACKGROUND_SIDE_PX)
    small = small.filter(ImageFilter.MaxFilter(_WINDOW_PX)).filter(ImageFilter.MinFilter(_WINDOW_PX))
    smooth = small.filter(ImageFilter.GaussianBlur(2)).resize(image.size, Image.Resampling.BICUBIC)
    # Beyond the rim there is nothing light, so that a shadow's corner at the rim is no narrow line.
    rim = window_px // 2
    large = np.pad(np.asarray(_scaled_down(image, _EDGES_SIDE_PX)), rim)
    highest = ndimage.maximum_filter(large, window_px, mode="constant")
    # The larger window leaves out the pixels that are partly in shadow.
    closed = Image.fromarray(ndimage.minimum_filter(highest, window_px + 2)[rim:-rim, rim:-rim])
    sharp = closed.resize(image.size, Image.Resampling.BILINEAR)
    return np.asarray(ImageChops.darker(smooth, sharp), dtype=np.float32)


def _scaled_down(image: Image.Image, longest_px: int) -> Image.Image:
    scale = longest_px / max(image.size)
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    return image.resize(size, Image.Resampling.BOX)
