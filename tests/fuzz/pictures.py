"""Pictures of every format: drawn, encoded and damaged; then read and prepared for every kind of network."""

import io
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from core.datasets.color_grid import color_grid
from core.datasets.perceptual_hash import perceptual_hash
from core.errors import NoInk
from core.preprocessing.decode import decode_image
from core.preprocessing.ink_extraction import extract_ink
from core.preprocessing.ink_frames import INK_FRAMES
from core.preprocessing.photo_crop import photo_frame
from tests.fuzz.mutators import mutate, splice

CASES_IN_TESTS = 400
# What each format can hold, as Pillow modes.
_MODES = {
    "PNG": ("RGB", "RGBA", "L", "LA", "P", "1", "I;16"),
    "JPEG": ("RGB", "L", "CMYK"),
    "WEBP": ("RGB", "RGBA"),
    "BMP": ("RGB", "L", "P", "1"),
    "GIF": ("P", "L"),
    "TIFF": ("RGB", "RGBA", "L", "LA", "CMYK", "YCbCr", "LAB", "I;16", "I", "F", "1"),
    "MPO": ("RGB",),
    "AVIF": ("RGB", "RGBA"),
    "JPEG2000": ("RGB", "RGBA", "L"),
    "HEIF": (),
}
_HEIC = Path(__file__).parents[1] / "data" / "balloon.heic"
# These are decoded in a separate process, so they are tried less often.
_WEIGHTS = {"AVIF": 0.1, "JPEG2000": 0.3, "HEIF": 0.3}


def make_case(random: Random) -> bytes:
    """Encodes a picture, and damages nine in ten."""
    case = _encoded(random)
    if random.random() < 0.1:
        return case
    if random.random() < 0.1:
        return splice(case, _encoded(random), random)
    return mutate(case, random)


def attempt(case: bytes) -> None:
    """Reads a picture, and prepares it as a drawing and as a photo."""
    picture = decode_image(case, "picture")
    photo_frame(picture, 96)
    image = Image.fromarray(picture.pixels)
    perceptual_hash(image)
    color_grid(image)
    try:
        ink = extract_ink(picture)
    except NoInk:
        return
    for frame in INK_FRAMES.values():
        frame.of_ink(ink)


def _encoded(random: Random) -> bytes:
    (kind,) = random.choices(list(_MODES), [_WEIGHTS.get(kind, 1.0) for kind in _MODES])
    if kind == "HEIF":
        return _HEIC.read_bytes()
    options: dict[str, Any] = {}
    if kind == "TIFF":
        options["compression"] = random.choice((None, "tiff_lzw", "tiff_adobe_deflate", "packbits"))
    if kind == "JPEG":
        options = {"progressive": random.random() < 0.3, "quality": random.randint(5, 100)}
    if kind == "AVIF":
        options["speed"] = 10
    if kind == "WEBP":
        options["lossless"] = random.random() < 0.5
    if kind != "JPEG2000" and random.random() < 0.3:
        exif = Image.Exif()
        exif[0x0112] = random.randint(1, 8)
        options["exif"] = exif.tobytes()
    mode = random.choice(_MODES[kind])
    image = _drawn(random).convert("RGBA" if mode == "LA" else "RGB").convert(mode if mode[0] != "I" else "L")
    if mode == "I;16":
        image = Image.fromarray(np.asarray(image).astype(np.uint16) * random.choice((1, 16, 257)))
    elif mode == "I":
        image = Image.fromarray(np.asarray(image).astype(np.int32) * random.choice((-1, 1, 257, 2**20)))
    moves = kind in ("GIF", "PNG", "WEBP") and mode not in ("I;16", "I") and random.random() < 0.2
    if moves or kind == "MPO":
        options |= {"save_all": True, "append_images": [image.transpose(Image.Transpose.ROTATE_180)]}
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def _drawn(random: Random) -> Image.Image:
    """Draws lines, blocks, ruled lines or noise, at a random size."""
    size = (random.randint(1, 160), random.randint(1, 160))

    def color() -> tuple[int, ...]:
        return tuple(random.randrange(256) for _ in range(4))

    image = Image.new("RGBA", size, color())
    draw = ImageDraw.Draw(image)

    def point() -> tuple[int, int]:
        return random.randrange(size[0]), random.randrange(size[1])

    for _ in range(random.randint(0, 6)):
        first, second = point(), point()
        if random.random() < 0.5:
            draw.line((first, second), color(), random.randint(1, 12))
        else:
            corners = (*map(min, zip(first, second, strict=True)), *map(max, zip(first, second, strict=True)))
            draw.rectangle(corners, color())
    if random.random() < 0.2:
        gap = random.randint(3, 20)
        for row in range(0, size[1], gap):
            draw.line((0, row, size[0], row), color(), 1)
    if random.random() < 0.3:
        pixels = np.asarray(image).astype(np.int32)
        noise = np.random.default_rng(random.randrange(2**32)).normal(
            0, random.choice((2, 20, 120)), pixels.shape
        )
        image = Image.fromarray(np.clip(pixels + noise, 0, 255).astype(np.uint8))
    return image
