"""Finds the ink on a scan, a photo of paper or any other picture of a drawing.

Paper may be grey, shadowed, coloured or transparent, dark on light or light on dark.
"""

import numpy as np
from PIL import Image, ImageFilter

from core.errors import NoInk
from core.pictures import Picture

# Lines must differ from the paper by at least this much (of 255) to count as drawn.
_MIN_CONTRAST = 20
# A picture of which this share is exactly one colour was made on a screen: no shadow to remove.
_SCREEN_SHARE = 0.35
# The paper is followed on a picture reduced to this side; shadows are smoother than that.
_PAPER_SIDE_PX = 64
# Photos are examined at this size: large enough for thin pen lines.
_PHOTO_SIDE_PX = 512
# Specks smaller than this share of the largest stroke are dust.
_SPECK_SHARE = 0.02
# A drawing that is smaller than this share of the picture, and no larger than this many pixels, is a dot.
_DOT_SHARE, _DOT_PX = 0.04, 8


def find_ink(picture: Picture) -> np.ndarray:
    """Separates ink from paper.

    Args:
        picture: Any picture of a drawing.

    Returns:
        `(height, width)`, uint8, 0 for paper to 255 for full ink.

    Raises:
        NoInk: If nothing on it stands out from the paper, or nothing but a dot.
    """
    pixels = _opaque(picture.pixels)
    paper = _main_color(pixels)
    near = np.abs(pixels.astype(np.int16) - paper).max(axis=2)
    screen = float((near <= 2).mean()) >= _SCREEN_SHARE
    if not screen:
        pixels = _shrunk(pixels)
    difference = near.astype(np.float32) if screen else _difference_on_photo(pixels)
    if float(difference.max()) < _MIN_CONTRAST:
        raise NoInk(
            "This picture has no drawing on it. Draw something, or choose a picture with dark lines on light "
            f"paper. Received: {picture.width_px} x {picture.height_px} pixels, all of nearly one colour"
        )
    ink = _levelled(difference, screen)
    if not screen:
        ink = _without_dust(ink)
    _refuse_dot(ink, picture)
    return ink


def _opaque(pixels: np.ndarray) -> np.ndarray:
    """Lays a transparent picture on paper: white under dark ink, black under light ink."""
    if pixels.shape[2] == 3:
        return pixels
    alpha = pixels[..., 3:].astype(np.float32) / 255
    weight = float(alpha.sum())
    brightness = float((pixels[..., :3].mean(axis=2, keepdims=True) * alpha).sum()) / max(weight, 1e-6)
    paper = 255.0 if brightness < 128 else 0.0
    return (pixels[..., :3] * alpha + paper * (1 - alpha) + 0.5).astype(np.uint8)


def _main_color(pixels: np.ndarray) -> np.ndarray:
    """Returns the most frequent colour, which is the paper's: ink covers less than the paper does."""
    # Sixteen steps a channel, so that slight shades count together.
    coarse = pixels.astype(np.int32) >> 4
    keys = (coarse[..., 0] << 8) | (coarse[..., 1] << 4) | coarse[..., 2]
    most = int(np.bincount(keys.ravel(), minlength=4096).argmax())
    return np.median(pixels[keys == most], axis=0).astype(np.int16)


