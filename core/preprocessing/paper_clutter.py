"""Finding what is not part of a drawing on a photo of paper: the desk, ruled lines, shadows and grain."""

import numpy as np
from PIL import Image, ImageDraw

# Desk and paper are divided at this share of the way from the desk's brightness to the paper's; at least this
# share of the picture's edge is desk.
_DESK_LEVEL, _DESK_SHARE_OF_EDGE = 0.4, 0.7
# A sheet's convex hull covers at least this share of the picture, and the sheet this share of the hull.
_MIN_SHEET_SHARE, _MIN_SOLIDITY = 0.2, 0.8
# At its edge, a sheet falls off within a few pixels by this share of the difference between paper and desk.
_SHARP_SHARE = 0.5
# The sheet's border, which the camera blurs with the desk, is left out: this share of the longer side.
_SHEET_BORDER_SHARE = 0.015
# Ruled lines: their least number, their least length (as a share of the page's width or height), their
# greatest thickness (as a share of the picture's longer side) and their greatest slant.
_MIN_LINES, _MIN_LINE_SHARE, _MAX_LINE_SHARE, _MAX_SLANT = 4, 0.7, 0.025, 0.18
# A single line is a margin on ruled paper if it is at least the first share of the page long. On other paper,
# it must be at least the second share long, thin, run from edge to edge of a page of at least 100 pixels, and
# have ink beside it that is at most the third share of the page tall.
_MARGIN_SHARE, _LONE_MARGIN_SHARE, _MAX_BESIDE_SHARE = 0.85, 0.95, 0.8
_MAX_LONE_SHARE, _MIN_PAGE_PX, _EDGE_PX = 0.0055, 100, 3
_MIN_ENTERED_SHARE = 0.8  # below 1, because wavering lines may merge
_SOFT_EDGES_PX = 4  # above and below a line, together
_SLANTS = 61
_MAX_SAMPLES = 40_000
_CUT_LINE_SHARE = 0.3
# Ink of at least this level may be part of a line: of a clear line or, if there are none, of a faint one.
_LINE_LEVELS = 64, 20
# A pen is darker than the lines by at least this much, of 255, in at least this share of the picture; its
# soft edge is this wide.
_MIN_DARKER, _MIN_DARKER_SHARE, _PEN_EDGE_PX = 30, 0.001, 1
_DARK_PERCENTILE = 75
# Ink of at least this level is not a soft edge.
STRONG_LEVEL = 96
# The soft edge of a drawn line is at most this share of the longer side, or this many pixels, wide.
_MAX_EDGE_SHARE, _MAX_EDGE_PX = 0.007, 2.2
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


def without_ruled_lines(
    ink: np.ndarray, difference: np.ndarray, sheet: np.ndarray | None = None
) -> tuple[np.ndarray, bool]:
    """Removes ruled lines and squares, except where a drawing crosses or covers them.

    Args:
        ink: `(height, width)` uint8, 255 for full ink.
        difference: `(height, width)`, 0 to 255: how much each pixel differs from the paper.
        sheet: The result of `sheet_mask`; if None, the page is the whole picture.

    Returns:
        The remaining ink, and whether there were such lines.
    """
    height, width = ink.shape
    if sheet is not None:
        height, width = int(sheet.any(axis=1).sum()), int(sheet.any(axis=0).sum())
    for level in _LINE_LEVELS:
        left, across = _without_lines_across(ink, width, level)
        # On paper with lines across, a single line down may be the margin.
        one = _MARGIN_SHARE if across else None
        turned, down = _without_lines_across(np.ascontiguousarray(left.T), height, level, one)
        if across or down:
            break
    else:
        without_margin = None
        if sheet is not None or _reaches_across(ink):
            without_margin = _without_lone_margin(ink, height)
        if without_margin is None:
            return ink, False
        turned = without_margin
    left = np.ascontiguousarray(turned.T)
    return np.where(_covers_lines(ink, left, difference), ink, left).astype(np.uint8), True


def _reaches_across(ink: np.ndarray) -> bool:
    """Returns whether there is ink at both the upper and the lower edge, which few drawings have."""
    return bool(ink[:_EDGE_PX].max() >= STRONG_LEVEL and ink[-_EDGE_PX:].max() >= STRONG_LEVEL)


def _without_lone_margin(ink: np.ndarray, page_px: int) -> np.ndarray | None:
    """Removes a margin from unruled paper; returns the transposed ink, or None if there is no margin."""
    if page_px < _MIN_PAGE_PX:
        return None
    turned, is_found = _without_lines_across(
        np.ascontiguousarray(ink.T), page_px, _LINE_LEVELS[0], _LONE_MARGIN_SHARE, _MAX_LONE_SHARE
    )
    beside = np.flatnonzero((turned >= STRONG_LEVEL).any(axis=0))
    # A tall 1 is not a margin: it stands alone, or next to digits that are as tall.
    is_margin = is_found and len(beside) > 0 and np.ptp(beside) <= _MAX_BESIDE_SHARE * page_px
    return turned if is_margin else None


def _covers_lines(ink: np.ndarray, left: np.ndarray, difference: np.ndarray) -> np.ndarray:
    """Finds where a pen runs along a ruled line that is lighter than its ink, like the foot of a 2.

    Args:
        ink: `(height, width)` uint8, before lines were removed.
        left: The same after lines were removed.
        difference: As in `without_ruled_lines`.

    Returns:
        `(height, width)` bool; false everywhere if the pen is not clearly darker than the lines.
    """
    from scipy import ndimage

    lines = (ink >= _LINE_LEVELS[-1]) & (left == 0)
    if not lines.any():
        return np.zeros(ink.shape, dtype=bool)
    # A high percentile, because many of a line's pixels are part of its soft edge.
    line = float(np.percentile(difference[lines], _DARK_PERCENTILE))
    darker = difference[(ink >= STRONG_LEVEL) & (difference >= line + _MIN_DARKER)]
    if len(darker) < _MIN_DARKER_SHARE * ink.size:
        return np.zeros(ink.shape, dtype=bool)
    dark = difference > (float(np.percentile(darker, _DARK_PERCENTILE)) + line) / 2
    return np.asarray(ndimage.binary_dilation(dark, iterations=_PEN_EDGE_PX))


