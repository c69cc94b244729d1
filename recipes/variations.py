"""Variations of drawings for training: what another hand, pen or moment would have made of them."""

import numpy as np
from PIL import Image

from core.strokes import Strokes, beginning, ink_length


def vary_strokes(
    strokes: Strokes,
    generator: np.random.Generator,
    strength: float = 1.0,
    unfinished: float = 0.0,
) -> Strokes:
    """Rotates, shears, stretches and wobbles a drawing, and sometimes leaves its end out.

    Args:
        strokes: The drawing, in any unit.
        generator: Source of chance.
        strength: Scales all of: turns (standard deviation 7.5 degrees), shear (up to 0.2), stretch (up to
            15 %) and wobble (1.5 % of the drawing).
        unfinished: Probability that the last 5 to 40 % of the ink are missing.

    Returns:
        The varied drawing, in the same unit.
    """
    if generator.random() < unfinished and ink_length(strokes) > 0:
        strokes = beginning(strokes, generator.uniform(0.6, 0.95))
    points = np.concatenate(strokes)
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    size = max(float(np.ptp(points, axis=0).max()), 1e-6)
    turn = np.clip(generator.normal(0, 7.5), -30, 30) * strength
    shear, stretch = generator.uniform(-0.2, 0.2) * strength, generator.uniform(-0.15, 0.15) * strength
    matrix = _affine(np.deg2rad(turn), shear, stretch)
    wobble = 0.015 * strength
    # Two slow waves across the drawing bend it as a hurried hand would.
    wave = generator.normal(0, wobble * size, size=(2, 2))
    cycles = generator.uniform(0.5, 2.0, size=(2, 2))
    phase = generator.uniform(0, 2 * np.pi, size=(2, 2))
    relative = points - middle
    bend = np.stack(
        [
            (wave[axis] * np.sin(2 * np.pi / size * relative * cycles[axis] + phase[axis])).sum(axis=1)
            for axis in (0, 1)
        ],
        axis=1,
    )
    lengths = [len(stroke) for stroke in strokes]
    shift = np.repeat(generator.normal(0, wobble * size / 2, size=(len(strokes), 2)), lengths, axis=0)
    varied = (relative @ matrix.T + bend + shift).astype(np.float32)
    return np.split(varied, np.cumsum(lengths)[:-1])


def vary_picture(
    picture: np.ndarray,
    generator: np.random.Generator,
    strength: float = 1.0,
    shift_px: float = 1.5,
) -> np.ndarray:
    """Rotates, shears, stretches and shifts a small picture.

    Args:
        picture: `(height, width)`, uint8.
        generator: Source of chance.
        strength: Scales all of: turns (up to 12 degrees), shear (up to 0.15), stretch and size (up to 10 %).
        shift_px: Largest shift along either axis.

    Returns:
        `(height, width)`, uint8.
    """
    turn = np.deg2rad(generator.uniform(-12, 12)) * strength
    shear, stretch = generator.uniform(-0.15, 0.15) * strength, generator.uniform(-0.1, 0.1) * strength
    matrix = _affine(turn, shear, stretch) * (1 + generator.uniform(-0.1, 0.1) * strength)
    middle = (np.array(picture.shape[::-1])) / 2
    offset = middle - matrix @ (middle + generator.uniform(-shift_px, shift_px, size=2))
    coefficients = (*matrix[0], offset[0], *matrix[1], offset[1])
    moved = Image.fromarray(picture).transform(
        picture.shape[::-1], Image.Transform.AFFINE, coefficients, Image.Resampling.BICUBIC
    )
    return np.asarray(moved)


def on_canvas(
    strokes: Strokes, generator: np.random.Generator, canvas_px: int = 280
) -> tuple[Strokes, float]:
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
