"""Drawn photos of a digit on paper: ruled, squared, with a margin, in shadow, at an angle, on a desk, chalk.

They are only used to test networks; none is trained on them. Each is drawn from pen strokes as a camera would
see it.
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
_RULES, _MARGIN = (150.0, 178.0, 214.0), (220.0, 90.0, 100.0)
_DARK_DESKS = (90.0, 60.0, 40.0), (40.0, 40.0, 45.0), (20.0, 50.0, 30.0)
_LIGHT_DESKS = (205.0, 190.0, 170.0), (190.0, 165.0, 130.0), (170.0, 170.0, 175.0)
_NOTES, _WALLS = (
    ((250.0, 235.0, 120.0), (255.0, 190.0, 200.0), (180.0, 230.0, 170.0)),
    (_PAPER, _LIGHT_DESKS[0]),
)

Color = tuple[float, float, float]


def paper_photo(kind: str, strokes: Strokes, generator: np.random.Generator) -> Picture:
    """Draws a photo of a digit on paper.

    Args:
        kind: A key of `KINDS`.
        strokes: The digit, in any unit, y down.
        generator: Source of randomness for place, size, line width, light and noise.

    Returns:
        A picture of 400 x 320 pixels.
    """
    pixels = KINDS[kind](strokes, generator)
    return Picture(pixels, pixels.shape[1], pixels.shape[0])


def _digit(strokes: Strokes, generator: np.random.Generator, width_px: tuple[float, float]) -> np.ndarray:
    """Draws the digit at a random place on the sheet; returns its ink, `(height, width)`, 0.0 to 1.0."""
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
    """Returns an empty sheet in light that fades a little towards one side."""
    down, right = np.mgrid[0 : 1 : _HEIGHT_PX * 1j, 0 : 1 : _WIDTH_PX * 1j]  # type: ignore[misc]
    gradient = generator.uniform(-0.12, 0.12, size=2)
    light = 1 + gradient[0] * (down - 0.5) + gradient[1] * (right - 0.5)
    return np.asarray(color) * light[..., None]


def _inked(sheet: np.ndarray, ink: np.ndarray, color: Color) -> np.ndarray:
    """Lays ink on a sheet; the ink is lit in the same way as the paper below it."""
    light = sheet.mean(axis=2, keepdims=True) / max(float(sheet.mean()), 1.0)
    return sheet * (1 - ink[..., None]) + np.asarray(color) * np.clip(light, 0.3, 1.2) * ink[..., None]


def _photographed(
    scene: np.ndarray, generator: np.random.Generator, noise: float = 3.0, quality: int = 85
) -> np.ndarray:
    """Returns what a camera stores: a little blur, noise, JPEG; `(height, width, 3)` uint8."""
    clean = np.clip(scene + generator.normal(0, noise, scene.shape), 0, 255).astype(np.uint8)
    soft = Image.fromarray(clean).filter(ImageFilter.GaussianBlur(0.7))
    return as_jpeg(np.asarray(soft), quality)


def _rules(generator: np.random.Generator, squared: bool = False) -> np.ndarray:
    """Draws the lines of ruled or squared paper; `(height, width)`, 1.0 on a line and 0.0 elsewhere."""
    lines = np.zeros((_HEIGHT_PX, _WIDTH_PX), dtype=np.float32)
    step = int(generator.integers(18, 28) if squared else generator.integers(32, 48))
    first, width = int(generator.integers(0, step)), int(generator.integers(1, 3))
    for start in range(first, _WIDTH_PX, step):
        lines[start : start + width] = 1
        if squared:
            lines[:, start : start + width] = 1
    return lines


def _ruled(strokes: Strokes, generator: np.random.Generator, squared: bool = False) -> np.ndarray:
    sheet = _inked(_sheet(generator), _rules(generator, squared), _RULES)
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


def _with_margin(strokes: Strokes, generator: np.random.Generator) -> np.ndarray:
    """Draws on ruled paper with a red margin, which the digit may cross."""
    scene = _inked(_sheet(generator), _rules(generator), _RULES)
    margin = np.zeros((_HEIGHT_PX, _WIDTH_PX), dtype=np.float32)
    place = int(generator.integers(20, 120))
    margin[:, place : place + 2] = 1
    scene = _inked(scene, margin, _MARGIN)
    return _photographed(_inked(scene, _digit(strokes, generator, (4, 8)), _BLUE), generator)


def _on_a_desk(desks: tuple[Color, ...]) -> Callable[[Strokes, np.random.Generator], np.ndarray]:
    """Returns a function that draws a sheet, ruled or not, lying at an angle on a desk."""

    def draw(strokes: Strokes, generator: np.random.Generator) -> np.ndarray:
        on_paper = _ruled if generator.random() < 0.5 else _pen_on_paper(_BLUE)
        return _lying(on_paper(strokes, generator), _one_of(desks, generator), generator)

    return draw


def _on_a_note(strokes: Strokes, generator: np.random.Generator) -> np.ndarray:
    """Draws a coloured sticky note on a light surface."""
    pen = _BLUE if generator.random() < 0.5 else _BLACK
    note = _inked(_sheet(generator, _one_of(_NOTES, generator)), _digit(strokes, generator, (4, 8)), pen)
    return _lying(np.clip(note, 0, 255).astype(np.uint8), _one_of(_WALLS, generator), generator)


def _lying(sheet: np.ndarray, desk: Color, generator: np.random.Generator) -> np.ndarray:
    """Lays a sheet at an angle on a grainy desk of one colour; the desk may fill most of the photo."""
    share, angle = generator.uniform(0.55, 0.85), generator.uniform(-8, 8)
    small = Image.fromarray(sheet).resize(
        (round(_WIDTH_PX * share), round(_HEIGHT_PX * share)), Image.Resampling.BOX
    )
    lies = small.convert("RGBA").rotate(angle, Image.Resampling.BICUBIC, expand=True)
    grain = np.asarray(desk) + generator.normal(0, 5, (_HEIGHT_PX, _WIDTH_PX, 1))
    scene = Image.fromarray(np.clip(grain, 0, 255).astype(np.uint8))
    room = np.maximum(np.array(scene.size) - lies.size, 0)
    scene.paste(lies, tuple((room * generator.uniform(0, 1, 2)).astype(int).tolist()), lies)
    return as_jpeg(np.asarray(scene), 85)


def _one_of(colors: tuple[Color, ...], generator: np.random.Generator) -> Color:
    return colors[int(generator.integers(len(colors)))]


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
    "with a margin": _with_margin,
    "on a dark desk": _on_a_desk(_DARK_DESKS),
    "on a light desk": _on_a_desk(_LIGHT_DESKS),
    "on a coloured note": _on_a_note,
}
