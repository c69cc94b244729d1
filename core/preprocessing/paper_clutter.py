"""Finding what is not part of a drawing on a photo of paper: the desk, shadows, grain, remains of lines."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

# Desk and paper are divided at this share of the way from the desk's brightness to the paper's; at least this
# share of the picture's edge is desk.
_DESK_LEVEL, _DESK_SHARE_OF_EDGE = 0.4, 0.7
# A sheet's convex hull covers at least this share of the picture, and the sheet this share of the hull.
_MIN_SHEET_SHARE, _MIN_SOLIDITY = 0.2, 0.8
# At its edge, a sheet falls off within a few pixels by this share of the difference between paper and desk.
_SHARP_SHARE = 0.5
# The sheet's border, which the camera blurs with the desk, is left out: this share of the longer side.
_SHEET_BORDER_SHARE = 0.015
# Ink of at least this level is not a soft edge.
STRONG_LEVEL = 96
# Ink differs from the paper by at least this much, of 255.
MIN_CONTRAST = 20
# On a picture that is smaller than this, a drawing may have been cropped so closely that
# hardly any paper is left.
MIN_PAPER_PX = 160
# At a line's outline or right beside it, the picture changes from pixel to pixel by at least this share of
# the line's strength. That is so along at least the second share of a line's outline, even if the pen was
# nearly dry, along less of a shadow's, and along at least the third share of a drawing's.
_MIN_STEEPNESS, _MIN_STEEP_SHARE, _MIN_SHARP_SHARE = 0.18, 0.4, 0.6
_BESIDE = (0, 0), (-1, 0), (1, 0), (0, -1), (0, 1)
# Streaks of a line that are at most twice this far apart have one outline.
_STREAKS_PX = 3
# Around a drawing, between these distances, lies paper: at least the first share of it differs from the paper
# by less than the second share of the drawing's strength.
_AROUND_PX, _MIN_PAPER_SHARE, _FAINT_SHARE = (3, 11), 0.8, 0.3
# Grain has more pieces than this, and the largest is less than these shares of all ink and of the picture.
_MANY_PIECES, _LARGE_SHARE, _LARGE_SHARE_OF_PICTURE = 12, 0.2, 0.002
# Once ruled lines are removed, at least this share of a drawing's ink is in pieces at least this large (as a
# share of the picture's longer side); remains of the lines are smaller.
_MIN_DRAWN_SHARE, _MIN_DRAWN_SIDE_SHARE = 0.35, 0.08


def sheet_mask(gray: np.ndarray) -> np.ndarray | None:
    """Finds a light sheet that lies on something darker.

    Args:
        gray: `(height, width)`, 0 to 255.

    Returns:
        `(height, width)` bool, true on the sheet except its border; None if there is no such sheet.
    """
    from scipy import ndimage

    edge = np.concatenate([gray[:2].ravel(), gray[-2:].ravel(), gray[:, :2].ravel(), gray[:, -2:].ravel()])
    desk, paper = float(np.median(edge)), float(np.percentile(gray, 90))
    level = desk + _DESK_LEVEL * (paper - desk)
    if paper - desk < 40 or float((edge < level).mean()) < _DESK_SHARE_OF_EDGE:
        return None
    components, count = ndimage.label(ndimage.uniform_filter(gray.astype(np.float32), 3) > level)
    if not count:
        return None
    sheet = components == np.bincount(components.ravel())[1:].argmax() + 1
    outline = _convex_hull(sheet)
    rim = np.concatenate([outline[0], outline[-1], outline[:, 0], outline[:, -1]])
    if rim.mean() > 1 - _DESK_SHARE_OF_EDGE or outline.mean() < _MIN_SHEET_SHARE:
        return None
    if sheet.sum() < _MIN_SOLIDITY * outline.sum():
        return None
    # Light fades gradually, but a sheet ends abruptly.
    inside, outside = outline & ~ndimage.binary_erosion(outline, iterations=4), ~outline
    outside &= ndimage.binary_dilation(outline, iterations=4)
    if not outside.any() or gray[inside].mean() - gray[outside].mean() < _SHARP_SHARE * (paper - desk):
        return None
    border = max(2, round(_SHEET_BORDER_SHARE * max(gray.shape)))
    without_border = np.asarray(ndimage.binary_erosion(outline, iterations=border))
    return without_border if without_border.any() else None


def without_clutter(ink: np.ndarray, difference: np.ndarray, was_ruled: bool) -> np.ndarray:
    """Removes shadows, and all ink if it is shades of crumpled paper, grain, a thing or remains of lines.

    Args:
        ink: `(height, width)` uint8, 255 for full ink.
        difference: `(height, width)`, 0 to 255: how much each pixel differs from the paper.
        was_ruled: Whether ruled lines were removed from it.

    Returns:
        The remaining ink, in the same shape.
    """
    from scipy import ndimage

    strong = ink >= STRONG_LEVEL
    pieces, count = ndimage.label(strong, structure=np.ones((3, 3)))
    if not count:
        return ink
    nothing = np.zeros_like(ink)
    sizes = np.bincount(pieces.ravel())[1:]
    largest, share = int(sizes.max()), sizes.max() / sizes.sum()
    if count > _MANY_PIECES and share < _LARGE_SHARE and largest < _LARGE_SHARE_OF_PICTURE * ink.size:
        return nothing
    if was_ruled:
        sides = [max(place.stop - place.start for place in box) for box in ndimage.find_objects(pieces)]
        is_drawn = np.array(sides) >= _MIN_DRAWN_SIDE_SHARE * max(ink.shape)
        if sizes[is_drawn].sum() < _MIN_DRAWN_SHARE * sizes.sum():
            return nothing
    if max(ink.shape) < MIN_PAPER_PX:
        return ink
    closed = ndimage.binary_closing(np.pad(strong, _STREAKS_PX), iterations=_STREAKS_PX)
    inner = slice(_STREAKS_PX, -_STREAKS_PX)
    lines, _ = ndimage.label(closed[inner, inner], structure=np.ones((3, 3)))
    # A little blur, because noise is steep, too.
    blurred = Image.fromarray(difference.astype(np.uint8)).filter(ImageFilter.GaussianBlur(1))
    levels = np.asarray(blurred, dtype=np.float32)
    steep_px, outline_px = _outlines(lines, difference, levels)
    is_sharp = (steep_px >= _MIN_STEEP_SHARE * outline_px) & (outline_px > 0)
    sharp = is_sharp[lines]
    if steep_px[is_sharp].sum() < max(1, _MIN_SHARP_SHARE * outline_px[is_sharp].sum()):
        return nothing
    strength = float(np.median(difference[strong & sharp]))
    if strength < MIN_CONTRAST:
        return nothing
    near_px, far_px = _AROUND_PX
    around = ndimage.binary_dilation(sharp, iterations=far_px)
    around &= ~ndimage.binary_dilation(lines > 0, iterations=near_px)
    is_paper = levels[around] < _FAINT_SHARE * strength
    if len(is_paper) and is_paper.mean() < _MIN_PAPER_SHARE:
        return nothing
    return np.where(ndimage.binary_dilation(sharp, iterations=near_px), ink, 0).astype(np.uint8)


def _outlines(lines: np.ndarray, difference: np.ndarray, levels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns how much of each line's outline is steep, and the length of the outlines, in pixels.

    Args:
        lines: `(height, width)` int: the number of the line at each pixel, counted from 1; 0 elsewhere.
        difference: `(height, width)`, 0 to 255: how much each pixel differs from the paper.
        levels: The same, blurred a little.

    Returns:
        Two arrays, `(lines + 1,)`; at 0, there is none.
    """
    around = np.pad(lines, 1, mode="edge")
    above, below, left, right = around[:-2, 1:-1], around[2:, 1:-1], around[1:-1, :-2], around[1:-1, 2:]
    rows, columns = np.nonzero((lines > 0) & ~((above > 0) & (below > 0) & (left > 0) & (right > 0)))
    padded = np.pad(levels, 2, mode="edge")
    # In the middle of a thin line, the picture is level; it is steep right beside it.
    slopes = np.max([_slopes(padded, rows + down, columns + across) for down, across in _BESIDE], axis=0)
    sizes = np.bincount(lines.ravel())
    strengths = np.bincount(lines.ravel(), difference.ravel()) / np.maximum(sizes, 1)
    numbers = lines[rows, columns]
    steep = slopes >= _MIN_STEEPNESS * strengths[numbers]
    return np.bincount(numbers, steep, len(sizes)), np.bincount(numbers, minlength=len(sizes))


