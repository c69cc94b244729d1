"""Recognises what is on a photo: python classify.py photo.jpg   (pip install ai-edge-litert numpy pillow)"""

import sys
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from PIL import Image, ImageOps

SIZE_PX = 224
CROP = 1.0
INTERPOLATION = "bilinear"
SCALE, OFFSET = 1.0, 0.0
TEMPERATURE = 1.0
FAMILIAR = 0.0  # less familiar pictures are answered with "not sure"
FAMILIAR_OF = {}  # the same for labels with a threshold of their own
LEAST_CONFIDENCE = 0.5  # less likely answers are "not sure"
FOLDER = Path(__file__).parent


def picture_of(path):
    photo = opened(path)
    side = min(photo.size) * CROP
    left, top = ((length - side) / 2 for length in photo.size)
    box = (left, top, left + side, top + side)
    small = photo.resize((SIZE_PX, SIZE_PX), Image.Resampling[INTERPOLATION.upper()], box=box)
    return np.asarray(small, dtype=np.float32)[None] * np.float32(SCALE) + np.float32(OFFSET)
