"""Data augmentation: random variations of drawings, small pictures and photos for training."""

from collections.abc import Iterator

import numpy as np
from PIL import Image

from core.preprocessing.decode import Picture
from core.preprocessing.ink_frames import FRAME_SIZE_PX
from core.preprocessing.preprocessor import Content, Preprocessor
from core.preprocessing.strokes import Strokes, beginning, ink_length

_KNOTS = 5  # along each axis of the grid of an elastic distortion
_SMALLEST_CROP = 0.65  # share of a photo's width and height
_BRIGHTNESS = 0.15  # largest change, as a share


def augment_strokes(
    strokes: Strokes,
    generator: np.random.Generator,
    strength: float = 1.0,
    unfinished: float = 0.0,
) -> Strokes:
    """Rotates, shears, stretches and wobbles a drawing, and sometimes leaves out its end.

    Args:
        strokes: The drawing, in any unit.
        generator: Source of randomness.
        strength: Scales rotation (standard deviation 7.5 degrees), shear (up to 0.2), stretch (up to 15 %)
            and wobble (1.5 % of the drawing's size).
        unfinished: Probability that the last 5 to 40 % of the ink is left out.

    Returns:
        The augmented drawing, in the same unit.
    """
    if generator.random() < unfinished and ink_length(strokes) > 0:
        strokes = beginning(strokes, generator.uniform(0.6, 0.95))
    points = np.concatenate(strokes)
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    size = max(float(np.ptp(points, axis=0).max()), 1e-6)
    rotation_degrees = np.clip(generator.normal(0, 7.5), -30, 30) * strength
    shear, stretch = generator.uniform(-0.2, 0.2) * strength, generator.uniform(-0.15, 0.15) * strength
    matrix = _affine(np.deg2rad(rotation_degrees), shear, stretch)
    wobble = 0.015 * strength
    # Two slow waves along each axis bend the drawing as a hurried hand would.
    amplitude = generator.normal(0, wobble * size, size=(2, 2))
    cycles = generator.uniform(0.5, 2.0, size=(2, 2))
    phase = generator.uniform(0, 2 * np.pi, size=(2, 2))
    relative = points - middle
    bend = np.stack(
        [
            (amplitude[axis] * np.sin(2 * np.pi / size * relative * cycles[axis] + phase[axis])).sum(axis=1)
            for axis in (0, 1)
        ],
        axis=1,
    )
    lengths = [len(stroke) for stroke in strokes]
    shift = np.repeat(generator.normal(0, wobble * size / 2, size=(len(strokes), 2)), lengths, axis=0)
    augmented = (relative @ matrix.T + bend + shift).astype(np.float32)
    return np.split(augmented, np.cumsum(lengths)[:-1])


def augment_picture(
    picture: np.ndarray,
    generator: np.random.Generator,
    strength: float = 1.0,
    shift_px: float = 1.5,
    bend_px: float = 0.0,
) -> np.ndarray:
    """Rotates, shears, stretches, shifts and bends a small picture.

    Args:
        picture: `(height, width)`, uint8.
        generator: Source of randomness.
        strength: Scales rotation (up to 12 degrees), shear (up to 0.15), stretch and size (up to 10 %).
        shift_px: Largest shift along either axis.
        bend_px: Standard deviation of the elastic distortion, which moves the knots of a grid.

    Returns:
        `(height, width)`, uint8.

    Source of the elastic distortion: Simard et al. 2003, "Best practices for convolutional neural networks
        applied to visual document analysis", section 2.
    """
    rotation = np.deg2rad(generator.uniform(-12, 12)) * strength
    shear, stretch = generator.uniform(-0.15, 0.15) * strength, generator.uniform(-0.1, 0.1) * strength
    matrix = _affine(rotation, shear, stretch) * (1 + generator.uniform(-0.1, 0.1) * strength)
    middle = (np.array(picture.shape[::-1])) / 2
    offset = middle - matrix @ (middle + generator.uniform(-shift_px, shift_px, size=2))
    size = picture.shape[::-1]
    image = Image.fromarray(picture)
    if bend_px:
        mesh = _bent_mesh(size, matrix, offset, generator.normal(0, bend_px, (_KNOTS, _KNOTS, 2)))
        return np.asarray(image.transform(size, Image.Transform.MESH, mesh, Image.Resampling.BICUBIC))
    coefficients = (*matrix[0], offset[0], *matrix[1], offset[1])
    return np.asarray(image.transform(size, Image.Transform.AFFINE, coefficients, Image.Resampling.BICUBIC))


def slant(strokes: Strokes, generator: np.random.Generator) -> Strokes:
    """Slants a drawing by up to 17 degrees to either side, like the handwriting of different people.

    Args:
        strokes: The drawing, in any unit.
        generator: Source of randomness.

    Returns:
        The slanted drawing, in the same unit.
    """
    shear = generator.uniform(-0.3, 0.3)
    return [np.stack([x - shear * y, y], axis=1).astype(np.float32) for x, y in (s.T for s in strokes)]


