"""Imports the networks from `recipes.drawing_training`: `python -m recipes.drawing_weights FOLDER`.

`FOLDER` is the one that `recipes.drawing_training` wrote to. It holds the averaged weights of the network for
all categories and of the network for the six animals, which still has outputs for all categories.
"""

import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import save

from core.keras_models.layers import LOGITS_LAYER
from core.storage.files import write_whole
from recipes import data
from recipes.exiting import exit_in_a_sentence
from recipes.storage import work_folder

_BUNDLES = {"sketches": "sketches-345-start", "animals": "animals-deep-56-px"}


def weights_of(path: Path, classes: list[int] | None) -> dict[str, np.ndarray]:
    """Reads a network's weights.

    Args:
        path: A file of weights from `recipes.drawing_training`.
        classes: Indices of the categories whose outputs are kept, in this order; None for all.

    Returns:
        The weights by their Keras paths.
    """
    with np.load(path) as file:
        weights = {name: file[name] for name in file.files if "seed_generator" not in name}
    if classes is not None:
        for name in weights:
            if name.startswith(LOGITS_LAYER):
                weights[name] = np.ascontiguousarray(weights[name][..., classes])
    return weights


def main() -> None:
    """Writes the weights and the history of both networks."""
    source = Path(sys.argv[1])
    categories = data.sketch_categories()
    for name, bundle in _BUNDLES.items():
        classes = [categories.index(animal) for animal in data.ANIMALS] if name == "animals" else None
        folder = work_folder(bundle)
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / "weights.safetensors", save(weights_of(source / f"{name}.npz", classes)))
        write_whole(folder / "history.csv", (source / f"{name}.csv").read_bytes())
        print(folder)


if __name__ == "__main__":
    with exit_in_a_sentence():
        main()
