"""Distinguishes drawings from photos by their pixels, and says whether the result is certain."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from core.errors import InklingError
from core.preprocessing.decode import Picture
from core.preprocessing.image_source import ImageSource
from core.preprocessing.preprocessor import Kind

# At most this many pictures are examined.
_PICTURES = 40
# Pictures are examined at this size, which is large enough for thin lines.
_SIDE_PX = 96
# How far the colours of nine in ten pixels may be from the median: photos of paper reach 0.005, ordinary
# photos start at 0.03.
_MAX_HUE_SPREAD = 0.02
# The background is the median in windows whose side is this share of the longer side.
_WINDOW_SHARE = 0.35
# Differences from the background, as shares of the range of tones: less than the first is paper, more than
# the second is ink, and in between is neither.
_PAPER_END, _INK_BEGIN = 0.12, 0.5
# Thresholds for the mean score of all pictures. Grey photos score 0.05 to 0.1, those with plain backgrounds
# 0.45, photos of pen on paper 0.55, drawings made on a screen 0.75 to 0.95.
_SURELY_PHOTOS, _RATHER_DRAWINGS, _SURELY_DRAWINGS = 0.2, 0.5, 0.6
# Lines on very small pictures are blurred: digits of 8 x 8 pixels score 0.38.
_SMALL_PX, _RATHER_SMALL_DRAWINGS = 32, 0.25
# Solid shapes on an empty background are ambiguous: silhouettes, or photos of objects on white paper.
_MAX_SOLID_SHARE, _SOLID_SCORE = 0.2, 0.92
_MIN_RANGE = 20  # of 255


@dataclass(frozen=True)
class KindGuess:
    """The guessed kind of pictures.

    Attributes:
        kind: "ink" for drawings, or "photo".
        is_sure: Whether the guess is certain, so that the user need not be asked.
    """

    kind: Kind
    is_sure: bool


def guess_kind(sources: Sequence[ImageSource]) -> KindGuess:
    """Guesses whether pictures are drawings or photos.

    Drawings have a single hue, and nearly all of their pixels are either paper or ink.

    Args:
        sources: The pictures. Only a sample of them is read; those that cannot be read are ignored.

    Returns:
        The guess; "photo" if no picture can be read.
    """
    greys: list[Image.Image | None] = []
    sides_px, colored = [], []
    # Evenly spaced, since the pictures of a class follow each other.
    for source in sources[:: max(-(-len(sources) // _PICTURES), 1)]:
        try:
            content = source.content()
        except InklingError:
            continue
        if isinstance(content, Picture):
            colored.append(_is_colored(content))
            sides_px.append(max(content.width_px, content.height_px))
            greys.append(_grey(content))
        else:
            colored.append(False)
            greys.append(None)
    if not greys or np.mean(colored) > 0.5:
        return KindGuess("photo", is_sure=True)
    # Analysing tones takes longest, so it is done only if the colours do not decide.
    tones = [_tones(grey) if grey else (1.0, 0.0) for grey in greys]
    score, solid_share = np.mean(tones, axis=0).tolist()
    is_small = bool(sides_px) and float(np.median(sides_px)) <= _SMALL_PX
    if score < (_RATHER_SMALL_DRAWINGS if is_small else _RATHER_DRAWINGS):
        return KindGuess("photo", is_sure=score < _SURELY_PHOTOS)
    is_solid = score < _SOLID_SCORE and solid_share > _MAX_SOLID_SHARE
    return KindGuess("ink", is_sure=score > _SURELY_DRAWINGS and not is_solid)


def _is_colored(picture: Picture) -> bool:
    """Returns whether a picture has more than one hue."""
    colors = picture.pixels[::4, ::4, :3].reshape(-1, 3).astype(np.float32) + 16
    hues = colors / colors.sum(axis=1, keepdims=True)
    distances = np.abs(hues - np.median(hues, axis=0)).max(axis=1)
    return float(np.quantile(distances, 0.9)) >= _MAX_HUE_SPREAD


def _tones(image: Image.Image) -> tuple[float, float]:
    """Returns how clearly a grey picture has just two tones, and the share of it that differs from its edge.

    The first is the separability of the two tones (Otsu 1979, section II: between-class variance divided by
    total variance) minus twice the share of pixels that are neither paper nor ink; it is at most 1.
    """
    tones = np.asarray(image, dtype=np.float64)
    low, high = np.percentile(tones, [1, 99])
    tone_range = max(float(high - low), _MIN_RANGE)
    window_px = max(3, int(max(image.size) * _WINDOW_SHARE) | 1)
    background = np.asarray(image.filter(ImageFilter.MedianFilter(window_px)), dtype=np.float64)
    difference = np.abs(tones - background) / tone_range
    between = float(((difference >= _PAPER_END) & (difference <= _INK_BEGIN)).mean())
    edge = np.median(np.concatenate([tones[0], tones[-1], tones[:, 0], tones[:, -1]]))
    solid = float((np.abs(tones - edge) / tone_range > _PAPER_END * 2).mean())
    return _separability(tones.ravel()) - 2 * between, solid


def _grey(picture: Picture) -> Image.Image:
    image = Image.fromarray(picture.pixels).convert("RGBA")
    # Transparent pictures are put on white paper.
    paper = Image.new("RGBA", image.size, "white")
    grey = Image.alpha_composite(paper, image).convert("L")
    grey.thumbnail((_SIDE_PX, _SIDE_PX), Image.Resampling.BOX)
    return grey


def _separability(values: np.ndarray) -> float:
    variance = float(values.var())
    if len(values) < 2 or variance == 0:
        return 0.0
    ordered = np.sort(values)
    sums = np.cumsum(ordered)
    counts = np.arange(1, len(ordered))
    below, above = sums[:-1] / counts, (sums[-1] - sums[:-1]) / (len(ordered) - counts)
    weights = counts * (len(ordered) - counts) / len(ordered) ** 2
    return float((weights * (below - above) ** 2).max()) / variance
