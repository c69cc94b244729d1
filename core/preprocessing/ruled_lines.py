"""Removing the lines of ruled and squared paper, and margins, from the ink on a photo of paper."""

from functools import partial

import numpy as np

from core.preprocessing.paper_clutter import STRONG_LEVEL

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
# A line that the picture's edge cuts off is at least this share of the page long, or is long for its room if
# that is at least the second share.
_CUT_LINE_SHARE, _MIN_ROOM_SHARE = 0.3, 0.04
# Ink of at least this level may be part of a line: of a clear line or, if there are none, of a faint one.
_LINE_LEVELS = 64, 20
# A pen is darker than the lines by at least this much, of 255, in at least this share of the picture; its
# soft edge is this wide.
_MIN_DARKER, _MIN_DARKER_SHARE, _PEN_EDGE_PX = 30, 0.001, 1
_DARK_PERCENTILE, _UNCOVERED_PERCENTILE = 75, 30


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
        remaining, across = _without_lines_across(ink, width, level)
        # On paper with lines across, a single line down may be the margin.
        one = _MARGIN_SHARE if across is not None else None
        turned, down = _without_lines_across(np.ascontiguousarray(remaining.T), height, level, one)
        remaining = np.ascontiguousarray(turned.T)
        if across is None and down is not None:
            # On squared paper, too few of the darker lines may be on the picture, and the others too faint.
            remaining, across = _without_lines_across(remaining, width, level, _MARGIN_SHARE)
        if across is not None or down is not None:
            break
    else:
        if sheet is None and not _reaches_across(ink):
            return ink, False
        remaining, across, down = _without_few_lines(ink, height, width)
        if down is None:
            return ink, False
    darkness = np.zeros(ink.shape, dtype=np.float32)
    if across is not None:
        darkness = _darkness_along(across, difference)
    if down is not None:
        darkness = np.maximum(darkness, _darkness_along(down, np.ascontiguousarray(difference.T)).T)
    is_covered = _covers_lines(ink, remaining, difference, darkness)
    return np.where(is_covered, ink, remaining).astype(np.uint8), True


def _reaches_across(ink: np.ndarray) -> bool:
    """Returns whether there is ink at both the upper and the lower edge, which few drawings have."""
    return bool(ink[:_EDGE_PX].max() >= STRONG_LEVEL and ink[-_EDGE_PX:].max() >= STRONG_LEVEL)


def _without_few_lines(
    ink: np.ndarray, height_px: int, width_px: int
) -> tuple[np.ndarray, np.ndarray | None, np.ndarray | None]:
    """Removes a margin from unruled paper, and every fifth line of squared paper whose others are too faint.

    Args:
        ink: `(height, width)` uint8.
        height_px: Height of the page.
        width_px: Width of the page.

    Returns:
        The remaining ink, and the numbers of the lines across and of those down, transposed; None for each
        direction without lines. Without lines down, there are none across.
    """
    first, across = _without_lines_across(ink, width_px, _LINE_LEVELS[0], _LONE_MARGIN_SHARE, _MAX_LONE_SHARE)
    margin = _without_lone_margin(first, height_px) if across is not None else None
    if margin is None:
        across, margin = None, _without_lone_margin(ink, height_px)
    if margin is None:
        return ink, None, None
    return np.ascontiguousarray(margin[0].T), across, margin[1]


def _without_lone_margin(ink: np.ndarray, page_px: int) -> tuple[np.ndarray, np.ndarray | None] | None:
    """Removes a margin from unruled paper, as `_without_lines_across` does from the transposed ink.

    Returns:
        None if there is no margin.
    """
    if page_px < _MIN_PAGE_PX:
        return None
    turned, margin = _without_lines_across(
        np.ascontiguousarray(ink.T), page_px, _LINE_LEVELS[0], _LONE_MARGIN_SHARE, _MAX_LONE_SHARE
    )
    beside = np.flatnonzero((turned >= STRONG_LEVEL).any(axis=0))
    # A tall 1 is not a margin: it stands alone, or next to digits that are as tall.
    is_margin = margin is not None and len(beside) > 0 and np.ptp(beside) <= _MAX_BESIDE_SHARE * page_px
    return (turned, margin) if is_margin else None


