"""Rasterizing strokes: small and exact for networks, large and smooth for people."""

from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw

from core.preprocessing.strokes import Strokes

# Points closer than this cannot be distinguished on a small picture, and only cost time.
_MIN_SPACING_PX = 0.4
# Strokes of at most this many points are not thinned, because drawing them costs little.
_FEW_POINTS = 16
# The number of segments drawn at a time, which limits memory to a few megabytes.
_SEGMENTS_PER_BATCH = 512
# Large pictures are drawn this many times larger and then reduced, for smooth edges.
_OVERSAMPLING = 3
# Pictures for download are this many times larger than the canvas.
_PNG_ENLARGEMENT = 3


def rasterize_exact(strokes: Strokes, size_px: int, line_width_px: float) -> np.ndarray:
    """Draws strokes on a small picture with exact antialiasing, for networks.

    Every pixel's value follows from the distance of its centre to the nearest segment, which gives round
    caps and joins and smooth edges. The cost is proportional to pixels times segments, so for pictures
    larger than about 100 pixels use `rasterize`.

    Args:
        strokes: The drawing, in pixels of the picture.
        size_px: Width and height.
        line_width_px: Width of the line.

    Returns:
        `(size_px, size_px)`, float32, 0.0 for paper to 1.0 for ink.
    """
    starts, ends = _segments(strokes)
    centers = np.arange(size_px, dtype=np.float32) + np.float32(0.5)
    nearest = np.full((size_px, size_px), np.inf, dtype=np.float32)
    for first in range(0, len(starts), _SEGMENTS_PER_BATCH):
        start, end = starts[first : first + _SEGMENTS_PER_BATCH], ends[first : first + _SEGMENTS_PER_BATCH]
        along = end - start
        length2 = np.maximum((along * along).sum(axis=1), np.float32(1e-9))
        from_x = centers[None, :] - start[:, 0:1]
        from_y = centers[None, :] - start[:, 1:2]
        # Position on the segment of the point nearest to each pixel: 0 at the start, 1 at the end.
        position = (from_x * (along[:, 0] / length2)[:, None])[:, None, :] + (
            from_y * (along[:, 1] / length2)[:, None]
        )[:, :, None]
        np.clip(position, 0.0, 1.0, out=position)
        # In place, to save memory: the squared distance is dx * dx + dy * dy.
        dx = position * -along[:, 0, None, None]
        dx += from_x[:, None, :]
        dy = position
        dy *= -along[:, 1, None, None]
        dy += from_y[:, :, None]
        dx *= dx
        dy *= dy
        dx += dy
        np.minimum(nearest, dx.min(axis=0), out=nearest)
    coverage = np.float32(line_width_px / 2 + 0.5) - np.sqrt(nearest)
    # A line thinner than a pixel never covers one fully.
    return np.clip(coverage, 0.0, min(1.0, line_width_px), dtype=np.float32)


def rasterize(strokes: Strokes, width_px: int, height_px: int, line_width_px: float) -> np.ndarray:
    """Draws strokes on a picture of any size, as the canvas shows them.

    Args:
        strokes: The drawing, in pixels of the picture.
        width_px: Width of the picture.
        height_px: Height of the picture.
        line_width_px: Width of the pen.

    Returns:
        `(height_px, width_px)`, uint8, 0 for paper to 255 for ink.
    """
    scale = _OVERSAMPLING
    picture = Image.new("L", (width_px * scale, height_px * scale))
    pen = ImageDraw.Draw(picture)
    width = max(1, round(line_width_px * scale))
    radius = width / 2
    for stroke in strokes:
        points = stroke * scale
        if len(points) > 1:
            pen.line([tuple(point) for point in points.tolist()], fill=255, width=width, joint="curve")
        for x, y in (points[0].tolist(), points[-1].tolist()):
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return np.asarray(picture.reduce(scale))


def _segments(strokes: Strokes) -> tuple[np.ndarray, np.ndarray]:
    starts, ends = [], []
    for stroke in strokes:
        points = _thinned(stroke)
        if len(points) == 1:
            points = np.repeat(points, 2, axis=0)
        starts.append(points[:-1])
        ends.append(points[1:])
    return np.concatenate(starts).astype(np.float32), np.concatenate(ends).astype(np.float32)


def _thinned(stroke: np.ndarray) -> np.ndarray:
    """Drops points that are closer together than the picture can show; keeps both ends."""
    if len(stroke) <= _FEW_POINTS:
        return stroke
    travelled = np.cumsum(np.linalg.norm(np.diff(stroke, axis=0), axis=1))
    cell = np.concatenate([[0.0], np.floor(travelled / _MIN_SPACING_PX)])
    keep = np.concatenate([[True], np.diff(cell) > 0])
    keep[-1] = True
    return stroke[keep]


def drawing_as_png(strokes: Strokes, canvas_px: int, line_width_px: float) -> bytes:
    """Draws strokes black on white as a PNG file, three times as large as the canvas.

    Args:
        strokes: The drawing, in canvas pixels.
        canvas_px: Width and height of the canvas.
        line_width_px: Width of the pen on the canvas.

    Returns:
        The file's bytes.
    """
    large = [stroke * np.float32(_PNG_ENLARGEMENT) for stroke in strokes]
    side = canvas_px * _PNG_ENLARGEMENT
    ink = rasterize(large, side, side, line_width_px * _PNG_ENLARGEMENT)
    file = BytesIO()
    Image.fromarray(255 - ink).save(file, "PNG", optimize=True)
    return file.getvalue()
