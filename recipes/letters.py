"""Letters in several fonts: outliers for a network that reads digits.

The fonts come from PyPI and are free: Hershey's single-stroke fonts (National Bureau of Standards 1967)
and six typefaces under the Open Font License. The test fonts are never used in training.
"""

import importlib
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.preprocessing.strokes import Strokes

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
# Letters that have the shape of a digit (0, 1, 2, 5, 6, 8 or 9) in some fonts or handwritings. No network for
# digits is trained on them as outliers, and tests count them separately.
LIKE_DIGITS = "BIOSZbgiloqsz"

_STROKE_FONTS = {
    "train": ("futuram", "rowmand", "rowmant", "scriptc", "timesr", "timesib", "gothgbt"),
    "test": ("futural", "rowmans", "scripts", "timesi"),
}
# Package on PyPI and the name of the font in it.
_TYPEFACES = {
    "train": (
        ("font_source_serif_pro", "SourceSerifPro"),
        ("font_manrope", "Manrope"),
        ("font_fredoka_one", "FredokaOne"),
    ),
    "test": (
        ("font_caladea", "Caladea"),
        ("font_caladea", "CaladeaItalic"),
        ("font_intuitive", "Intuitive"),
        ("font_amatic_sc", "AmaticSC"),
    ),
}
_TYPE_SIZE_PX = 56


@cache
def letter_strokes(part: str) -> list[tuple[str, Strokes]]:
    """Returns every letter of every stroke font of a part.

    Args:
        part: "train" or "test".

    Returns:
        Pairs of a letter and its strokes; y points down.

    Source: https://pypi.org/project/Hershey-Fonts/
    """
    from HersheyFonts import HersheyFonts

    letters = []
    for name in _STROKE_FONTS[part]:
        font = HersheyFonts()
        font.load_default_font(name)
        for letter in LETTERS:
            strokes = [np.asarray(stroke, dtype=np.float32) for stroke in font.strokes_for_text(letter)]
            letters.append((letter, strokes))
    return letters


@cache
def letter_pictures(part: str) -> list[tuple[str, np.ndarray]]:
    """Returns every letter of every typeface of a part as a picture.

    Args:
        part: "train" or "test".

    Returns:
        Pairs of a letter and its picture, `(height, width)` uint8, 0 for paper to 255 for ink.

    Source: the packages named in `_TYPEFACES`, on https://pypi.org
    """
    letters = []
    for package, name in _TYPEFACES[part]:
        font = ImageFont.truetype(vars(importlib.import_module(package))[name], _TYPE_SIZE_PX)
        for letter in LETTERS:
            picture = Image.new("L", (2 * _TYPE_SIZE_PX, 2 * _TYPE_SIZE_PX))
            ImageDraw.Draw(picture).text(
                (_TYPE_SIZE_PX // 2, _TYPE_SIZE_PX // 3), letter, fill=255, font=font
            )
            letters.append((letter, np.asarray(picture)))
    return letters
