"""What is on a photo of paper but is no drawing: the desk around it, ruled lines, shadows and grain."""

import numpy as np
from PIL import Image, ImageDraw

# A desk is darker than this share of the way from itself to the paper, along most of the picture's edge.
_DESK_LEVEL, _DESK_SHARE_OF_EDGE = 0.4, 0.7
# A sheet covers so much of the picture, and almost all of its outline.
_MIN_SHEET_SHARE, _MIN_SOLIDITY = 0.2, 0.8
# Within a few pixels it becomes darker by this share of how much darker the desk is.
_SHARP_SHARE = 0.5
# Its border, where the camera blurs it with the desk, is left out: this share of the longer side.
_SHEET_BORDER_SHARE = 0.015
# Ruled lines are so many, so long (of the width or height), and at most so thick and so slanted.
_MIN_LINES, _MIN_LINE_SHARE, _MAX_LINE_SHARE, _MAX_SLANT = 4, 0.7, 0.025, 0.18
# One line alone is a margin: on ruled paper; on other paper, of a large enough picture, if it is so thin and
# runs from edge to edge, and what is beside it is less tall than this share of the page.
_MARGIN_SHARE, _LONE_MARGIN_SHARE, _MAX_BESIDE_SHARE = 0.85, 0.95, 0.8
_MAX_LONE_SHARE, _MIN_PAGE_PX, _EDGE_PX = 0.0055, 100, 3
_MIN_ENTERED_SHARE = 0.8  # lines may waver into each other
_SOFT_EDGES_PX = 4  # above and below a line, together
_SLANTS = 61
_MAX_SAMPLES = 40_000
_CUT_LINE_SHARE = 0.3
# Ink from this level on counts as a line's: of a clear one, and where there is none, of a faint one.
_LINE_LEVELS = 64, 20
# A pen is darker than the lines by so much, of 255, in this share of the picture, and has a soft edge.
_MIN_DARKER, _MIN_DARKER_SHARE, _PEN_EDGE_PX = 30, 0.001, 1
_DARK_PERCENTILE = 75
# Ink from this level on is no soft edge.
STRONG_LEVEL = 96
# The edge of a line is sharper than this share of the longer side, and than this many pixels.
_MAX_EDGE_SHARE, _MAX_EDGE_PX = 0.007, 2.2
# Grain has many pieces, of which the largest is a small share of all, and of the picture.
_MANY_PIECES, _LARGE_SHARE, _LARGE_SHARE_OF_PICTURE = 12, 0.2, 0.002
# Of what is left of ruled lines, not so much is in pieces that are so large.
_MIN_DRAWN_SHARE, _MIN_DRAWN_SIDE_SHARE = 0.35, 0.08