def _slopes(levels: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Returns how much the picture changes from pixel to pixel at some of its pixels, `(pixels,)`.

    Args:
        levels: The picture, with two more pixels on each side.
        rows: `(pixels,)` int: the rows of the pixels in the picture itself, at most one outside it.
        columns: `(pixels,)` int: their columns.
    """
    down = levels[rows + 3, columns + 2] - levels[rows + 1, columns + 2]
    across = levels[rows + 2, columns + 3] - levels[rows + 2, columns + 1]
    return np.hypot(down, across) / 2


def _convex_hull(mask: np.ndarray) -> np.ndarray:
    """Returns the filled convex hull of all true pixels."""
    from scipy.spatial import ConvexHull, QhullError

    rows = np.flatnonzero(mask.any(axis=1))
    left, right = mask[rows].argmax(axis=1), mask.shape[1] - 1 - mask[rows, ::-1].argmax(axis=1)
    ends = np.concatenate([np.stack([left, rows], axis=1), np.stack([right, rows], axis=1)])
    try:
        corners = ends[ConvexHull(ends).vertices]
    except QhullError:
        # All pixels lie on one line.
        return mask
    image = Image.new("1", mask.shape[::-1])
    ImageDraw.Draw(image).polygon([tuple(corner) for corner in corners.tolist()], fill=1, outline=1)
    return np.array(image)
