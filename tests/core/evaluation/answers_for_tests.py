"""Small bundles with test answers, for the tests of figures."""

import hashlib
import os
import shutil

import numpy as np
from safetensors.numpy import save, save_file

from core.bundles.bundle import Bundle
from core.bundles.card_file import read_card, write_card
from core.bundles.library import read_library
from core.storage.paths import SHIPPED, own_bundles


def random_answers(count, classes, seed=0):
    """Logits and labels; the surer a row of logits is, the more often it is right."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, classes, count)
    logits = rng.normal(size=(count, classes)).astype(np.float32)
    logits[np.arange(count), labels] += rng.normal(2, 1, count).astype(np.float32)
    return logits, labels


# The history of a training for which only the last epoch was kept.
LAST_EPOCH = (
    "epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds\n"
    "465,0.05465,0.99089,0.05285,0.99254,1e-05,545.4\n"
)


def own_bundle(name="mine", source="digits-simple", arrays=None, history=None, **card_values):
    """One of the user's own bundles: a shipped one under another name, with files replaced.

    Args:
        arrays: Content of its `evaluation.safetensors`; None to keep the original.
        history: Content of its `history.csv`; None to keep the original.
    """
    folder = own_bundles() / name
    shutil.copytree(SHIPPED / source, folder, copy_function=os.link)
    card = read_card(SHIPPED / source)
    update = {"name": name, "title": card.title if name == source else name, **card_values}
    contents = {}
    if arrays is not None:
        whole = {key: np.ascontiguousarray(array) for key, array in arrays.items()}
        contents["evaluation.safetensors"] = save(whole)
    if history is not None:
        contents["history.csv"] = history.encode()
    for file, content in contents.items():
        # The file is a link to the shipped one, which must not change.
        (folder / file).unlink()
        (folder / file).write_bytes(content)
    hashes = {file: hashlib.sha256(content).hexdigest() for file, content in contents.items()}
    update["sha256"] = {**card.sha256, **hashes}
    update["size_bytes"] = {**card.size_bytes, **{file: len(content) for file, content in contents.items()}}
    (folder / "card.json").unlink()
    write_card(folder, card.model_copy(update=update))
    return read_library().bundles[name]


def bundle_with(folder, shipped, arrays):
    """A bundle whose folder has got other test answers since it was read: bytes, arrays, or none."""
    folder.mkdir()
    path = folder / "evaluation.safetensors"
    if isinstance(arrays, bytes):
        path.write_bytes(arrays)
    elif arrays is not None:
        save_file({key: np.ascontiguousarray(array) for key, array in arrays.items()}, path)
    return Bundle(folder, shipped.card, shipped.labels)
