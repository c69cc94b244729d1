"""Makes the pictures that a digit network sees in one epoch: digits from several sources, and outliers.

Every batch holds pictures of MNIST, unaugmented, bent and degraded; pen strokes as the app draws them and as
it finds them on a picture; printed digits; and outliers of each kind. Outliers are degraded like digits, so
that degradation is no sign of a digit. The same seed and epoch give the same pictures.
"""

import io
from functools import cache

import numpy as np
from keras import ops
from PIL import Image

from core.storage.files import write_whole
from recipes import digit_augmentation as augmentation
from recipes import pen_styles
from recipes.compiled import compiled
from recipes.digit_bases import NO_DIGIT, bases
from recipes.digit_frames import WORKING_PX, framed_ink
from recipes.ink_bytes import as_bytes
from recipes.resampling import resizing
from recipes.storage import work_folder

Epoch = tuple[np.ndarray, np.ndarray]

BATCHES = 120  # in an epoch
# Pictures of each kind in a batch.
COUNTS = {
    "mnist": 224,
    "pen in frame": 72,
    "outlier in frame": 24,
    "pen on paper": 96,
    "outlier on paper": 28,
    "printed digit": 48,
    "printed letter or rules": 20,
}
# Probability that a stroke drawing is unfinished, by whether it is drawn in the frame (True) or on paper.
UNFINISHED = {True: 0.22, False: 0.15}
SLANT = 0.28  # largest shear of strokes
# Largest shear in the finishing, because a few people write digits that lean far over.
_FAR_SLANT = 0.55
OUTLIERS = {"sketch": 0.60, "letter": 0.22, "scrawl": 0.12, "specks": 0.06}
_AT_ONCE = 32  # drawings that are rendered together, which limits memory
LEVEL = 80 / 255
_LATE = 0.75  # share of a training after which half of MNIST's pictures are unaugmented

_bent_strokes, _bent_pictures = compiled(augmentation.bent_strokes), compiled(augmentation.bent_pictures)
_varied_ends = compiled(pen_styles.varied_ends)
_drawn_in_frame = compiled(augmentation.strokes_in_frame)
_drawn_on_paper = compiled(augmentation.strokes_on_paper)
_worn, _framed = compiled(augmentation.worn), compiled(framed_ink)


def of_training(epochs: int, seed: int, epoch: int) -> Epoch:
    """Makes one epoch of a training: `from_every_source` at first and `half_as_it_is` in the last quarter.

    Args:
        epochs: Number of epochs of the whole training.
        seed: Seed of the training.
        epoch: Number of the epoch, from 0.
    """
    return (half_as_it_is if epoch >= _LATE * epochs else from_every_source)(seed, epoch)


def from_every_source(seed: int, epoch: int) -> Epoch:
    """Makes one epoch with 22 % of MNIST's pictures unaugmented and 38 % only bent."""
    return _epoch(seed, epoch, as_it_is=0.22, bent=0.60)


def half_as_it_is(seed: int, epoch: int) -> Epoch:
    """Makes one epoch with half of MNIST's pictures unaugmented, for the end of a training.

    Bending blurs a picture's edges, and a network that has seen only blurred pictures misreads sharp ones.
    """
    return _epoch(seed, epoch, as_it_is=0.50, bent=0.75)


def finishing(seed: int, epoch: int) -> Epoch:
    """Makes one epoch for the end of a training: stronger slants, varied strokes, and no unfinished twos.

    A 2 without its foot looks like a 9 with a long, curled tail. A network that has learned such twos, and
    few such nines, reads the nines of some people as 2, and is sure of it.
    """
    return _epoch(seed, epoch, as_it_is=0.50, bent=0.75, is_finishing=True)


def example_pictures(seed: int, epoch: int = 0) -> Epoch:
    """Makes one batch, to show what a training sees."""
    return _batch(np.random.default_rng([seed, epoch]), as_it_is=0.22, bent=0.60)


def _epoch(seed: int, epoch: int, as_it_is: float, bent: float, is_finishing: bool = False) -> Epoch:
    generator = np.random.default_rng([seed, epoch])
    batches = [_batch(generator, as_it_is, bent, is_finishing) for _ in range(BATCHES)]
    images, labels = (np.concatenate(part) for part in zip(*batches, strict=True))
    order = generator.permutation(len(labels))
    return images[order], labels[order]


def _batch(generator: np.random.Generator, as_it_is: float, bent: float, is_finishing: bool = False) -> Epoch:
    parts = [
        _mnist(generator, as_it_is, bent),
        _strokes("pen in frame", "outlier in frame", generator, is_finishing),
        _strokes("pen on paper", "outlier on paper", generator, is_finishing),
        _printed(generator),
    ]
    images, labels = (np.concatenate(part) for part in zip(*parts, strict=True))
    return as_bytes(np.clip(images, 0, 1)), labels.astype(np.int64)


