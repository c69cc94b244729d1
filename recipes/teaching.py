"""Pictures with a teacher's answers, for a small network to learn from a large one.

Source: Hinton, Vinyals, Dean 2015, "Distilling the knowledge in a neural network".
"""

import os

import keras
import numpy as np

from core import networks
from core.confidence import softmax
from recipes import epochs
from recipes.fitting import load_weights
from recipes.variations import softened
from recipes.work import work_folder

# The teacher answers this many epochs of pictures; they come again and again in a longer training.
TAUGHT_EPOCHS = 4
# The rest is the true label.
_TEACHERS_SHARE = 0.8
# This share of pictures is blurred after the teacher has answered.
_SOFTENED = 0.1
_BATCH = 256


def digits_taught_by_vote(seed: int, epoch: int) -> epochs.Epoch:
    """Digits and something else, with what `digits-vote` says of them.

    Returns:
        Pictures `(n, 28, 28)` uint8, and probabilities `(n, 11)` float32, "something else" last.
    """
    number = epoch % TAUGHT_EPOCHS
    folder = work_folder("digits-vote")
    path = folder / f"taught-{seed}-{number}.npz"
    if not path.exists():
        images, labels = epochs.digits_and_others(100 + seed, number)
        # Without the shifted copies, which would take five times as long.
        teacher = networks.digits_vote(10, shifts=((0, 0),))
        load_weights(teacher, folder / "weights.safetensors")
        logits = np.concatenate(
            [_answers(teacher, images[i : i + _BATCH]) for i in range(0, len(images), _BATCH)]
        )
        known_and_else = np.concatenate([logits, np.zeros((len(logits), 1))], axis=1)
        generator = np.random.default_rng([seed, number])
        for index in np.flatnonzero(generator.random(len(images)) < _SOFTENED):
            images[index] = softened(images[index], generator)
        # The teacher has seen no pen: where it is wrong, the label alone counts.
        right = known_and_else.argmax(axis=1) == labels
        share = np.where(right, _TEACHERS_SHARE, 0)[:, None]
        targets = share * softmax(known_and_else)
        targets += (1 - share) * keras.utils.to_categorical(labels, 11)
        with path.with_suffix(".part").open("wb") as file:
            np.savez(file, images=images, targets=targets.astype(np.float32))
        os.replace(path.with_suffix(".part"), path)
    with np.load(path) as file:
        order = np.random.default_rng([seed, epoch]).permutation(len(file["images"]))
        return file["images"][order], file["targets"][order]


def _answers(teacher: keras.Model, images: np.ndarray) -> np.ndarray:
    logits = teacher(images[..., None].astype(np.float32) / 255, training=False)
    return keras.ops.convert_to_numpy(keras.ops.stop_gradient(logits)).astype(np.float32)
