"""Degrades drawings as pens, small scans, enlargement, paper, light and JPEG do.

A drawing is rendered or enlarged, degraded by a chain of these functions, and then read exactly as an upload
is: by `extract_ink` and the network's frame. The finished small picture itself is never changed.
"""

import io

import numpy as np
from PIL import Image, ImageFilter

from core.errors import NoInk
from core.preprocessing.decode import Picture
from core.preprocessing.ink_extraction import extract_ink
from core.preprocessing.ink_frames import mnist_frame
from recipes.ink_bytes import as_bytes
from recipes.resampling import RESAMPLINGS

_SMALL_SCAN_PX = (7.0, 24.0)
_ENLARGED_PX = (40.0, 140.0)
_JPEG_QUALITY = (20, 91)


def resized(ink: np.ndarray, longest_px: int, interpolation: str = "box") -> np.ndarray:
    """Resizes a picture so that its longer side has a given number of pixels.

    Args:
        ink: `(height, width)`, uint8.
        longest_px: Longer side of the result.
        interpolation: A key of `RESAMPLINGS`, or "box" for the mean of the old pixels in each new one.

    Returns:
        `(height, width)`, uint8.
    """
    height, width = ink.shape
    scale = longest_px / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    method = Image.Resampling.BOX if interpolation == "box" else RESAMPLINGS[interpolation]
    return np.asarray(Image.fromarray(ink).resize(size, method))


def blurred(ink: np.ndarray, radius_px: float) -> np.ndarray:
    """Blurs a picture with a Gaussian whose standard deviation is given in pixels."""
    return np.asarray(Image.fromarray(ink).filter(ImageFilter.GaussianBlur(radius_px)))


def thickened(ink: np.ndarray, rounds: int) -> np.ndarray:
    """Makes every line two pixels wider per round, or thinner if the number of rounds is negative."""
    image = Image.fromarray(ink)
    for _ in range(abs(rounds)):
        image = image.filter(ImageFilter.MaxFilter(3) if rounds > 0 else ImageFilter.MinFilter(3))
    return np.asarray(image)


def as_jpeg(pixels: np.ndarray, quality: int) -> np.ndarray:
    """Stores a picture as JPEG and reads it back; `(height, width)` or `(height, width, 3)`, uint8."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file))


def on_paper(ink: np.ndarray, paper: int, line: int) -> np.ndarray:
    """Lays ink on paper.

    Args:
        ink: `(height, width)`, uint8, 255 for full ink.
        paper: Grey level of the paper, 0 to 255.
        line: Grey level of full ink; higher than the paper's for chalk.

    Returns:
        `(height, width)`, uint8.
    """
    return (paper + (line - paper) * (ink.astype(np.float32) / 255) + 0.5).astype(np.uint8)


def picture_of(gray: np.ndarray) -> Picture:
    """Converts a grey picture `(height, width)`, uint8, to the form in which the app reads pictures."""
    return Picture(np.dstack([gray] * 3), gray.shape[1], gray.shape[0])


def seen(picture: Picture) -> np.ndarray | None:
    """Reads a picture in the same way as an upload.

    Args:
        picture: Any picture.

    Returns:
        `(28, 28)` uint8 in MNIST's frame, or None if the app would say that there is no drawing.
    """
    try:
        frame = mnist_frame(extract_ink(picture))
    except (NoInk, ValueError):  # a mark at the picture's edge may leave nothing
        return None
    return as_bytes(frame)


def worn(ink: np.ndarray, generator: np.random.Generator, photo: float = 0.25) -> Picture:
    """Degrades a drawing as scans, screens and cameras do.

    Args:
        ink: `(height, width)`, uint8, 255 for full ink, with some paper around it.
        generator: Source of randomness.
        photo: Probability of uneven, noisy paper; otherwise the paper has one exact colour.

    Returns:
        The degraded picture.
    """
    if generator.random() < 0.2:
        ink = thickened(ink, int(generator.choice([-1, 1])))
    if generator.random() < 0.55:
        ink = _small_and_enlarged(ink, generator)
    elif generator.random() < 0.5:
        ink = blurred(ink, max(ink.shape) * float(np.exp(generator.uniform(np.log(0.003), np.log(0.03)))))
    paper, line = int(generator.integers(170, 256)), int(generator.integers(0, 110))
    if generator.random() < 0.3:
        paper, line = 255 - paper, 255 - line
    if generator.random() >= photo:
        gray = on_paper(ink, paper, line)
        if generator.random() < 0.2:
            gray = as_jpeg(gray, int(generator.integers(*_JPEG_QUALITY)))
        return picture_of(gray)
    return picture_of(_photographed(on_paper(ink, paper, line), generator))


def _small_and_enlarged(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Scans a drawing at a few pixels; most scans are then enlarged, and some of those thresholded."""
    low, high = np.log(_SMALL_SCAN_PX)
    side = _longest_side(ink)
    # The size of a scan is that of the drawing itself, however much paper surrounds it.
    longest = max(ink.shape) / side * float(np.exp(generator.uniform(low, high)))
    ink = resized(ink, max(6, round(longest)), str(generator.choice(["box", "box", "bilinear", "lanczos"])))
    ink = np.pad(ink, 2)
    if generator.random() < 0.25:
        return ink
    low, high = np.log(_ENLARGED_PX)
    larger = max(max(ink.shape), round(float(np.exp(generator.uniform(low, high)))))
    ink = resized(ink, larger, str(generator.choice(list(RESAMPLINGS))))
    if generator.random() < 0.25:
        level = generator.uniform(0.3, 0.6) * float(ink.max())
        ink = np.where(ink > level, 255, 0).astype(np.uint8)
    return ink


def _longest_side(ink: np.ndarray) -> int:
    rows, columns = np.flatnonzero(ink.max(axis=1) > 80), np.flatnonzero(ink.max(axis=0) > 80)
    return max(1, int(max(np.ptp(rows), np.ptp(columns))) + 1) if len(rows) else max(ink.shape)


def _photographed(gray: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Adds a shadow across the paper, camera noise and, usually, JPEG compression."""
    height, width = gray.shape
    down, right = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]  # type: ignore[misc]
    gradient = generator.uniform(-0.35, 0.35, size=2)
    light = 1 + gradient[0] * (down - 0.5) + gradient[1] * (right - 0.5)
    noise = generator.normal(0, generator.uniform(1, 10), gray.shape)
    photo = np.clip(gray * np.clip(light, 0.4, 1.2) + noise, 0, 255).astype(np.uint8)
    return as_jpeg(photo, int(generator.integers(*_JPEG_QUALITY))) if generator.random() < 0.7 else photo
