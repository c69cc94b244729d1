"""Separating ink from its background on a scan, a photo of paper or any other picture of a drawing.

The background may be grey, shadowed, coloured or transparent, and lighter or darker than the ink.
"""

import numpy as np
from PIL import Image, ImageChops

from core.errors import NoInk
from core.plurals import counted
from core.preprocessing.decode import Picture
from core.preprocessing.paper_background import WIDE_WINDOW_PX, difference_from_background, lightness
from core.preprocessing.paper_clutter import (
    MIN_CONTRAST,
    MIN_PAPER_PX,
    STRONG_LEVEL,
    sheet_mask,
    without_clutter,
)
from core.preprocessing.pens import without_pens
from core.preprocessing.rings import without_rings
from core.preprocessing.ruled_lines import without_ruled_lines
from core.preprocessing.specks import without_specks
from core.preprocessing.surroundings import surroundings_mask

# If at least this share of a picture has one colour, it was made on a screen and has no shadows.
_SCREEN_SHARE = 0.35
# Of the pixels with about that colour, at least this share is identical, as JPEG hardly changes a plain
# background.
_SAME_SHARE = 0.7
# Colours are counted on at least this many pixels along the longer side.
_SAMPLES_PER_SIDE = 70
# Combines the levels of a colour's channels, 0 to 15, into one number.
_LEVELS = np.array([256, 16, 1])
# Where ink was removed, the background is estimated again with narrower windows, because ink may lie in a
# narrow shadow. Removed ink of at least this share of the picture may be one; its edge is this wide.
_WINDOWS_PX, _MIN_SHADOW_SHARE, _SOFT_EDGE_PX = (WIDE_WINDOW_PX, 17, 9), 0.002, 3
# That is not done if more than this share of the picture is around the paper, like a table cloth.
_MAX_AROUND_SHARE = 0.06
# Photos are analysed at this size, which is large enough for thin pen lines.
_PHOTO_SIDE_PX = 512
# A sheet covers at least this share of a picture, judged by at most every eighth pixel, and at
# most this many, along each side.
_MIN_SHEET_SHARE, _SAMPLING_STEP, _MAX_SAMPLES_PER_SIDE = 0.15, 8, 64
# A shape darker than this level, of 255, is ink rather than a sheet.
_MIN_PAPER_LEVEL = 110
# A drawing that is smaller than this share of the picture, and no larger than this many pixels, is a dot.
_DOT_SHARE, _DOT_PX = 0.04, 8


def extract_ink(picture: Picture) -> np.ndarray:
    """Separates ink from the background.

    Args:
        picture: Any picture of a drawing.

    Returns:
        `(height, width)`, uint8, 0 for background to 255 for full ink; the height and width may be smaller
        than the picture's.

    Raises:
        NoInk: If nothing stands out from the background, or only a dot.
    """
    image = _opaque(picture.pixels)
    distance = _distance(image, _main_color(image))
    from_screen, is_large = _is_from_screen(distance), max(image.size) >= MIN_PAPER_PX
    sheet, difference = None, distance
    # A window on a screenshot looks like a sheet on a desk.
    may_hold_sheet = (is_large or not from_screen) and _has_two_colors(np.asarray(image))
    if may_hold_sheet or not from_screen:
        pixels = _reduced(image)
        sheet = _find_sheet(pixels, is_large) if may_hold_sheet else None
        from_screen = from_screen and sheet is None
        difference = distance if from_screen else difference_from_background(pixels, sheet)
    if float(difference.max()) < MIN_CONTRAST:
        raise NoInk(
            "This picture has no drawing on it. Draw something, or choose a picture with dark lines on light "
            f"paper. Received: {picture.width_px} x {picture.height_px} pixels, almost all of one colour"
        )
    if from_screen:
        ink, is_ruled = without_ruled_lines(_levelled_on_screen(difference), difference)
        ink = _cleaned(ink, difference, is_ruled) if is_ruled else ink
    else:
        ink = _ink_on_photo(pixels, difference, sheet, is_large)
    _refuse_dot(ink, picture)
    return ink


