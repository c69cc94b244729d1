"""Finds the ink on a scan, a photo of paper or any other picture of a drawing.

Paper may be grey, shadowed, coloured or transparent, dark on light or light on dark.
"""

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from core.errors import NoInk
from core.preprocessing.decode import Picture

# Lines must differ from the paper by at least this much (of 255) to count as drawn.
_MIN_CONTRAST = 20
# A picture of which this share is exactly one colour was made on a screen: no shadow to remove.
_SCREEN_SHARE = 0.35
# Colours are counted on at least this many pixels along each side.
_SAMPLES_A_SIDE = 70
# The paper is followed on a picture reduced to this side; shadows are smoother than that.
_PAPER_SIDE_PX = 64
# Photos are examined at this size: large enough for thin pen lines.
_PHOTO_SIDE_PX = 512
# Specks smaller than this share of the largest stroke are dust.
_SPECK_SHARE = 0.02
# A drawing that is smaller than this share of the picture, and no larger than this many pixels, is a dot.
_DOT_SHARE, _DOT_PX = 0.04, 8


def extract_ink(picture: Picture) -> np.ndarray:
    """Separates ink from paper.

    Args:
        picture: Any picture of a drawing.

    Returns:
        `(height, width)`, uint8, 0 for paper to 255 for full ink.

    Raises:
        NoInk: If nothing on it stands out from the paper, or nothing but a dot.
    """
    image = _opaque(picture.pixels)
    near = _distance(image, _main_color(image))
    screen = float(np.count_nonzero(near <= 2)) >= _SCREEN_SHARE * near.size
    difference = near if screen else _difference_on_photo(_shrunk(image))
    if float(difference.max()) < _MIN_CONTRAST:
        raise NoInk(
            "This picture has no drawing on it. Draw something, or choose a picture with dark lines on light "
            f"paper. Received: {picture.width_px} x {picture.height_px} pixels, all of nearly one colour"
        )
    ink = _levelled(difference, screen)
    if not screen:
        ink = _remove_specks(ink)
    _refuse_dot(ink, picture)
    return ink


def _opaque(pixels: np.ndarray) -> Image.Image:
    """Lays a transparent picture on paper: white under dark ink, black under light ink."""
    image = Image.fromarray(pixels)
    if pixels.shape[2] == 3:
        return image
    sample = pixels[:: _step(pixels), :: _step(pixels)].astype(np.float32)
    weight = max(float(sample[..., 3].sum()), 1e-6)
    brightness = float((sample[..., :3].sum(axis=2) / 3 * sample[..., 3]).sum()) / weight
    paper = Image.new("RGB", image.size, (255,) * 3 if brightness < 128 else (0,) * 3)
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _main_color(image: Image.Image) -> tuple[int, int, int]:
    """Returns the most frequent colour, which is the paper's: ink covers less than the paper does."""
    pixels = np.asarray(image)
    pixels = pixels[:: _step(pixels), :: _step(pixels)].reshape(-1, 3)
    # Sixteen steps a channel, so that slight shades count together.
    coarse = pixels.astype(np.int32) >> 4
    keys = (coarse[:, 0] << 8) | (coarse[:, 1] << 4) | coarse[:, 2]
    most = int(np.bincount(keys, minlength=4096).argmax())
    red, green, blue = pixels[keys == most].mean(axis=0)
    return round(red), round(green), round(blue)


def _step(pixels: np.ndarray) -> int:
    """Returns how far apart to sample pixels: some five thousand tell the colours of a picture."""
    return max(1, max(pixels.shape) // _SAMPLES_A_SIDE)


def _distance(image: Image.Image, color: tuple[int, int, int]) -> np.ndarray:
    """Returns how far each pixel is from a colour, in the channel that differs most: uint8."""
    difference = ImageChops.difference(image, Image.new("RGB", image.size, color))
    red, green, blue = difference.split()
    return np.asarray(ImageChops.lighter(ImageChops.lighter(red, green), blue))


def _shrunk(image: Image.Image) -> np.ndarray:
    factor = -(-max(image.size) // _PHOTO_SIDE_PX)
    return np.asarray(image.reduce(factor) if factor > 1 else image)


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
            paper = np.maximum(_estimate_background(values), 1.0)
            found = (1 - np.minimum(values / paper, 1)) * 255
        else:
            values = 255 - channel.astype(np.float32)
            found = np.maximum(_estimate_background(values) - values, 0)
        np.maximum(best, found, out=best)
    return best


def _estimate_background(values: np.ndarray) -> np.ndarray:
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
        highest = float(difference.max())
        levels = [min(int(level * 255 / highest + 0.5), 255) for level in range(256)]
        return np.asarray(Image.fromarray(difference).point(levels))
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


def _remove_specks(ink: np.ndarray) -> np.ndarray:
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
