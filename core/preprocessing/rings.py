"""Removing rings that no pen drew: those that cups leave, and stamps."""

from typing import NamedTuple

import numpy as np

from core.preprocessing.paper_clutter import MIN_PAPER_PX, STRONG_LEVEL

# A ring is sought through this many of the largest pieces of ink, each of at least this many pixels. Its
# radius is between these shares of the picture's longer side, and it is hardly an oval.
_PIECES, _MIN_PIECE_PX = 4, 50
_MIN_RADIUS_SHARE, _MAX_RADIUS_SHARE, _MIN_ASPECT = 0.04, 0.6, 0.8
# The oval is fitted again and again, to ink that is at most this share of the radius away from it. A piece is
# part of the ring if at least this share of it is at most that far away.
_NEAR, _PART_NEAR, _MIN_PART_SHARE = (0.1, 0.07, 0.05), 0.12, 0.8
# The middle of a ring's line strays from the oval by at most the first share of the radius. A line that
# strays by at most the second share was stamped, however evenly dark it is: nobody draws so round.
_MAX_STRAY, _MAX_STAMPED_STRAY = 0.026, 0.01
# The ring is judged in this many directions and at this many distances in each. At least this share of it is
# ink.
_DIRECTIONS, _DISTANCES, _MIN_COVERED = 72, 25, 0.5
# A pen's line is evenly dark. That of a cup or stamp is between these shares of its usual darkness in at
# least this share of the directions, and its darkness varies by at least this share of its mean.
_FADED, _MIN_FADED_SHARE, _MIN_VARIATION = (0.2, 0.65), 0.07, 0.13
_DARK_PERCENTILE = 90
# Ink goes with the ring if it is no darker, and either within this many radii of the middle, like a stamp's
# text, or a splash: no larger than a square whose side is this share of the radius.
_REACH, _SPLASH_SHARE = 1.15, 0.15
_SOFT_EDGE_PX = 2


class _Oval(NamedTuple):
    """An oval: `(point - middle) @ scaling` is 1 long for the points on it, which are columns and rows."""

    middle: np.ndarray
    scaling: np.ndarray
    aspect: float

    @property
    def radius_px(self) -> float:
        return float(1 / np.sqrt(np.abs(np.linalg.det(self.scaling))))

    def distances(self, points: np.ndarray) -> np.ndarray:
        """Returns how far points `(n, 2)` are from the middle, in radii."""
        away = (points - self.middle) @ self.scaling
        return np.hypot(away[:, 0], away[:, 1])


def without_rings(ink: np.ndarray, difference: np.ndarray) -> np.ndarray:
    """Removes a ring that is rounder than a hand draws it and unevenly dark, and splashes or text in it.

    Args:
        ink: `(height, width)` uint8, 255 for full ink.
        difference: `(height, width)`, 0 to 255: how much each pixel differs from the paper.

    Returns:
        The remaining ink, in the same shape.
    """
    from scipy import ndimage

    if max(ink.shape) < MIN_PAPER_PX:
        return ink
    pieces, count = ndimage.label(ink >= STRONG_LEVEL, structure=np.ones((3, 3)))
    rows, columns = np.nonzero(pieces)
    points, numbers = np.stack([columns, rows], axis=1).astype(np.float64), pieces[rows, columns]
    sizes = np.bincount(numbers, minlength=count + 1)
    for number in np.argsort(-sizes)[:_PIECES]:
        if sizes[number] < _MIN_PIECE_PX:
            break
        oval = _oval_through(points, points[numbers == number], max(ink.shape))
        if oval is None:
            continue
        distances = oval.distances(points)
        near = np.bincount(numbers, np.abs(distances - 1) <= _PART_NEAR, count + 1)
        is_part = near >= _MIN_PART_SHARE * np.maximum(sizes, 1)
        darkness = _darkness_along(oval, difference)
        stray = _stray(oval, points[is_part[numbers]], len(darkness))
        if stray > (_MAX_STRAY if _is_uneven(darkness) else _MAX_STAMPED_STRAY):
            continue
        levels = np.bincount(numbers, difference[rows, columns], count + 1) / np.maximum(sizes, 1)
        beyond = np.bincount(numbers, distances > _REACH, count + 1)
        is_beside = (beyond == 0) | (sizes <= (_SPLASH_SHARE * oval.radius_px) ** 2)
        goes = is_part | (is_beside & (levels <= np.percentile(darkness, _DARK_PERCENTILE)))
        goes[0] = False
        edges = ndimage.binary_dilation(goes[pieces], iterations=_SOFT_EDGE_PX)
        return np.where(edges & ((pieces == 0) | goes[pieces]), 0, ink).astype(np.uint8)
    return ink


