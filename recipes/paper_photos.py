"""Drawn photos of a digit on paper: ruled, squared, in shadow, from aside, in pencil, blue pen or chalk.

They only test networks; none is trained on them. Each is drawn from pen strokes as a camera would see it.
"""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageFilter

from core.preprocessing.augmentation import slant
from core.preprocessing.decode import Picture
from core.preprocessing.rasterize import rasterize
from core.preprocessing.strokes import Strokes, bounds
from recipes.degradations import as_jpeg

_WIDTH_PX, _HEIGHT_PX = 400, 320
_PAPER = (236.0, 233.0, 226.0)
_BLACK, _PENCIL, _BLUE = (42.0, 42.0, 48.0), (120.0, 120.0, 124.0), (44.0, 62.0, 150.0)
_BOARD, _CHALK = (46.0, 66.0, 56.0), (222.0, 224.0, 216.0)
_RULES = (150.0, 178.0, 214.0)

Color = tuple[float, float, float]


def paper_photo(kind: str, strokes: Strokes, generator: np.random.Generator) -> Picture:
    """Draws a photo of a digit on paper.

    Args:
        kind: A key of `KINDS`.
        strokes: The digit, in any unit, y down.
        generator: Source of chance: place, size, line width, light and noise.

    Returns:
        A picture of 400 x 320 pixels.
    """
    pixels = KINDS[kind](strokes, generator)
    return Picture(pixels, pixels.shape[1], pixels.shape[0])


def _digit(strokes: Strokes, generator: np.random.Generator, width_px: tuple[float, float]) -> np.ndarray:
    """Draws the digit somewhere on the sheet; returns its ink, `(height, width)`, 0.0 to 1.0."""
    strokes = slant(strokes, generator)
    low, high = bounds(strokes)
    line = generator.uniform(*width_px)
    size = generator.uniform(90, 200)
    scale = size / max(float((high - low).max()), 1e-6)
    room = np.array([_WIDTH_PX, _HEIGHT_PX]) - (high - low) * scale - 60
    corner = 30 + generator.uniform(0, 1, 2) * room
    placed = [((stroke - low) * scale + corner).astype(np.float32) for stroke in strokes]
    return rasterize(placed, _WIDTH_PX, _HEIGHT_PX, line).astype(np.float32) / 255


def _sheet(generator: np.random.Generator, color: Color = _PAPER) -> np.ndarray:
    """Returns an empty sheet in even light that falls off a little towards one side."""
    down, right = np.mgrid[0 : 1 : _HEIGHT_PX * 1j, 0 : 1 : _WIDTH_PX * 1j]  # type: ignore[misc]
    gradient = generator.uniform(-0.12, 0.12, size=2)
    light = 1 + gradient[0] * (down - 0.5) + gradient[1] * (right - 0.5)
    return np.asarray(color) * light[..., None]


def _inked(sheet: np.ndarray, ink: np.ndarray, color: Color) -> np.ndarray:
    """Lays ink on a sheet: what covers the paper takes its light too."""
    light = sheet.mean(axis=2, keepdims=True) / max(float(sheet.mean()), 1.0)
    return sheet * (1 - ink[..., None]) + np.asarray(color) * np.clip(light, 0.3, 1.2) * ink[..., None]


def _photographed(
    scene: np.ndarray, generator: np.random.Generator, noise: float = 3.0, quality: int = 85
) -> np.ndarray:
    """Returns what a camera stores: a little blur, noise, JPEG; `(height, width, 3)` uint8."""
    clean = np.clip(scene + generator.normal(0, noise, scene.shape), 0, 255).astype(np.uint8)
    soft = Image.fromarray(clean).filter(ImageFilter.GaussianBlur(0.7))
    return as_jpeg(np.asarray(soft), quality)


def _ruled(strokes: Strokes, generator: np.random.Generator, squared: bool = False) -> np.ndarray:
    lines = np.zeros((_HEIGHT_PX, _WIDTH_PX), dtype=np.float32)
    step = int(generator.integers(18, 28) if squared else generator.integers(32, 48))
    first, width = int(generator.integers(0, step)), int(generator.integers(1, 3))
    for start in range(first, _WIDTH_PX, step):
        lines[start : start + width] = 1
        if squared:
            lines[:, start : start + width] = 1
    sheet = _inked(_sheet(generator), lines, _RULES)
    return _photographed(_inked(sheet, _digit(strokes, generator, (4, 8)), _BLACK), generator)