def sheet_mask(gray: np.ndarray) -> np.ndarray | None:
    """Finds a light sheet that lies on something darker.

    Args:
        gray: `(height, width)`, 0 to 255.

    Returns:
        `(height, width)` bool, true on the sheet but for its border; None if there is no such sheet.
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
    # Light fades slowly, a sheet ends at once.
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
    """Removes ruled lines and squares, but for the places where a drawing crosses or covers them.

    Args:
        ink: `(height, width)` uint8, 255 for full ink.
        difference: `(height, width)`, 0 to 255: how much each pixel differs from the paper.
        sheet: What `sheet_mask` found; the page is all of the picture if None.

    Returns:
        The ink that is left, and whether there were such lines.
    """
    height, width = ink.shape
    if sheet is not None:
        height, width = int(sheet.any(axis=1).sum()), int(sheet.any(axis=0).sum())
    for level in _LINE_LEVELS:
        left, across = _without_lines_across(ink, width, level)
        # That may be the margin.
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
    """Tells whether there is ink at the upper edge and at the lower one, as few drawings have."""
    return bool(ink[:_EDGE_PX].max() >= STRONG_LEVEL and ink[-_EDGE_PX:].max() >= STRONG_LEVEL)


def _without_lone_margin(ink: np.ndarray, page_px: int) -> np.ndarray | None:
    """Removes a margin where no other lines are found; returns the ink turned, or None if there is none."""
    if page_px < _MIN_PAGE_PX:
        return None
    turned, is_found = _without_lines_across(
        np.ascontiguousarray(ink.T), page_px, _LINE_LEVELS[0], _LONE_MARGIN_SHARE, _MAX_LONE_SHARE
    )
    beside = np.flatnonzero((turned >= STRONG_LEVEL).any(axis=0))
    # A tall 1 is no margin: nothing is beside it, or digits as tall.
    is_margin = is_found and len(beside) > 0 and np.ptp(beside) <= _MAX_BESIDE_SHARE * page_px
    return turned if is_margin else None


def _covers_lines(ink: np.ndarray, left: np.ndarray, difference: np.ndarray) -> np.ndarray:
    """Finds where a pen runs along a line that is lighter than its ink, as the foot of a 2 may.

    Args:
        ink: `(height, width)` uint8, before lines were removed.
        left: The same without them.
        difference: As in `without_ruled_lines`.

    Returns:
        `(height, width)` bool; false everywhere if the pen is not clearly darker than the lines.
    """
    from scipy import ndimage

    lines = (ink >= _LINE_LEVELS[-1]) & (left == 0)
    if not lines.any():
        return np.zeros(ink.shape, dtype=bool)
    # Many of a line's pixels are at its soft edge.
    line = float(np.percentile(difference[lines], _DARK_PERCENTILE))
    darker = difference[(ink >= STRONG_LEVEL) & (difference >= line + _MIN_DARKER)]
    if len(darker) < _MIN_DARKER_SHARE * ink.size:
        return np.zeros(ink.shape, dtype=bool)
    dark = difference > (float(np.percentile(darker, _DARK_PERCENTILE)) + line) / 2
    return np.asarray(ndimage.binary_dilation(dark, iterations=_PEN_EDGE_PX))


def is_no_drawing(ink: np.ndarray, was_ruled: bool) -> bool:
    """Tells whether ink is no lines that somebody drew, but the soft edge of a shadow, grain, or rests.

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
    """Fills the smallest area without dents that holds all true pixels."""
    from scipy.spatial import ConvexHull, QhullError

    rows = np.flatnonzero(mask.any(axis=1))
    left, right = mask[rows].argmax(axis=1), mask.shape[1] - 1 - mask[rows, ::-1].argmax(axis=1)
    ends = np.concatenate([np.stack([left, rows], axis=1), np.stack([right, rows], axis=1)])
    try:
        corners = ends[ConvexHull(ends).vertices]
    except QhullError:
        # All of it lies on one line.
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
    """Removes lines from side to side; one alone only if it is as long as `one_share` of the page."""
    from scipy import ndimage

    strong = ink >= level
    # Lines from side to side are entered from above in almost every column; most drawings are told by that.
    entered = np.count_nonzero(strong[1:] > strong[:-1]) + np.count_nonzero(strong[0])
    least_share = one_share or _MIN_LINES * _MIN_LINE_SHARE
    if entered < _MIN_ENTERED_SHARE * least_share * page_px:
        return ink, False
    # One pixel more above and below, for lines that waver.
    strong = ndimage.binary_dilation(strong, structure=np.ones((3, 1)))
    height, width = ink.shape
    # As many columns as are quick to count in every slant.
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

    def lines_of(share: float) -> list[tuple[int, int]]:
        is_line = counts >= share * page_px / step
        edges = np.flatnonzero(np.diff(np.concatenate([[0], is_line.astype(int), [0]])))
        return [(start, end) for start, end in edges.reshape(-1, 2).tolist() if end - start <= thickest]

    lines = []
    if len(lines_of(_MIN_LINE_SHARE)) >= _MIN_LINES:
        # Where a page lies aslant, some of its lines are cut off by the picture's edge.
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
    """Returns for each true pixel how many there are above and below it without a gap, itself included."""
    height = mask.shape[0]
    index = np.arange(height)[:, None]
    above = np.maximum.accumulate(np.where(mask, -1, index), axis=0)
    below = np.minimum.accumulate(np.where(mask, height, index)[::-1], axis=0)[::-1]
    return np.where(mask, below - above - 1, 0)