def _oval_through(points: np.ndarray, some: np.ndarray, side_px: int) -> _Oval | None:
    """Fits an oval to ink that begins with some of its points.

    Args:
        points: `(n, 2)`: the columns and rows of all ink.
        some: `(m, 2)`: those of one piece.
        side_px: The picture's longer side.

    Returns:
        None if the ink is part of no oval, or of one that is too long, small or large to be a ring.
    """
    # A circle is x² + y² = a x + b y + c.
    first = np.column_stack([some, np.ones(len(some))])
    a, b, c = np.linalg.lstsq(first, (some**2).sum(axis=1), rcond=None)[0]
    middle = np.array([a, b]) / 2
    radius = float(np.sqrt(max(c + middle @ middle, 1.0)))
    oval = _Oval(middle, np.eye(2) / radius, 1.0)
    for distance in _NEAR:
        if not _MIN_RADIUS_SHARE * side_px <= oval.radius_px <= _MAX_RADIUS_SHARE * side_px:
            return None
        near = points[np.abs(oval.distances(points) - 1) <= distance]
        fitted = _fitted(near, oval) if len(near) >= _MIN_PIECE_PX else None
        if fitted is None or fitted.aspect < _MIN_ASPECT:
            return None
        oval = fitted
    return oval


def _fitted(points: np.ndarray, start: _Oval) -> _Oval | None:
    """Fits an oval to points by least squares; returns None if they fit another curve better."""
    scale = start.radius_px
    x, y = ((points - start.middle) / scale).T
    # An oval is p x² + q x y + r y² + s x + t y = 1.
    terms = np.stack([x * x, x * y, y * y, x, y], axis=1)
    p, q, r, s, t = np.linalg.lstsq(terms, np.ones(len(x)), rcond=None)[0]
    form = np.array([[p, q / 2], [q / 2, r]])
    if np.linalg.det(form) <= 0:
        return None
    middle = -np.linalg.solve(2 * form, np.array([s, t]))
    squares, axes = np.linalg.eigh(form / (1 + middle @ form @ middle))
    if squares[0] <= 0:
        return None
    scaling = (axes * np.sqrt(squares)) @ axes.T / scale
    return _Oval(start.middle + middle * scale, scaling, float(np.sqrt(squares[0] / squares[1])))


def _darkness_along(oval: _Oval, difference: np.ndarray) -> np.ndarray:
    """Returns the darkest ink near an oval in each direction in which it is on the picture."""
    angles = (np.arange(_DIRECTIONS) + 0.5) / _DIRECTIONS * 2 * np.pi
    around = np.stack([np.cos(angles), np.sin(angles)], axis=1) @ np.linalg.inv(oval.scaling)
    distances = np.linspace(1 - _PART_NEAR / 2, 1 + _PART_NEAR / 2, _DISTANCES)
    places = np.round(oval.middle + around[:, None] * distances[:, None]).astype(int)
    size = np.array(difference.shape[::-1])
    places = places[((places >= 0) & (places < size)).all(axis=(1, 2))]
    return np.asarray(difference[places[..., 1], places[..., 0]].max(axis=1), dtype=np.float32)


def _stray(oval: _Oval, points: np.ndarray, directions: int) -> float:
    """Returns how far the middle of a line strays from an oval, as a share of the radius.

    Args:
        oval: The oval.
        points: `(n, 2)`: columns and rows of the line's ink.
        directions: How many directions are on the picture; infinity is returned if too few hold ink.
    """
    away = (points - oval.middle) @ oval.scaling
    direction = (np.arctan2(away[:, 1], away[:, 0]) / (2 * np.pi) * _DIRECTIONS).astype(int) % _DIRECTIONS
    counts = np.bincount(direction, minlength=_DIRECTIONS)
    covered = counts > 0
    if covered.sum() < max(1, _MIN_COVERED * directions):
        return float("inf")
    sums = np.bincount(direction, np.hypot(away[:, 0], away[:, 1]), _DIRECTIONS)
    return float((sums[covered] / counts[covered]).std())


def _is_uneven(darkness: np.ndarray) -> bool:
    """Returns whether a line is partly faded, and unevenly dark."""
    if not len(darkness):
        return False
    share = darkness / max(float(np.percentile(darkness, _DARK_PERCENTILE)), 1.0)
    faded = (share > _FADED[0]) & (share < _FADED[1])
    return bool(faded.mean() >= _MIN_FADED_SHARE and share.std() >= _MIN_VARIATION * share.mean())
