"""Prepares pictures as such servers do: Pillow decodes a picture and resizes it for the network."""

import base64
import io
from typing import Any

import numpy as np
from PIL import Image


def prepared(text: str, shape: tuple[int, ...]) -> np.ndarray:
    """Prepares a picture for a network.

    Args:
        text: The file as base64.
        shape: The network's input, `(height, width, channels)`.

    Returns:
        `(1, height, width, channels)` float32: 0.0 to 1.0 for drawings, 0 to 255 for photos.
    """
    image = Image.open(io.BytesIO(base64.b64decode(text)))
    height, width, channels = shape
    if channels == 1:
        gray = np.asarray(image.convert("L").resize((width, height)), dtype=np.float32)
        return gray[None, ..., None] / 255
    return np.asarray(image.convert("RGB").resize((width, height)), dtype=np.float32)[None]


def answer_of(probabilities: np.ndarray, labels: list[str]) -> dict[str, Any]:
    """Returns the answer: the most likely class and its probability."""
    best = int(probabilities.argmax())
    return {"label": labels[best], "probability": float(probabilities[best])}
