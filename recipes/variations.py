"""Variations of drawings for training: what another hand, pen or moment would have made of them."""

import numpy as np
from PIL import Image

from core.strokes import Strokes, ink_length, prefixes


def vary_strokes(
    strokes: Strokes,
    generator: np.random.Generator,
    rotation_degrees: float = 15.0,
    shear: float = 0.2,
    stretch: float = 0.15,
    wobble: float = 0.015,
    unfinished: float = 0.0,
) -> Strokes:
    """Rotates, shears, stretches and wobbles a drawing, and sometimes leaves its end out.

    Args:
        strokes: The drawing, in any unit.
        generator: Source of chance.
        rotation_degrees: Standard deviation is half of this; turns are cut off at twice this.
        shear: Largest shear to either side.
        stretch: Largest relative change of width against height.
        wobble: Size of smooth distortions, relative to the drawing.
        unfinished: Probability that the last 5 to 40 % of the ink are missing.

    Returns:
        The varied drawing, in the same unit.
    """
    if generator.random() < unfinished and ink_length(strokes) > 0:
        keep = int(generator.integers(12, 20))  # twentieths of the ink
        strokes = prefixes(strokes, 20)[keep - 1][1]
    points = np.concatenate(strokes)
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    size = max(float(np.ptp(points, axis=0).max()), 1e-6)
    turn = np.clip(generator.normal(0, rotation_degrees / 2), -2 * rotation_degrees, 2 * rotation_degrees)
    matrix = _affine(np.deg2rad(turn), generator.uniform(-shear, shear), generator.uniform(-stretch, stretch))
    # Two slow waves across the drawing bend it as a hurried hand would.
    wave = generator.normal(0, wobble * size, size=(2, 2))
    cycles = generator.uniform(0.5, 2.0, size=(2, 2))
    phase = generator.uniform(0, 2 * np.pi, size=(2, 2))
    varied = []
    for stroke in strokes:
        relative = (stroke - middle) / size
        bend = np.stack(
            [
                (wave[axis] * np.sin(2 * np.pi * relative * cycles[axis] + phase[axis])).sum(axis=1)
                for axis in (0, 1)
            ],
            axis=1,
        )
        shift = generator.normal(0, wobble * size / 2, size=2)
        varied.append(((stroke - middle) @ matrix.T + bend + shift).astype(np.float32))
    return varied


def vary_picture(
    picture: np.ndarray,
    generator: np.random.Generator,
    rotation_degrees: float = 12.0,
    shear: float = 0.15,
    stretch: float = 0.1,
    shift_px: float = 1.5,
) -> np.ndarray:
    """Rotates, shears, stretches and shifts a small picture.

    Args:
        picture: `(height, width)`, uint8.
        generator: Source of chance.
        rotation_degrees: Largest turn to either side.
        shear: Largest shear to either side.
        stretch: Largest relative change of width and of height.
        shift_px: Largest shift along either axis.

    Returns:
        `(height, width)`, uint8.
    """
    turn = np.deg2rad(generator.uniform(-rotation_degrees, rotation_degrees))
    matrix = _affine(turn, generator.uniform(-shear, shear), generator.uniform(-stretch, stretch))
    matrix = matrix * generator.uniform(1 - stretch, 1 + stretch)
    middle = (np.array(picture.shape[::-1])) / 2
    offset = middle - matrix @ (middle + generator.uniform(-shift_px, shift_px, size=2))
    coefficients = (*matrix[0], offset[0], *matrix[1], offset[1])
    moved = Image.fromarray(picture).transform(
        picture.shape[::-1], Image.Transform.AFFINE, coefficients, Image.Resampling.BICUBIC
    )
    return np.asarray(moved)


def on_canvas(strokes: Strokes, generator: np.random.Generator, canvas_px: int = 280) -> tuple[Strokes, float]:
    """Puts a drawing on a canvas at a random size and place, with a random pen.

    Args:
        strokes: The drawing, in any unit.
        generator: Source of chance.
        canvas_px: Width and height of the canvas.

    Returns:
        The strokes in canvas pixels, and the pen's width in pixels: a size of 30 to 90 % of the canvas,
        a pen of 2 to 24 pixels but at most an eighth of the drawing, wholly on the canvas.
    """
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    size = generator.uniform(0.3, 0.9) * canvas_px
    line_width = generator.uniform(2.0, min(24.0, size / 8))
    scale = (size - line_width) / max(float((high - low).max()), 1e-6)
    room = canvas_px - (high - low) * scale - line_width
    corner = generator.uniform(0, 1, size=2) * room + line_width / 2
    return [((stroke - low) * scale + corner).astype(np.float32) for stroke in strokes], float(line_width)


def _affine(turn: float, shear: float, stretch: float) -> np.ndarray:
    cosine, sine = np.cos(turn), np.sin(turn)
    rotation = np.array([[cosine, -sine], [sine, cosine]])
    return rotation @ np.array([[1 + stretch, shear], [0.0, 1 - stretch]])
