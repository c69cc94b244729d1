"""Recognises a drawing on a clean picture with dark lines on white: python classify.py drawing.png

Needs: pip install ai-edge-litert numpy pillow
"""

import sys
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from PIL import Image, ImageOps

SIZE_PX = 28
TEMPERATURE = 1.0
FAMILIAR = 0.0  # less familiar pictures are answered with "not sure"
FAMILIAR_OF = {}  # the same for labels with a threshold of their own
LEAST_CONFIDENCE = 0.5  # less likely answers are "not sure"
INK_PX = 25.04 / 28 * SIZE_PX  # the longer side of the ink on the small picture
FOLDER = Path(__file__).parent


def picture_of(path):
    """Centres the ink as large as it fits, white on black, as in Quick, Draw!"""
    ink = 255 - np.asarray(opened(path).convert("L"))
    rows, columns = np.flatnonzero(ink.max(axis=1) > 80), np.flatnonzero(ink.max(axis=0) > 80)
    if not len(rows):
        sys.exit("This picture has no drawing on it. Choose one with dark lines on white.")
    ink = Image.fromarray(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    scale = INK_PX / max(ink.size)
    size = [max(1, round(length * scale)) for length in ink.size]
    small = Image.new("L", (SIZE_PX, SIZE_PX))
    small.paste(ink.resize(size, Image.Resampling.BOX), tuple((SIZE_PX - length) // 2 for length in size))
    return np.asarray(small, dtype=np.float32)[None, :, :, None] / 255
