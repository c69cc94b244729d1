"""Makes epochs of drawings 56 pixels wide and high, augmented on any Keras backend.

The drawings and the augmentation are the same as in `recipes.drawing_training`, in epochs that
`recipes.fitting` trains on. The same seed and epoch give the same pictures, so a resumed training continues
as if it had never stopped.
"""

from functools import cache

import numpy as np
from keras import ops

from core.preprocessing.ink_frames import ink_frame
from core.preprocessing.strokes import beginning
from core.storage.files import write_whole
from recipes import data
from recipes.drawing_arrays import POINTS, DrawingArrays, pack, unpack
from recipes.drawing_augmentation import Noise, Strength, draw_noise, rendered, resampled
from recipes.drawing_tasks import CLASSES, Task, all_categories, six_animals
from recipes.ink_bytes import as_bytes
from recipes.pack_drawings import drawing_arrays
from recipes.storage import work_folder
from recipes.training_sets import Epoch

SIZE_PX = 56
DRAWINGS_PER_EPOCH = 204 * CLASSES
_AS_EVER = Strength()
# In the finishing, unfinished drawings teach a network to answer while people are still drawing, and many
# outliers teach it not to answer scribbles.
_UNFINISHED = Strength(unfinished=0.75, least_ink=0.3)
_MANY_OUTLIERS = 0.16
# More half-drawn ones would raise accuracy after half of the ink, and lower that of whole drawings.
_WHOLE_PER_CATEGORY, _ALSO_HALF_DRAWN = 200, 2 / 3
_BATCH = 64
_POINTS_STEP = 16


def sketches(seed: int, epoch: int) -> Epoch:
    """Makes an epoch of all 345 categories, equally often, and of outliers."""
    return _epoch(all_categories(_counts()), seed, epoch)


def finishing_sketches(seed: int, epoch: int) -> Epoch:
    """Makes an epoch like `sketches`, with more unfinished drawings and more outliers."""
    return _epoch(all_categories(_counts(), _MANY_OUTLIERS), seed, epoch, _UNFINISHED)


def animals(seed: int, epoch: int) -> Epoch:
    """Makes an epoch of the six animals, equally often.

    All other drawings, scribbles and letters are outliers.
    """
    images, labels = _epoch(six_animals(all_categories(_counts()), _numbers(data.ANIMALS)), seed, epoch)
    own = np.full(CLASSES + 1, len(data.ANIMALS))
    own[_numbers(data.ANIMALS)] = np.arange(len(data.ANIMALS))
    return images, own[labels]


def examples(seed: int, epoch: int, categories: tuple[str, ...], per_category: int) -> Epoch:
    """Makes a few pictures of each of the given categories, augmented as in an epoch."""
    labels = np.repeat(np.arange(len(categories)), per_category)
    share, generator = all_categories(_counts()).bitmaps, np.random.default_rng([seed, epoch])
    return augmented_pictures(_drawings(), np.asarray(_numbers(categories))[labels], share, generator), labels


def whole_and_half_sketches() -> Epoch:
    """Makes pictures of drawings of all categories as people draw them: whole, and many also half drawn."""
    frame = ink_frame("quickdraw", SIZE_PX)
    images, labels = [], []
    for label, category in enumerate(data.sketch_categories()):
        whole = data.sketch_strokes(category, "train")[:_WHOLE_PER_CATEGORY]
        half = [beginning(strokes, 0.5) for strokes in whole[: round(_ALSO_HALF_DRAWN * len(whole))]]
        images += [as_bytes(frame.of_strokes(strokes)) for strokes in (*whole, *half)]
        labels += [label] * (len(whole) + len(half))
    return np.stack(images), np.asarray(labels, dtype=np.int64)


