"""Digits in free fonts: ten that networks are trained on, and twenty others for validation and testing.

The fonts come from PyPI: Hershey's single-stroke fonts (National Bureau of Standards 1967) and typefaces
under the Open Font License or the Apache licence. Networks are not trained on letters of held-out fonts
either.
"""

import importlib
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.preprocessing.rasterize import rasterize

# Names of Hershey's fonts whose digits differ; many of the other fonts share their digits.
STROKE_FONTS = {
    "train": ("futuram", "rowmant", "scriptc", "timesr", "timesib", "gothgbt"),
    "validation": ("futural",),
    "test": (),
}
# Package on PyPI, and the font's file in it. A family is never split between parts.
TYPEFACES = {
    "train": (
        ("font_source_serif_pro", "SourceSerifPro-Regular.ttf"),
        ("font_manrope", "Manrope-Regular.ttf"),
        ("font_fredoka_one", "FredokaOne-Regular.ttf"),
        ("font_fjallaone", "FjallaOne-Regular.ttf"),
    ),
    "validation": (
        ("font_caladea", "Caladea-Regular.ttf"),
        ("font_caladea", "Caladea-BoldItalic.ttf"),
        ("font_amatic_sc", "AmaticSC-Regular.ttf"),
        ("font_amatic_sc", "AmaticSC-Bold.ttf"),
        ("font_lato", "Lato-Light.ttf"),
        ("font_lato", "Lato-BlackItalic.ttf"),
        ("font_hanken_grotesk", "HankenGrotesk-Regular.otf"),
        ("font_hanken_grotesk", "HankenGrotesk-BoldItalic.otf"),
        ("font_lato", "Lato-Regular.ttf"),
    ),
    "test": (
        ("font_intuitive", "Intuitive.ttf"),
        ("font_roboto", "Roboto-Regular.ttf"),
        ("font_roboto", "Roboto-BlackItalic.ttf"),
        ("font_roboto", "Roboto-Light.ttf"),
        ("font_rhd", "RedHatDisplay-Regular.ttf"),
        ("font_rhd", "RedHatDisplay-BlackItalic.ttf"),
        ("font_rhd", "RedHatDisplay-Light.ttf"),
        ("font_source_sans_pro", "SourceSansPro-Regular.ttf"),
        ("font_source_sans_pro", "SourceSansPro-BlackIt.ttf"),
        ("font_source_sans_pro", "SourceSansPro-ExtraLight.ttf"),
    ),
}
_TYPE_SIZE_PX = 100
_CANVAS_PX = 140


@cache
def digit_pictures(part: str) -> list[tuple[str, int, np.ndarray]]:
    """Draws the ten digits in every font of a part.

    Args:
        part: "train" (ten fonts), "validation" or "test" (ten others each).

    Returns:
        For each font and digit `(font, label, ink)`; ink is `(140, 140)`, uint8, 255 for full ink.
    """
    drawn = []
    for package, name in TYPEFACES[part]:
        folder = Path(next(iter(importlib.import_module(package).__path__)))
        drawn += [(name, digit, _printed(folder / "files" / name, digit)) for digit in range(10)]
    for name in STROKE_FONTS[part]:
        drawn += [(name, digit, _hershey(name, digit)) for digit in range(10)]
    return drawn


def _printed(path: Path, digit: int) -> np.ndarray:
    picture = Image.new("L", (_CANVAS_PX, _CANVAS_PX))
    font = ImageFont.truetype(str(path), _TYPE_SIZE_PX)
    middle = (_CANVAS_PX / 2, _CANVAS_PX / 2)
    ImageDraw.Draw(picture).text(middle, str(digit), fill=255, font=font, anchor="mm")
    return np.asarray(picture)


def _hershey(name: str, digit: int, line_width_px: float = 6.0) -> np.ndarray:
    from HersheyFonts import HersheyFonts

    font = HersheyFonts()
    font.load_default_font(name)
    strokes = [np.asarray(stroke, dtype=np.float32) for stroke in font.strokes_for_text(str(digit))]
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = (_TYPE_SIZE_PX * 0.8) / max(float((high - low).max()), 1e-6)
    middle = np.float32(_CANVAS_PX / 2)
    moved = [((stroke - (low + high) / 2) * scale + middle).astype(np.float32) for stroke in strokes]
    return rasterize(moved, _CANVAS_PX, _CANVAS_PX, line_width_px)
