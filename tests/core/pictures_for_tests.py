"""Pictures that tests draw themselves: digits on all kinds of paper, and files that are not pictures."""

import io
import struct
import zlib

import numpy as np
from PIL import Image

from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.rasterize import rasterize


def ink_of(name: str = "7", size: int = 280, line_width: float = 14, task: str = "digits") -> np.ndarray:
    """Draws one of the example drawings: `(size, size)` uint8, 255 for ink."""
    from core.preprocessing.example_drawings import EXAMPLES

    number = list(EXAMPLES[task]).index(name)
    strokes = [stroke * np.float32(size / 280) for stroke in example_drawing(task, number)[1]]
    return rasterize(strokes, size, size, line_width * size / 280)


def file_of(picture: np.ndarray | Image.Image, kind: str = "PNG", **options) -> bytes:
    """Encodes a picture."""
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def photo_of_paper(ink: np.ndarray, seed: int = 0) -> np.ndarray:
    """Turns ink into a phone photo: warm paper, a shadow across it, grain, a soft lens, a dark table edge."""
    generator = np.random.default_rng(seed)
    height, width = ink.shape
    y, x = np.mgrid[0:height, 0:width]
    light = 235 - 90 * (x / width) - 50 / (1 + np.exp((y - 0.6 * height) / (0.05 * height)))
    soft = np.asarray(Image.fromarray(ink).resize((width // 2, height // 2)).resize((width, height))) / 255
    gray = light * (1 - 0.72 * soft) + generator.normal(0, 4, ink.shape)
    photo = np.stack([gray, gray * 0.97, gray * 0.88], axis=2)
    photo[:, : width // 30] = 40
    return np.clip(photo, 0, 255).astype(np.uint8)


def png_header(width: int, height: int) -> bytes:
    """Makes a PNG that claims a size but has hardly any data, like the beginning of a decompression bomb."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