def augmented_pictures(
    drawings: DrawingArrays,
    classes: np.ndarray,
    share_of_bitmaps: np.ndarray,
    generator: np.random.Generator,
    strength: Strength = _AS_EVER,
) -> np.ndarray:
    """Makes one augmented picture for each class in a list, from a random drawing of that class.

    Args:
        drawings: The drawings.
        classes: `(n,)` int.
        share_of_bitmaps: `(346,)`: share of each class that is made from bitmaps.
        generator: Source of randomness.
        strength: How strongly drawings are augmented.

    Returns:
        `(n, 56, 56)` uint8, 0 for paper to 255 for ink.
    """
    pictures = np.zeros((len(classes), SIZE_PX, SIZE_PX), dtype=np.uint8)
    of_bitmap = generator.random(len(classes)) < share_of_bitmaps[classes]
    lengths = _lengths(drawings)
    for positions, labels in (
        (np.flatnonzero(~of_bitmap), drawings.labels),
        (np.flatnonzero(of_bitmap), drawings.bitmap_labels),
    ):
        first, after = (np.searchsorted(labels, classes[positions], side) for side in ("left", "right"))
        chosen = generator.integers(first, after)
        noise = draw_noise(len(chosen), generator)
        order = np.arange(len(chosen))
        if labels is drawings.labels:
            # Drawings with similar numbers of points share a batch: most have far fewer than the longest.
            order = np.argsort(lengths[chosen], kind="stable")
        for begin in range(0, len(order), _BATCH):
            batch = order[begin : begin + _BATCH]
            rows = np.resize(batch, _BATCH)  # all batches have one size, so that nothing is compiled again
            some = Noise(noise.uniform[rows], noise.normal[rows], noise.strokes[rows])
            if labels is drawings.labels:
                points = -(-int(lengths[chosen[rows]].max()) // _POINTS_STEP) * _POINTS_STEP
                drawn = _drawn(drawings, chosen[rows], points, some, strength)
            else:
                drawn = _enlarged(drawings, chosen[rows], some, strength)
            pictures[positions[batch]] = as_bytes(drawn[: len(batch)].clip(0, 1))
    return pictures


def _drawn(
    drawings: DrawingArrays, rows: np.ndarray, points: int, noise: Noise, strength: Strength
) -> np.ndarray:
    strokes = ops.convert_to_tensor(drawings.points[rows, :points].astype(np.float32))
    starts = ops.convert_to_tensor(drawings.starts[rows, :points])
    return ops.convert_to_numpy(rendered(strokes, starts, SIZE_PX, noise, strength))


def _enlarged(drawings: DrawingArrays, rows: np.ndarray, noise: Noise, strength: Strength) -> np.ndarray:
    bitmaps = ops.convert_to_tensor(drawings.bitmaps[rows].astype(np.float32) / 255)
    return ops.convert_to_numpy(resampled(bitmaps, SIZE_PX, noise, strength))


def _lengths(drawings: DrawingArrays) -> np.ndarray:
    """Returns the number of points in each drawing, without the repetitions of the last one."""
    differs = (drawings.points != drawings.points[:, -1:]).any(axis=2) | drawings.starts
    return np.minimum(POINTS - np.argmax(differs[:, ::-1], axis=1) + 1, POINTS)


def _epoch(task: Task, seed: int, epoch: int, strength: Strength = _AS_EVER) -> Epoch:
    generator = np.random.default_rng([seed, epoch])
    classes = generator.choice(
        CLASSES + 1, size=DRAWINGS_PER_EPOCH, p=task.probability / task.probability.sum()
    )
    pictures = augmented_pictures(_drawings(), classes, task.bitmaps, generator, strength)
    return pictures, task.label[classes].astype(np.int64)


def _numbers(categories: tuple[str, ...]) -> list[int]:
    return [data.sketch_categories().index(name) for name in categories]


@cache
def _drawings() -> DrawingArrays:
    """Reads the training drawings, which are packed only once, because finding duplicates takes minutes."""
    path = work_folder("drawings") / "drawings.xz"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, pack({"train": drawing_arrays("train")}))
    return unpack(path.read_bytes())["train"]


def _counts() -> tuple[np.ndarray, np.ndarray]:
    drawings = _drawings()
    return (
        np.bincount(drawings.labels, minlength=CLASSES + 1),
        np.bincount(drawings.bitmap_labels, minlength=CLASSES + 1),
    )