def _opaque(pixels: np.ndarray) -> Image.Image:
    """Puts a background behind a transparent picture: white for dark ink, black for light ink."""
    image = Image.fromarray(pixels)
    if pixels.shape[2] == 3:
        return image
    sample = pixels[:: _step(pixels), :: _step(pixels)].astype(np.float32)
    weight = max(float(sample[..., 3].sum()), 1e-6)
    brightness = float((sample[..., :3].sum(axis=2) / 3 * sample[..., 3]).sum()) / weight
    background = Image.new("RGB", image.size, (255,) * 3 if brightness < 128 else (0,) * 3)
    background.paste(image, mask=image.getchannel("A"))
    return background


def _main_color(image: Image.Image) -> tuple[int, int, int]:
    """Returns the most frequent colour, which is the background's because ink covers a smaller area."""
    pixels = np.asarray(image)
    step = _step(pixels)
    pixels = pixels[::step, ::step].reshape(-1, 3)
    # Sixteen levels per channel, so that similar shades are counted together.
    keys = (pixels >> 4) @ _LEVELS
    alike = pixels[keys == np.bincount(keys).argmax()]
    red, green, blue = (np.add.reduce(alike, dtype=np.int64) / len(alike)).tolist()
    return round(red), round(green), round(blue)


def _step(pixels: np.ndarray) -> int:
    """Returns the stride for sampling pixels: about five thousand are enough to find the main colour."""
    return max(1, max(pixels.shape) // _SAMPLES_PER_SIDE)


def _distance(image: Image.Image, color: tuple[int, int, int]) -> np.ndarray:
    """Returns each pixel's distance from a colour, `(height, width)` uint8: the largest over its channels."""
    difference = ImageChops.difference(image, Image.new("RGB", image.size, color))
    red, green, blue = difference.split()
    return np.asarray(ImageChops.lighter(ImageChops.lighter(red, green), blue))


def _reduced(image: Image.Image) -> np.ndarray:
    factor = -(-max(image.size) // _PHOTO_SIDE_PX)
    return np.asarray(image.reduce(factor) if factor > 1 else image)


def _ink_on_photo(
    pixels: np.ndarray, difference: np.ndarray, sheet: np.ndarray | None, is_large: bool
) -> np.ndarray:
    """Finds the ink on a photo of paper, also in the shadows that lie on it."""
    surroundings = surroundings_mask(pixels, sheet) if is_large else None
    found = np.zeros(difference.shape, dtype=np.uint8)
    shadows = np.ones(difference.shape, dtype=bool)
    for window_px in _WINDOWS_PX:
        is_again = window_px < WIDE_WINDOW_PX
        if is_again:
            difference = np.where(shadows, difference_from_background(pixels, sheet, window_px), difference)
        levelled = np.maximum(found, _levelled(difference) * shadows)
        ink, is_ruled = without_ruled_lines(levelled, difference, sheet)
        found = _cleaned(ink, difference, is_ruled or is_again, sheet, surroundings)
        # If not even the second look finds a drawing, a third one might take a thing for one.
        if surroundings is None or surroundings.mean() > _MAX_AROUND_SHARE or (is_again and not found.any()):
            break
        shadows = _removed(ink, found)
        if not shadows.any():
            break
    return without_pens(found, pixels)


def _cleaned(
    ink: np.ndarray,
    difference: np.ndarray,
    is_ruled: bool,
    sheet: np.ndarray | None = None,
    surroundings: np.ndarray | None = None,
) -> np.ndarray:
    """Removes rings, specks and clutter from ink."""
    ink = without_specks(without_rings(ink, difference), is_ruled, sheet, surroundings)
    return without_clutter(ink, difference, is_ruled)


def _removed(ink: np.ndarray, remaining: np.ndarray) -> np.ndarray:
    """Returns where large pieces of ink have been removed completely: `(height, width)` bool."""
    from scipy import ndimage

    pieces, count = ndimage.label(ink >= STRONG_LEVEL, structure=np.ones((3, 3)))
    is_removed = np.bincount(pieces.ravel(), minlength=count + 1) >= _MIN_SHADOW_SHARE * ink.size
    is_removed[pieces[remaining >= STRONG_LEVEL]] = False
    is_removed[0] = False
    return np.asarray(ndimage.binary_dilation(is_removed[pieces], iterations=_SOFT_EDGE_PX))


def _edge_color(pixels: np.ndarray) -> np.ndarray:
    return np.median(np.concatenate([pixels[0], pixels[-1]]), axis=0).astype(np.int16)


def _has_two_colors(pixels: np.ndarray) -> bool:
    """Returns whether a sheet may lie on a desk: whether enough sampled pixels differ from the edge."""
    step = max(_SAMPLING_STEP, max(pixels.shape) // _MAX_SAMPLES_PER_SIDE)
    some = np.abs(pixels[::step, ::step] - _edge_color(pixels)).max(axis=2)
    return bool((some >= MIN_CONTRAST).mean() >= _MIN_SHEET_SHARE)


def _find_sheet(pixels: np.ndarray, on_any_surface: bool) -> np.ndarray | None:
    """Finds a sheet with a drawing on a desk that is darker or, if requested, of any other colour."""
    light = lightness(pixels)
    sheet = sheet_mask(light)
    if sheet is not None and _is_drawn_on(light[sheet]):
        return sheet
    if not on_any_surface:
        return None
    sheet = sheet_mask(np.abs(pixels - _edge_color(pixels)).max(axis=2).astype(np.float32))
    is_sheet = sheet is not None and np.median(light[sheet]) >= _MIN_PAPER_LEVEL
    return sheet if is_sheet and _is_drawn_on(light[sheet]) else None


def _is_drawn_on(sheet: np.ndarray) -> bool:
    """Returns whether something dark is on a light sheet; otherwise, the "sheet" may be a light drawing."""
    return bool(np.median(sheet) - np.percentile(sheet, 0.5) >= MIN_CONTRAST)


def _is_from_screen(distance: np.ndarray) -> bool:
    """Returns whether much of a picture has exactly one colour, as that of a photo never has."""
    like_main = np.bincount(distance[distance <= 2], minlength=1)
    share = float(like_main.sum()) / distance.size
    return share >= _SCREEN_SHARE and float(like_main.max()) >= _SAME_SHARE * float(like_main.sum())


def _levelled_on_screen(difference: np.ndarray) -> np.ndarray:
    """Stretches the contrast of a screenshot so that its strongest ink is 255."""
    highest = float(difference.max())
    levels = np.minimum(np.arange(256) * 255 / highest + 0.5, 255).astype(np.uint8)
    return levels[difference]


def _levelled(difference: np.ndarray) -> np.ndarray:
    """Stretches the contrast so that the background is 0 and the middle of a line is 255."""
    threshold = max(_otsu(difference), MIN_CONTRAST / 2)
    background, ink = difference[difference <= threshold], difference[difference > threshold]
    noise = min(float(np.percentile(background, 99)), threshold * 0.8) if len(background) else 0.0
    strength = float(np.percentile(ink, 75)) if len(ink) else 255.0
    return (np.clip((difference - noise) / max(strength - noise, 1.0), 0, 1) * 255).astype(np.uint8)


def _otsu(values: np.ndarray) -> float:
    """Returns the threshold with the largest variance between the two classes.

    Source: Otsu 1979, "A threshold selection method from gray-level histograms".
    """
    counts = np.bincount(np.clip(values, 0, 255).astype(np.uint8).ravel(), minlength=256).astype(np.float64)
    below = np.cumsum(counts)
    sums = np.cumsum(counts * np.arange(256))
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return float(np.nan_to_num(between).argmax())


def _refuse_dot(ink: np.ndarray, picture: Picture) -> None:
    """Raises `NoInk` if there is no ink, or only a dot."""
    strong = ink >= 128
    rows, columns = np.flatnonzero(strong.any(axis=1)), np.flatnonzero(strong.any(axis=0))
    if not len(rows):
        raise NoInk(
            "No drawing could be found on this picture. Draw with a darker pen on plain paper, and crop the "
            f"picture closer to the drawing. Received: {picture.width_px} x {picture.height_px} pixels"
        )
    side = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1
    scale = max(picture.width_px, picture.height_px) / max(ink.shape)
    if (side <= _DOT_SHARE * max(ink.shape) and side * scale <= _DOT_PX * max(scale, 1)) or side <= 2:
        mark = counted(round(side * scale), "pixel")
        raise NoInk(
            "There is only a dot on this picture. Draw something larger, or crop the picture closer to the "
            f"drawing. Received: a mark of {mark} on {picture.width_px} x {picture.height_px}"
        )