def is_no_drawing(ink: np.ndarray, was_ruled: bool) -> bool:
    """Returns whether ink is not a drawing but a shadow's soft edge, grain, or remains of ruled lines.

    Args:
        ink: `(height, width)` uint8, 255 for full ink.
        was_ruled: Whether ruled lines were removed from it.
    """
    from scipy import ndimage

    strong = ink >= STRONG_LEVEL
    pieces, count = ndimage.label(strong, structure=np.ones((3, 3)))
    if not count:
        return False
    sizes = np.bincount(pieces.ravel())[1:]
    largest, share = int(sizes.max()), sizes.max() / sizes.sum()
    if count > _MANY_PIECES and share < _LARGE_SHARE and largest < _LARGE_SHARE_OF_PICTURE * ink.size:
        return True
    if was_ruled:
        sides = [max(place.stop - place.start for place in box) for box in ndimage.find_objects(pieces)]
        is_drawn = np.array(sides) >= _MIN_DRAWN_SIDE_SHARE * max(ink.shape)
        if sizes[is_drawn].sum() < _MIN_DRAWN_SHARE * sizes.sum():
            return True
    outline = int((strong[1:] != strong[:-1]).sum() + (strong[:, 1:] != strong[:, :-1]).sum())
    edge_px = int(((ink >= 32) & (ink < 200)).sum()) / max(outline, 1)
    return edge_px > max(_MAX_EDGE_PX, _MAX_EDGE_SHARE * max(ink.shape))


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


def _without_lines_across(
    ink: np.ndarray,
    page_px: int,
    level: int,
    one_share: float | None = None,
    max_thickness_share: float = _MAX_LINE_SHARE,
) -> tuple[np.ndarray, bool]:
    """Removes lines from side to side; a single one only if it is at least `one_share` of the page long."""
    from scipy import ndimage

    strong = ink >= level
    # Almost every column enters lines from side to side from above; this rules out most drawings quickly.
    entered = np.count_nonzero(strong[1:] > strong[:-1]) + np.count_nonzero(strong[0])
    least_share = one_share or _MIN_LINES * _MIN_LINE_SHARE
    if entered < _MIN_ENTERED_SHARE * least_share * page_px:
        return ink, False
    # One more pixel above and below, for wavering lines.
    strong = ndimage.binary_dilation(strong, structure=np.ones((3, 1)))
    height, width = ink.shape
    # Only as many columns as can be counted quickly at every slant.
    step = max(1, int(strong.sum()) // _MAX_SAMPLES)
    rows, columns = np.nonzero(strong[:, ::step])
    if not len(rows):
        return ink, False
    columns = columns * step - width / 2
    reach = int(_MAX_SLANT * width / 2) + 2

    def counts_of(slant: float) -> np.ndarray:
        return np.bincount(np.round(rows - slant * columns).astype(int) + reach, minlength=height + 2 * reach)

    slants = np.linspace(-_MAX_SLANT, _MAX_SLANT, _SLANTS)
    slant = float(max(slants, key=lambda slant: float((counts_of(slant).astype(float) ** 2).sum())))
    counts = counts_of(slant)
    thickest = max_thickness_share * max(ink.shape) + _SOFT_EDGES_PX

    def lines_of(share: float, first: int = 0, last: int | None = None) -> list[tuple[int, int]]:
        is_line = counts[first:last] >= share * page_px / step
        edges = np.flatnonzero(np.diff(np.concatenate([[0], is_line.astype(int), [0]]))) + first
        found = []
        for start, end in edges.reshape(-1, 2).tolist():
            if end - start <= thickest:
                found.append((start, end))
            elif share < _MIN_LINE_SHARE:
                # Several strokes run beside the line, which alone is as long as the page.
                found += lines_of(_MIN_LINE_SHARE, start, end)
        return found

    lines = []
    if len(lines_of(_MIN_LINE_SHARE)) >= _MIN_LINES:
        # On a slanted page, some lines are cut off by the picture's edge.
        lines = lines_of(_CUT_LINE_SHARE)
    elif one_share:
        lines = lines_of(one_share)
    if not lines:
        return ink, False
    places = np.zeros(len(counts), dtype=int)
    for start, end in lines:
        places[max(start - 2, 0) : end + 2] = end - start + 2
    all_rows, all_columns = np.mgrid[0:height, 0:width]
    straightened = np.round(all_rows - slant * (all_columns - width / 2)).astype(int) + reach
    thickness = places[straightened]
    crossed = (_lengths_down(ink >= level // 2) > thickness) & (thickness > 0)
    return np.where((thickness > 0) & ~crossed, 0, ink).astype(np.uint8), True


def _lengths_down(mask: np.ndarray) -> np.ndarray:
    """Returns the length of the unbroken vertical run through each true pixel, and 0 for the others."""
    height = mask.shape[0]
    index = np.arange(height)[:, None]
    above = np.maximum.accumulate(np.where(mask, -1, index), axis=0)
    below = np.minimum.accumulate(np.where(mask, height, index)[::-1], axis=0)[::-1]
    return np.where(mask, below - above - 1, 0)