def place_on_canvas(
    strokes: Strokes, generator: np.random.Generator, canvas_px: int = 280
) -> tuple[Strokes, float]:
    """Places a drawing on a canvas at a random size and position, with a random pen.

    Args:
        strokes: The drawing, in any unit.
        generator: Source of randomness.
        canvas_px: Width and height of the canvas.

    Returns:
        The strokes in canvas pixels, and the pen's width in pixels. The drawing's longer side is 30 to 90 %
        of the canvas's, and the drawing lies entirely on the canvas; the pen is 2 to 30 pixels wide, and at
        most a sixth of the drawing's longer side.
    """
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    size = generator.uniform(0.3, 0.9) * canvas_px
    line_width_px = generator.uniform(2.0, min(30.0, size / 6))
    scale = (size - line_width_px) / max(float((high - low).max()), 1e-6)
    margin = canvas_px - (high - low) * scale - line_width_px
    corner = generator.uniform(0, 1, size=2) * margin + line_width_px / 2
    return [((stroke - low) * scale + corner).astype(np.float32) for stroke in strokes], float(line_width_px)


def _affine(rotation: float, shear: float, stretch: float) -> np.ndarray:
    """Returns the 2x2 matrix that stretches and shears, then rotates by `rotation` radians."""
    cosine, sine = np.cos(rotation), np.sin(rotation)
    return np.array([[cosine, -sine], [sine, cosine]]) @ np.array([[1 + stretch, shear], [0.0, 1 - stretch]])


def _bent_mesh(
    size: tuple[int, int], matrix: np.ndarray, offset: np.ndarray, bends: np.ndarray
) -> list[tuple[tuple[int, ...], tuple[float, ...]]]:
    """Returns a mesh for Pillow: each cell of the result, and the source points of its corners."""
    columns, rows = (np.linspace(0, length, _KNOTS).round().astype(int) for length in size)
    knots = np.stack(np.meshgrid(columns, rows), axis=2)
    sources = knots @ matrix.T + offset + bends
    mesh = []
    for row in range(_KNOTS - 1):
        for column in range(_KNOTS - 1):
            # Pillow's order: upper left, lower left, lower right, upper right.
            corners = sources[[row, row + 1, row + 1, row], [column, column, column + 1, column + 1]]
            box = (*knots[row, column], *knots[row + 1, column + 1])
            mesh.append((tuple(int(edge) for edge in box), tuple(corners.ravel().tolist())))
    return mesh


def variations(
    preprocessor: Preprocessor, content: Content, generator: np.random.Generator, count: int
) -> Iterator[np.ndarray]:
    """Yields a picture or drawing and variations of it, each placed in a network's frame.

    The first variation of a photo is its mirror image: if there is only one, no other helps as much
    (`benchmarks/photo_variations.py`).

    Args:
        preprocessor: The network's preprocessor.
        content: A picture, or strokes in any unit.
        generator: Source of randomness.
        count: Number of arrays, including the one of the content itself.

    Yields:
        Arrays of the shape and dtype that `Preprocessor.or_blank` returns.
    """
    yield preprocessor.or_blank(content)
    varied = 1
    if count > 1 and isinstance(content, Picture) and preprocessor.kind == "photo":
        yield preprocessor(mirrored(content))
        varied = 2
    for _ in range(varied, count):
        yield augment(preprocessor, content, generator)


def augment(preprocessor: Preprocessor, content: Content, generator: np.random.Generator) -> np.ndarray:
    """Augments a picture or drawing and places it in a network's frame.

    Args:
        preprocessor: The network's preprocessor.
        content: A picture, or strokes in any unit.
        generator: Source of randomness.

    Returns:
        An array of the shape and dtype that `Preprocessor.or_blank` returns.
    """
    if not isinstance(content, Picture):
        return preprocessor.or_blank(augment_strokes(content, generator))
    if preprocessor.kind == "photo":
        return preprocessor(augment_photo(content, generator))
    placed = (preprocessor.or_blank(content) * 255).astype(np.uint8)
    scale = placed.shape[0] / FRAME_SIZE_PX
    augmented = augment_picture(placed, generator, shift_px=1.5 * scale, bend_px=scale)
    return augmented.astype(np.float32) / 255


def mirrored(photo: Picture) -> Picture:
    """Returns a photo with left and right exchanged."""
    return Picture(np.ascontiguousarray(photo.pixels[:, ::-1]), photo.width_px, photo.height_px)


def augment_photo(photo: Picture, generator: np.random.Generator) -> Picture:
    """Crops a photo, mirrors it with probability one half, and changes its brightness.

    Args:
        photo: The photo.
        generator: Source of randomness.

    Returns:
        The augmented photo, with 65 to 100 % of the original width and height.
    """
    height, width = photo.pixels.shape[:2]
    share = generator.uniform(_SMALLEST_CROP, 1.0)
    rows, columns = max(1, int(height * share)), max(1, int(width * share))
    top, left = generator.integers(height - rows + 1), generator.integers(width - columns + 1)
    pixels = photo.pixels[top : top + rows, left : left + columns]
    if generator.random() < 0.5:
        pixels = pixels[:, ::-1]
    brightness = 1 + generator.uniform(-_BRIGHTNESS, _BRIGHTNESS)
    table = [min(255, round(value * brightness)) for value in range(256)] * pixels.shape[2]
    image = Image.fromarray(np.ascontiguousarray(pixels)).point(table)
    return Picture(np.asarray(image), columns, rows)