def _shrunk(pixels: np.ndarray) -> np.ndarray:
    factor = -(-max(pixels.shape[:2]) // _PHOTO_SIDE_PX)
    return np.asarray(Image.fromarray(pixels).reduce(factor)) if factor > 1 else pixels


def _difference_on_photo(pixels: np.ndarray) -> np.ndarray:
    """Returns how far each pixel is from the paper around it, whatever the light."""
    gray = np.asarray(Image.fromarray(pixels).convert("L"), dtype=np.float32)
    middle = float(np.median(gray))
    low, high = np.percentile(gray, (0.5, 99.5))
    dark_ink = middle - low >= high - middle
    best = np.zeros(gray.shape, dtype=np.float32)
    for channel in (*np.moveaxis(pixels, 2, 0), gray):
        if dark_ink:
            # Light falls on paper as a factor, so ink is what is left after dividing by the paper.
            values = channel.astype(np.float32)
            paper = np.maximum(_paper_around(values), 1.0)
            found = (1 - np.minimum(values / paper, 1)) * 255
        else:
            values = 255 - channel.astype(np.float32)
            found = np.maximum(_paper_around(values) - values, 0)
        np.maximum(best, found, out=best)
    return best


def _paper_around(values: np.ndarray) -> np.ndarray:
    """Estimates the paper's brightness at every pixel: the bright part of its surroundings, smoothed."""
    height, width = values.shape
    scale = _PAPER_SIDE_PX / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    image = Image.fromarray(values.astype(np.uint8))
    small = image.filter(ImageFilter.MedianFilter(3)).resize(size, Image.Resampling.BOX)
    small = small.filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.MinFilter(5))
    small = small.filter(ImageFilter.GaussianBlur(2))
    return np.asarray(small.resize((width, height), Image.Resampling.BICUBIC), dtype=np.float32)


def _levelled(difference: np.ndarray, screen: bool) -> np.ndarray:
    """Stretches the difference so that paper is 0 and the middle of a line is 255."""
    if screen:
        return (difference * (255 / float(difference.max())) + 0.5).astype(np.uint8)
    threshold = max(_otsu(difference), _MIN_CONTRAST / 2)
    paper, line = difference[difference <= threshold], difference[difference > threshold]
    noise = min(float(np.percentile(paper, 99)), threshold * 0.8)
    strength = float(np.percentile(line, 75)) if len(line) else 255.0
    return (np.clip((difference - noise) / max(strength - noise, 1.0), 0, 1) * 255).astype(np.uint8)


def _otsu(values: np.ndarray) -> float:
    """Returns the threshold that parts the values best (Otsu 1979)."""
    counts = np.bincount(np.clip(values, 0, 255).astype(np.uint8).ravel(), minlength=256).astype(np.float64)
    below = np.cumsum(counts)
    sums = np.cumsum(counts * np.arange(256))
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return float(np.nan_to_num(between).argmax())


def _without_dust(ink: np.ndarray) -> np.ndarray:
    """Drops specks, and what hangs over from the picture's edge: shadows, the table, the paper's border."""
    from scipy import ndimage

    places, count = ndimage.label(ink >= 96, structure=np.ones((3, 3)))
    if count <= 1:
        return ink
    boxes = ndimage.find_objects(places)
    sizes = np.bincount(places.ravel(), minlength=count + 1)[1:]
    height, width = ink.shape
    at_edge = np.array(
        [
            box[0].start == 0 or box[1].start == 0 or box[0].stop == height or box[1].stop == width
            for box in boxes
        ]
    )
    inner = sizes * ~at_edge
    keep = sizes >= sizes.max() * _SPECK_SHARE
    if inner.max() >= 0.1 * sizes.max() or inner.max() >= 0.001 * ink.size:
        keep = (inner >= inner.max() * _SPECK_SHARE) & ~at_edge
    kept = np.concatenate([[False], keep])[places]
    # Soft edges belong to the stroke beside them.
    return np.where(ndimage.binary_dilation(kept, iterations=2), ink, 0).astype(np.uint8)


def _refuse_dot(ink: np.ndarray, picture: Picture) -> None:
    strong = ink >= 128
    rows, columns = np.flatnonzero(strong.any(axis=1)), np.flatnonzero(strong.any(axis=0))
    side = max(np.ptp(rows), np.ptp(columns)) + 1
    scale = max(picture.width_px, picture.height_px) / max(ink.shape)
    if (side <= _DOT_SHARE * max(ink.shape) and side * scale <= _DOT_PX * max(scale, 1)) or side <= 2:
        raise NoInk(
            "There is only a dot on this picture. Draw something larger, or cut the picture closer to the "
            f"drawing. Received: a mark of {side * scale:.0f} pixels "
            f"on {picture.width_px} x {picture.height_px}"
        )
