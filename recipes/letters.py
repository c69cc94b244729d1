"""Letters in several fonts and hands: what a network for digits meets, and must not call a digit.

The fonts come from PyPI and are free: Hershey's single-stroke fonts (National Bureau of Standards 1967)
and six typefaces under the Open Font License. Those for testing are never trained on.
"""

import importlib
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.preprocessing.strokes import Strokes

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
# In some font or hand each of these has the very shape of a digit: 0, 1, 2, 5, 6, 8 or 9. They are never
# trained on as something else, and are counted apart.
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
    """Returns every letter of every stroke font of a part ("train" or "test"), y down.

    Source: https://pypi.org/project/Hershey-Fonts/
    """
    from HersheyFonts import HersheyFonts

    found = []
    for name in _STROKE_FONTS[part]:
        font = HersheyFonts()
        font.load_default_font(name)
        for letter in LETTERS:
            strokes = [np.asarray(stroke, dtype=np.float32) for stroke in font.strokes_for_text(letter)]
            found.append((letter, strokes))
    return found


@cache
def letter_pictures(part: str) -> list[tuple[str, np.ndarray]]:
    """Returns every letter of every typeface of a part as ink: `(height, width)` uint8, 255 for ink.

    Source: the packages named in `_TYPEFACES`, on https://pypi.org
    """
    found = []
    for package, name in _TYPEFACES[part]:
        font = ImageFont.truetype(vars(importlib.import_module(package))[name], _TYPE_SIZE_PX)
        for letter in LETTERS:
            picture = Image.new("L", (2 * _TYPE_SIZE_PX, 2 * _TYPE_SIZE_PX))
            ImageDraw.Draw(picture).text(
                (_TYPE_SIZE_PX // 2, _TYPE_SIZE_PX // 3), letter, fill=255, font=font
            )
            found.append((letter, np.asarray(picture)))
    return found