def _shadow(strokes: Strokes, generator: np.random.Generator) -> np.ndarray:
    scene = _inked(_sheet(generator), _digit(strokes, generator, (4, 8)), _BLACK)
    down, right = np.mgrid[0:_HEIGHT_PX, 0:_WIDTH_PX]
    angle = generator.uniform(0, 2 * np.pi)
    across = (right - _WIDTH_PX / 2) * np.cos(angle) + (down - _HEIGHT_PX / 2) * np.sin(angle)
    edge = 1 / (1 + np.exp(-(across - generator.uniform(-60, 60)) / generator.uniform(8, 30)))
    return _photographed(scene * (1 - generator.uniform(0.3, 0.55) * edge)[..., None], generator)


def _perspective(strokes: Strokes, generator: np.random.Generator) -> np.ndarray:
    scene = _inked(_sheet(generator), _digit(strokes, generator, (5, 9)), _BLACK)
    corners = np.array([[0, 0], [0, _HEIGHT_PX], [_WIDTH_PX, _HEIGHT_PX], [_WIDTH_PX, 0]], dtype=float)
    middle = np.array([_WIDTH_PX, _HEIGHT_PX]) / 2
    inwards = generator.uniform(0.0, 0.16, size=(4, 2))
    moved = corners + (middle - corners) * inwards
    image = Image.fromarray(np.clip(scene, 0, 255).astype(np.uint8))
    quad = tuple(moved.ravel().tolist())
    size = (_WIDTH_PX, _HEIGHT_PX)
    turned = image.transform(size, Image.Transform.QUAD, quad, Image.Resampling.BICUBIC)
    return _photographed(np.asarray(turned, dtype=np.float64), generator)


def _pencil(strokes: Strokes, generator: np.random.Generator) -> np.ndarray:
    grain = np.clip(generator.normal(0.75, 0.25, (_HEIGHT_PX, _WIDTH_PX)), 0.2, 1)
    ink = _digit(strokes, generator, (2.5, 4.5)) * grain
    return _photographed(_inked(_sheet(generator), ink, _PENCIL), generator)


def _pen_on_paper(color: Color, quality: int = 85) -> Callable[[Strokes, np.random.Generator], np.ndarray]:
    def draw(strokes: Strokes, generator: np.random.Generator) -> np.ndarray:
        scene = _inked(_sheet(generator), _digit(strokes, generator, (3.5, 8)), color)
        return _photographed(scene, generator, quality=quality)

    return draw


def _chalk(strokes: Strokes, generator: np.random.Generator) -> np.ndarray:
    grain = np.asarray(
        Image.fromarray((generator.random((_HEIGHT_PX, _WIDTH_PX)) * 255).astype(np.uint8)).filter(
            ImageFilter.GaussianBlur(0.8)
        )
    )
    ink = _digit(strokes, generator, (7, 13)) * np.clip((grain / 255 - 0.25) * 3, 0, 1)
    smear = generator.normal(0, 1, (8, 10))
    clouds = Image.fromarray(smear.astype(np.float32)).resize(
        (_WIDTH_PX, _HEIGHT_PX), Image.Resampling.BICUBIC
    )
    board = _sheet(generator, _BOARD) + np.asarray(clouds)[..., None] * 5
    return _photographed(board * (1 - ink[..., None]) + np.asarray(_CHALK) * ink[..., None], generator)


KINDS: dict[str, Callable[[Strokes, np.random.Generator], np.ndarray]] = {
    "ruled paper": _ruled,
    "squared paper": lambda strokes, generator: _ruled(strokes, generator, squared=True),
    "paper in shadow": _shadow,
    "paper from aside": _perspective,
    "pencil": _pencil,
    "blue pen": _pen_on_paper(_BLUE),
    "chalk": _chalk,
    "JPEG at quality 20": _pen_on_paper(_BLACK, quality=20),
}