def _darkness_along(lines: np.ndarray, difference: np.ndarray) -> np.ndarray:
    """Returns how dark the line at each pixel is; a margin, for example, may be darker than the other lines.

    Args:
        lines: `(height, width)` int: the number of the line at a pixel, 0 beside the lines.
        difference: As in `without_ruled_lines`.

    Returns:
        `(height, width)` float32: how much the line at a pixel differs from the paper, 0 where there is none.
    """
    rows, columns = np.nonzero(lines)
    # The darkest pixel of each line in each column, as most others are the line's soft edge.
    darkest = np.full((int(lines.max()) + 1, lines.shape[1]), np.nan, dtype=np.float32)
    np.fmax.at(darkest, (lines[rows, columns], columns), difference[rows, columns])
    # A low percentile, because strokes may cover most of a line, and other lines cross it.
    found = np.unique(lines[rows, columns])
    usual = np.zeros(len(darkest), dtype=np.float32)
    usual[found] = np.nanpercentile(darkest[found], _UNCOVERED_PERCENTILE, axis=1)
    return usual[lines]


def _covers_lines(
    ink: np.ndarray, remaining: np.ndarray, difference: np.ndarray, darkness: np.ndarray
) -> np.ndarray:
    """Finds where a pen runs along a ruled line that is lighter than its ink, like the foot of a 2.

    Args:
        ink: `(height, width)` uint8, before lines were removed.
        remaining: The same after lines were removed.
        difference: As in `without_ruled_lines`.
        darkness: The result of `_darkness_along` for the removed lines.

    Returns:
        `(height, width)` bool; false everywhere if the pen is not clearly darker than the lines.
    """
    from scipy import ndimage

    lines = (ink >= _LINE_LEVELS[-1]) & (remaining == 0)
    if not lines.any():
        return np.zeros(ink.shape, dtype=bool)
    # A high percentile, because many of a line's pixels are part of its soft edge.
    line = float(np.percentile(difference[lines], _DARK_PERCENTILE))
    darker = difference[(ink >= STRONG_LEVEL) & (difference >= line + _MIN_DARKER)]
    if len(darker) < _MIN_DARKER_SHARE * ink.size:
        return np.zeros(ink.shape, dtype=bool)
    pen = float(np.percentile(darker, _DARK_PERCENTILE))
    of_line = np.maximum(darkness, line)
    dark = (difference > (pen + of_line) / 2) & (pen >= of_line + _MIN_DARKER)
    return np.asarray(ndimage.binary_dilation(dark, iterations=_PEN_EDGE_PX))