def _mnist(generator: np.random.Generator, as_it_is: float, bent: float) -> Epoch:
    """Draws pictures of MNIST: unaugmented, bent in place, bent and framed again, or degraded as well."""
    rows = generator.integers(len(_bases()["mnist"]), size=COUNTS["mnist"])
    images = _bases()["mnist"][rows].astype(np.float32) / 255
    enlarged = np.clip(_enlargement() @ images @ _enlargement().T, 0, 1)
    uniform, normal, noise = _draws(generator, len(rows))
    ink = _where(uniform[:, 37] < 0.85, _bent(enlarged, uniform, normal), enlarged)
    way = generator.random(len(rows))
    found = _found(ink, uniform, noise, way < bent)
    soft = ink.reshape(-1, 28, 2, 28, 2).mean(axis=(2, 4))
    found = _where((way < bent) & (uniform[:, 38] < 0.5), soft, found)
    return _where(way < as_it_is, images, found), _bases()["mnist_labels"][rows]


def _strokes(digits: str, others: str, generator: np.random.Generator, is_finishing: bool) -> Epoch:
    rows = generator.integers(len(_bases()["pen_labels"]), size=COUNTS[digits])
    points, pen = [_bases()["pen_points"][rows]], [_bases()["pen_drawn"][rows]]
    for kind in generator.choice(list(OUTLIERS), size=COUNTS[others], p=list(OUTLIERS.values())):
        row = generator.integers(len(_bases()[f"{kind}_points"]))
        points.append(_bases()[f"{kind}_points"][row][None])
        pen.append(_bases()[f"{kind}_drawn"][row][None])
    in_frame = digits == "pen in frame"
    placed, drawn = np.concatenate(points).astype(np.float32) / 255, np.concatenate(pen).astype(np.float32)
    labels = np.r_[_bases()["pen_labels"][rows], np.full(COUNTS[others], NO_DIGIT)]
    unfinished = np.where(is_finishing & (labels == 2), 0, UNFINISHED[in_frame]).astype(np.float32)
    slant = SLANT
    if is_finishing:
        slant = _FAR_SLANT
        numbers = generator.random((len(placed), pen_styles.UNIFORMS), dtype=np.float32)
        placed = ops.convert_to_numpy(_varied_ends(placed, drawn, numbers, (labels == 9).astype(np.float32)))
    uniform, normal, noise = _draws(generator, len(placed))
    draw = _drawn_in_frame if in_frame else _drawn_on_paper
    pictures = []
    for first in range(0, len(placed), _AT_ONCE):
        some = slice(first, first + _AT_ONCE)
        starts, ends = _bent_strokes(
            placed[some], drawn[some], uniform[some], normal[some], unfinished[some], slant
        )
        pictures.append(ops.convert_to_numpy(draw(starts, ends, uniform[some])))
    images = np.concatenate(pictures)
    if not in_frame:
        images = _found(images, uniform, noise, uniform[:, 39] < 0.3)
    return images, labels


def _printed(generator: np.random.Generator) -> Epoch:
    """Draws printed digits and letters, and pages with nothing but ruled lines."""
    digits = generator.integers(len(_bases()["printed"]), size=COUNTS["printed digit"])
    letters = generator.integers(len(_bases()["printed_letters"]), size=COUNTS["printed letter or rules"])
    ink = np.concatenate([_bases()["printed"][digits], _bases()["printed_letters"][letters]]) / np.float32(
        255
    )
    labels = np.r_[_bases()["printed_labels"][digits], np.full(len(letters), NO_DIGIT)]
    uniform, normal, noise = _draws(generator, len(ink))
    empty = (labels == NO_DIGIT) & (uniform[:, 38] < 0.2)
    ink = _where(uniform[:, 37] < 0.7, _bent(ink, uniform, normal), ink) * ~empty[:, None, None]
    return _found(ink, uniform, noise, (uniform[:, 39] < 0.35) & ~empty, empty), labels


def _found(
    ink: np.ndarray,
    uniform: np.ndarray,
    noise: np.ndarray,
    plain: np.ndarray,
    ruled: np.ndarray | None = None,
) -> np.ndarray:
    """Degrades all drawings except those marked as plain, and places all of them in the frame."""
    ruled = np.zeros(len(ink), dtype=bool) if ruled is None else ruled
    worn, level = (ops.convert_to_numpy(part) for part in _worn(ink, uniform, noise, ruled))
    ink, level = _where(plain, ink, worn), np.where(plain, np.float32(LEVEL), level)
    return ops.convert_to_numpy(_framed(ink, level))


def _bent(ink: np.ndarray, uniform: np.ndarray, normal: np.ndarray) -> np.ndarray:
    return np.clip(ops.convert_to_numpy(_bent_pictures(ink, uniform, normal)), 0, 1)


def _where(chosen: np.ndarray, pictures: np.ndarray, others: np.ndarray) -> np.ndarray:
    return np.where(chosen[:, None, None], pictures, others)


def _draws(generator: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draws the random numbers for augmenting a number of pictures, float32."""
    return (
        generator.random((count, augmentation.UNIFORMS), dtype=np.float32),
        generator.standard_normal((count, augmentation.NORMALS), dtype=np.float32),
        generator.random((count, WORKING_PX, WORKING_PX), dtype=np.float32),
    )


@cache
def _bases() -> dict[str, np.ndarray]:
    """Reads the bases, which are packed once for all trainings."""
    path = work_folder("digit-bases") / "bases.npz"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        file = io.BytesIO()
        np.savez_compressed(file, **bases())
        write_whole(path, file.getvalue())
    with np.load(path) as stored:
        return {name: stored[name] for name in stored.files}


@cache
def _enlargement() -> np.ndarray:
    return resizing(28, WORKING_PX, Image.Resampling.BICUBIC)
