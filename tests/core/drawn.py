"""Small data sets that the tests draw themselves: varied example drawings and coloured patterns."""

import zipfile

import numpy as np
from PIL import Image

from core.datasets.ingestion import from_path, ingest
from core.datasets.store import create_data_set
from core.preprocessing.augmentation import augment_strokes
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.quickdraw_format import write_stroke_line
from tests.core.pictures_for_tests import file_of

NUMBERS = {"house": 0, "smiley face": 1, "umbrella": 2, "snowman": 3, "ladder": 4}


def stroke_lines(classes=("house", "smiley face", "ladder"), each=12, seed=1):
    """Lines of a stroke file: variations of the example drawings of each class."""
    generator = np.random.default_rng(seed)
    return [
        write_stroke_line(augment_strokes(drawing, generator), f"my {name}")
        for name in classes
        for drawing in [example_drawing("sketches", NUMBERS[name])[1]] * each
    ]


def stroke_file(folder, **options):
    """A labelled stroke file."""
    path = folder / "drawings.ndjson"
    path.write_text("".join(stroke_lines(**options)))
    return path


def drawn_data_set(folder, **options):
    """A stored data set of drawings."""
    return ingest(create_data_set("My drawings", "ink"), from_path(stroke_file(folder, **options)))


def pattern(kind, generator, side=96):
    """A photo-like picture: noise in the colour of a class, with stripes or dots, or plain."""
    y, x = np.mgrid[:side, :side]
    base = {"stripes": (200, 60, 40), "dots": (40, 90, 200), "plain": (60, 170, 80)}[kind]
    shade = np.zeros((side, side))
    if kind == "stripes":
        shade = 60 * np.sin((x + generator.uniform(0, 9)) / generator.uniform(2, 4))
    elif kind == "dots":
        shade = 90.0 * ((np.hypot(x % 16 - 8, y % 16 - 8) < generator.uniform(3, 6)) - 0.5)
    noise = generator.normal(0, 12, (side, side, 3))
    return np.clip(np.array(base) + shade[..., None] + noise, 0, 255).astype(np.uint8)


def blobs(generator, side=256):
    """A photo-like picture of large soft shapes, different each time."""
    small = Image.fromarray(generator.integers(0, 256, size=(6, 6, 3), dtype=np.uint8))
    return np.asarray(small.resize((side, side), Image.Resampling.BICUBIC))


def pattern_zip(path, each=8, kinds=("stripes", "dots", "plain"), seed=1, form="JPEG"):
    """A zip of class folders with patterns."""
    generator = np.random.default_rng(seed)
    with zipfile.ZipFile(path, "w") as archive:
        for kind in kinds:
            for number in range(each):
                picture = Image.fromarray(pattern(kind, generator))
                archive.writestr(f"set/{kind}/{number}.jpg", file_of(np.asarray(picture), form))
    return path


def burst_zip(path, classes):
    """A zip of camera frames; `classes` maps labels to numbers of scenes and of similar frames per scene."""
    generator = np.random.default_rng(2)
    with zipfile.ZipFile(path, "w") as archive:
        for label, (scenes, frames) in classes.items():
            for scene in range(scenes):
                picture = blobs(generator, 128).astype(float)
                for frame in range(frames):
                    noisy = np.clip(picture + generator.normal(0, 3, picture.shape), 0, 255)
                    archive.writestr(f"{label}/{scene}-{frame}.png", file_of(noisy.astype(np.uint8)))
    return path