def _without_lines_across(
    ink: np.ndarray,
    page_px: int,
    level: int,
    one_share: float | None = None,
    max_thickness_share: float = _MAX_LINE_SHARE,
) -> tuple[np.ndarray, np.ndarray | None]:
    """Removes lines from side to side; a single one only if it is at least `one_share` of the page long.

    Returns:
        The remaining ink, and the number of the line at each pixel, counted from 1, or 0 beside the lines;
        None if there are no lines.
    """
    from scipy import ndimage

    strong = ink >= level
    # Almost every column enters lines from side to side from above; this rules out most drawings quickly.
    entered = np.count_nonzero(strong[1:] > strong[:-1]) + np.count_nonzero(strong[0])
    least_share = one_share or _MIN_LINES * _MIN_LINE_SHARE
    if entered < _MIN_ENTERED_SHARE * least_share * page_px:
        return ink, None
    # One more pixel above and below, for wavering lines.
    strong = ndimage.binary_dilation(strong, structure=np.ones((3, 1)))
    if not strong.any():
        return ink, None
    straightened, lengths = _straightened(strong)
    # How long a line at each place can be: at a slant, the picture's corners cut some off.
    room = np.maximum(np.bincount(straightened.ravel(), minlength=len(lengths)), _MIN_ROOM_SHARE * page_px)
    thickest = max_thickness_share * max(ink.shape) + _SOFT_EDGES_PX
    bands_of = partial(_bands_of, lengths, room, page_px, thickest)
    bands = []
    if len(bands_of(_MIN_LINE_SHARE)) >= _MIN_LINES:
        # On a slanted page, some lines are cut off by the picture's edge.
        bands = bands_of(_CUT_LINE_SHARE)
    elif one_share:
        bands = bands_of(one_share)
    if not bands:
        return ink, None
    thicknesses, numbers = np.zeros((2, len(lengths)), dtype=int)
    for number, (start, end) in enumerate(bands, 1):
        thicknesses[max(start - 2, 0) : end + 2] = end - start + 2
        numbers[max(start - 2, 0) : end + 2] = number
    thickness = thicknesses[straightened]
    crossed = (_lengths_down(ink >= level // 2) > thickness) & (thickness > 0)
    remaining = np.where((thickness > 0) & ~crossed, 0, ink).astype(np.uint8)
    return remaining, numbers[straightened]


def _straightened(strong: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Finds the slant at which most pixels are in the same rows.

    Args:
        strong: `(height, width)` bool: the pixels that may be part of a line, at least one.

    Returns:
        `(height, width)` int: the row in which each pixel is once the picture is sheared by that slant; and
        `(rows,)` int: about how many of the pixels are in each of these rows.
    """
    height, width = strong.shape
    # Only as many columns as can be counted quickly at every slant.
    step = max(1, int(strong.sum()) // _MAX_SAMPLES)
    rows, columns = np.nonzero(strong[:, ::step])
    columns = columns * step - width / 2
    reach = int(_MAX_SLANT * width / 2) + 2

    def counts_of(slant: float) -> np.ndarray:
        return np.bincount(np.round(rows - slant * columns).astype(int) + reach, minlength=height + 2 * reach)

    slants = np.linspace(-_MAX_SLANT, _MAX_SLANT, _SLANTS)
    slant = float(max(slants, key=lambda slant: float((counts_of(slant).astype(float) ** 2).sum())))
    all_rows, all_columns = np.mgrid[0:height, 0:width]
    straightened = np.round(all_rows - slant * (all_columns - width / 2)).astype(int) + reach
    return straightened, step * counts_of(slant)


def _bands_of(
    lengths: np.ndarray,
    room: np.ndarray,
    page_px: int,
    thickest: float,
    share: float,
    first: int = 0,
    last: int | None = None,
) -> list[tuple[int, int]]:
    """Returns where lines begin and end, in rows of the straightened picture.

    Args:
        lengths: `(rows,)`: how many pixels in each row may be part of a line.
        room: `(rows,)`: how many there can be.
        page_px: Length of the page.
        thickest: The largest number of rows of one line.
        share: The least length of a line, as a share of the page's.
        first: The first row to look at.
        last: The row after the last one to look at; None to look at all of them.
    """
    least = np.full(len(lengths[first:last]), share * page_px)
    if share < _MIN_LINE_SHARE:
        least = np.minimum(least, _MIN_LINE_SHARE * room[first:last])
    is_line = lengths[first:last] >= least
    edges = np.flatnonzero(np.diff(np.concatenate([[0], is_line.astype(int), [0]]))) + first
    bands = []
    for start, end in edges.reshape(-1, 2).tolist():
        if end - start <= thickest:
            bands.append((start, end))
        elif share < _MIN_LINE_SHARE:
            # Several strokes run beside the line, which alone is as long as the page.
            bands += _bands_of(lengths, room, page_px, thickest, _MIN_LINE_SHARE, start, end)
    return bands


def _lengths_down(mask: np.ndarray) -> np.ndarray:
    """Returns the length of the unbroken vertical run through each true pixel, and 0 for the others."""
    height = mask.shape[0]
    index = np.arange(height)[:, None]
    above = np.maximum.accumulate(np.where(mask, -1, index), axis=0)
    below = np.minimum.accumulate(np.where(mask, height, index)[::-1], axis=0)[::-1]
    return np.where(mask, below - above - 1, 0)
