"""Drawings as arrays of fixed length, from which a training renders a new picture every time."""

import io
import lzma
from dataclasses import dataclass

import numpy as np

from core.preprocessing.strokes import Strokes, bounds

POINTS = 128
_UNIT = 255.0


@dataclass(frozen=True)
class DrawingArrays:
    """Drawings as strokes and as bitmaps, sorted by class; outliers are an additional, last class.

    Attributes:
        points: `(n, 128, 2)` uint8, x and y; the last point is repeated to fill the row.
        starts: `(n, 128)` bool: where a stroke begins.
        labels: `(n,)` uint16.
        bitmaps: `(m, 28, 28)` uint8 in 16 shades, 0 for paper to 255 for ink, in the frame of Quick, Draw!.
        bitmap_labels: `(m,)` uint16.
    """

    points: np.ndarray
    starts: np.ndarray
    labels: np.ndarray
    bitmaps: np.ndarray
    bitmap_labels: np.ndarray


def fixed_length(strokes: Strokes) -> tuple[np.ndarray, np.ndarray]:
    """Simplifies a drawing until it has at most `POINTS` points.

    Args:
        strokes: The drawing, in any unit.

    Returns:
        Points `(POINTS, 2)` uint8, filled up with the last one, and where strokes begin, `(POINTS,)` bool.
    """
    low, high = bounds(strokes)
    scale = np.float32(_UNIT / max(float((high - low).max()), 1e-6))
    placed = [(stroke - low) * scale for stroke in strokes]
    tolerance = 1.0
    while sum(len(stroke) for stroke in placed) > POINTS:
        if tolerance > 30:  # hundreds of dots
            placed = placed[: POINTS // 2]
        placed = [simplified(stroke, tolerance) for stroke in placed]
        tolerance *= 1.4
    starts = np.zeros(POINTS, dtype=bool)
    starts[np.cumsum([0, *(len(stroke) for stroke in placed)])[:-1]] = True
    points = np.concatenate(placed)
    points = np.concatenate([points, np.repeat(points[-1:], POINTS - len(points), axis=0)])
    return (points + 0.5).clip(0, 255).astype(np.uint8), starts


def simplified(stroke: np.ndarray, tolerance: float) -> np.ndarray:
    """Leaves out points that lie near the line between their neighbours.

    Args:
        stroke: `(points, 2)`.
        tolerance: Largest distance from the line of a point that is left out, in the stroke's unit.

    Source: Douglas and Peucker 1973, "Algorithms for the reduction of the number of points required to
        represent a digitized line or its caricature".
    """
    keep = np.zeros(len(stroke), dtype=bool)
    keep[[0, -1]] = True
    spans = [(0, len(stroke) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        along = stroke[last] - stroke[first]
        offsets = stroke[first + 1 : last] - stroke[first]
        share = (offsets @ along / max(float(along @ along), 1e-9)).clip(0, 1)
        distances = np.linalg.norm(offsets - share[:, None] * along, axis=1)
        farthest = int(distances.argmax())
        if distances[farthest] > tolerance:
            middle = first + 1 + farthest
            keep[middle] = True
            spans += [(first, middle), (middle, last)]
    return stroke[keep]


def pack(parts: dict[str, DrawingArrays]) -> bytes:
    """Packs the arrays of several parts into one small file; see `unpack`."""
    arrays = {}
    for name, part in parts.items():
        repeated = (part.points[:, 1:] == part.points[:, :-1]).all(axis=2) & ~part.starts[:, 1:]
        lengths = POINTS - np.cumprod(repeated[:, ::-1], axis=1).sum(axis=1)
        points = [row[:length] for row, length in zip(part.points, lengths, strict=True)]
        shades = (part.bitmaps.astype(np.uint16) + 8) // 17
        arrays |= {
            f"{name}.points": np.concatenate(points),
            f"{name}.lengths": lengths.astype(np.uint8),
            f"{name}.starts": np.packbits(part.starts, axis=1),
            f"{name}.labels": part.labels,
            f"{name}.bitmaps": (shades[:, :, 0::2] << 4 | shades[:, :, 1::2]).astype(np.uint8),
            f"{name}.bitmap_labels": part.bitmap_labels,
        }
    file = io.BytesIO()
    np.savez(file, **arrays)
    return lzma.compress(file.getvalue(), preset=6)


def unpack(packed: bytes) -> dict[str, DrawingArrays]:
    """Unpacks the arrays that `pack` packed, by the name of each part."""
    with np.load(io.BytesIO(lzma.decompress(packed))) as file:
        arrays = dict(file)
    parts = {}
    for name in {key.split(".")[0] for key in arrays}:
        lengths = arrays[f"{name}.lengths"].astype(int)
        last = np.cumsum(lengths) - 1
        rows = np.minimum((last - lengths + 1)[:, None] + np.arange(POINTS), last[:, None])
        shades = arrays[f"{name}.bitmaps"]
        bitmaps = np.stack([shades >> 4, shades & 15], axis=3).reshape(len(shades), 28, 28) * np.uint8(17)
        parts[name] = DrawingArrays(
            arrays[f"{name}.points"][rows],
            np.unpackbits(arrays[f"{name}.starts"], axis=1).astype(bool),
            arrays[f"{name}.labels"],
            bitmaps,
            arrays[f"{name}.bitmap_labels"],
        )
    return parts
