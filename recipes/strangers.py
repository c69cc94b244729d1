"""Photos of things that ImageNet's classes name, and "strangers": pictures of what no class names.

They determine the temperature of a network for photos and when it is "not sure", and serve to measure both.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.errors import BadData
from core.inference.imagenet import imagenet_names, imagenet_numbers, kinds_of
from core.preprocessing.decode import Picture, decode_image
from core.preprocessing.rasterize import rasterize
from core.preprocessing.strokes import Strokes
from recipes import data
from recipes.data import data_folder
from recipes.ood_test_sets import scribbles

IMAGENET_SAMPLES = "ImageNet samples"
_CANVAS_PX = 280
_PENS_PX = (4.0, 8.0, 12.0)
_SKETCHES, _SCRIBBLES, _PAGES, _WALLS, _NOISE = 170, 60, 60, 60, 40
_PAGE_PX, _MARGIN_PX, _WORDS_A_LINE = (620, 877), 40, 12


@dataclass(frozen=True)
class KnownPhotos:
    """Photos of one thing, or of many.

    Attributes:
        pictures: The photos.
        right: The classes that are right for each photo, `(n, 1000)` bool.
    """

    pictures: list[Picture]
    right: np.ndarray


def known_photos() -> dict[str, KnownPhotos]:
    """Reads photos of things that are among the thousand classes, by what they show.

    As far as we know, only ImageNet's own samples may be among its training photos.

    Raises:
        BadData: If the photos of one of the things are not in the data folder.
    """
    photos = data_folder() / "photos"
    sets = {
        "cats": (photos / "cats_dogs" / "cat", lambda name: kinds_of(name)[:1] == ("cat",)),
        "dogs": (photos / "cats_dogs" / "dog", lambda name: kinds_of(name)[:1] == ("dog",)),
        "ants": (photos / "ants_bees" / "ants", lambda name: name == "ant"),
        "bees": (photos / "ants_bees" / "bees", lambda name: name == "bee"),
        "other dogs": (photos / "pacs_photo" / "dog", lambda name: kinds_of(name)[:1] == ("dog",)),
        "elephants": (
            photos / "pacs_photo" / "elephant",
            lambda name: name in ("African elephant", "Indian elephant", "tusker"),
        ),
        "guitars": (photos / "pacs_photo" / "guitar", lambda name: name.endswith(" guitar")),
    }
    known = {name: _of_one_thing(folder, is_right) for name, (folder, is_right) in sets.items()}
    paths = sorted((photos / "imagenet_samples").glob("*.jpg"))
    numbers = imagenet_numbers()
    labels = [numbers.index(path.name.split("_")[0]) for path in paths]
    pictures = [decode_image(path.read_bytes(), path.name) for path in paths]
    return {IMAGENET_SAMPLES: KnownPhotos(pictures, np.eye(len(numbers), dtype=bool)[labels]), **known}


def strangers() -> dict[str, list[Picture]]:
    """Makes and reads pictures that show none of the thousand things, by kind; always the same pictures."""
    generator = np.random.default_rng(0)
    people = data_folder() / "photos" / "pacs_photo" / "person"
    return {
        "drawings": [
            _drawn(data.sketch_strokes(name, "train")[0], generator)
            for name in data.sketch_categories()[::2][:_SKETCHES]
        ],
        "scribbles": [_drawn(scribbles(generator), generator) for _ in range(_SCRIBBLES)],
        "pages of text": [_page(generator) for _ in range(_PAGES)],
        "blank walls": [_wall(generator) for _ in range(_WALLS)],
        "noise": [_noise(generator) for _ in range(_NOISE)],
        "people": [decode_image(path.read_bytes(), path.name) for path in sorted(people.glob("*.jpg"))],
    }


def _of_one_thing(folder, is_right: Callable[[str], bool]) -> KnownPhotos:  # noqa: ANN001
    paths = sorted(folder.glob("*.jpg"))
    if not paths:
        raise BadData(f"Photos of known things are needed. Received: none in {folder}")
    right = np.array([is_right(name) for name in imagenet_names()])
    return KnownPhotos(
        [decode_image(path.read_bytes(), path.name) for path in paths],
        np.broadcast_to(right, (len(paths), len(right))),
    )


def _drawn(strokes: Strokes, generator: np.random.Generator) -> Picture:
    largest = max(float(stroke.max()) for stroke in strokes)
    fitting = [stroke * min(1.0, (_CANVAS_PX - 10) / largest) + 5 for stroke in strokes]
    ink = rasterize(fitting, _CANVAS_PX, _CANVAS_PX, float(generator.choice(_PENS_PX)))
    return Picture(np.dstack([255 - ink] * 3), _CANVAS_PX, _CANVAS_PX)


def _page(generator: np.random.Generator) -> Picture:
    """Draws a printed page, which is askew in half of all cases."""
    words = " ".join(imagenet_names()).split()
    page = Image.new("RGB", _PAGE_PX, tuple(int(shade) for shade in generator.integers(225, 256, 3)))
    draw, size_px = ImageDraw.Draw(page), int(generator.integers(11, 30))
    for top in range(_MARGIN_PX, _PAGE_PX[1] - _MARGIN_PX, int(size_px * 1.4)):
        line = " ".join(generator.choice(words, _WORDS_A_LINE))
        letters = int((_PAGE_PX[0] - 2 * _MARGIN_PX) / size_px * 2)
        draw.text((_MARGIN_PX, top), line[:letters], fill=(20, 20, 20), font=ImageFont.load_default(size_px))
    if generator.random() < 0.5:
        angle = float(generator.uniform(-8, 8))
        page = page.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=(120, 110, 100))
    return _picture(np.asarray(page))


def _wall(generator: np.random.Generator) -> Picture:
    """Draws a wall of one colour, slightly shaded and grainy."""
    rows, columns = np.mgrid[0:300, 0:400] / 300
    gradient = generator.uniform(-0.3, 0.3, 2)
    shade = 1 + (columns - 0.6) * gradient[0] + (rows - 0.5) * gradient[1]
    grain = generator.normal(0, generator.uniform(0, 6), (300, 400, 1))
    return _picture(generator.integers(60, 250, 3) * shade[..., None] + grain)


def _noise(generator: np.random.Generator) -> Picture:
    """Draws smoothed squares of random colours."""
    side = int(generator.choice([8, 32, 100, 300]))
    squares = Image.fromarray(generator.integers(0, 256, (side, side, 3), dtype=np.uint8))
    return _picture(np.asarray(squares.resize((300, 300), Image.Resampling.BICUBIC)))


def _picture(colors: np.ndarray) -> Picture:
    pixels = np.clip(colors, 0, 255).astype(np.uint8)
    return Picture(pixels, pixels.shape[1], pixels.shape[0])
