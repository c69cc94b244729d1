"""Imports the networks from `recipes.digit_training`: `python -m recipes.digit_weights FILE MEMBER`.

`FILE` is the `digits.npz` that `recipes.digit_training` wrote. `MEMBER` is the index, from 0, of one of the
deep networks that taught each other: the one that reads the validation sources best. `python -m
recipes.digits deep` starts from it and finishes it.
"""

import argparse
from pathlib import Path

import keras
import numpy as np
from safetensors.numpy import save

from core.keras_models.registry import build
from core.storage.files import write_whole
from recipes import digits
from recipes.digit_epochs import example_pictures
from recipes.exiting import exit_in_a_sentence
from recipes.fitting import HISTORY_COLUMNS, load_weights
from recipes.recipe import Recipe
from recipes.storage import TRAINED_ON, work_folder, write_table

_BATCHES = 6  # number of batches on which the finished network is measured for its history
_RATE = 1e-5  # learning rate at the end


def weights_of(path: Path, network: str, member: int) -> dict[str, np.ndarray]:
    """Reads the averaged weights of one network.

    Args:
        path: The `digits.npz` file.
        network: "deep", "simple" or "dense".
        member: Index of the deep network; ignored for the other two.

    Returns:
        The weights by their Keras paths, float32.
    """
    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files if name.startswith(f"{network}/")}
    return {
        name.removeprefix(f"{network}/"): np.ascontiguousarray(
            array[member] if network == "deep" else array, dtype=np.float32
        )
        for name, array in arrays.items()
    }


def take_over(path: Path, network: str, member: int) -> Path:
    """Writes weights, history and origin of the training that a recipe starts from; returns its folder."""
    recipe = digits.RECIPES[network].start_from
    assert recipe is not None
    folder = work_folder(recipe.name)
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / "weights.safetensors", save(weights_of(path, network, member)))
    with np.load(path) as file:
        steps, seconds = int(file["steps"]), float(file["seconds"])
    write_table(folder / "history.csv", [_last_epoch(recipe, folder, seconds)])
    write_whole(
        folder / TRAINED_ON,
        f"one NVIDIA H200, with JAX, in {seconds:.0f} seconds for five networks together: {steps:,} steps of "
        "1,024 pictures",
    )
    return folder


def _last_epoch(recipe: Recipe, folder: Path, seconds: float) -> dict[str, float]:
    """Measures the finished network, the only state of which figures exist."""
    model = build(recipe.plan.network, recipe.plan.classes)
    load_weights(model, folder / "weights.safetensors")
    seen = [example_pictures(seed) for seed in range(_BATCHES)]
    taught = _measured(model, *(np.concatenate(part) for part in zip(*seen, strict=True)))
    values = (recipe.plan.epochs, *taught, *_measured(model, *recipe.validation()), _RATE, round(seconds, 1))
    return dict(zip(HISTORY_COLUMNS, values, strict=True))


def _measured(model: keras.Model, images: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """Returns the cross-entropy and the accuracy, where "none of these" has the logit 0."""
    logits = model.predict(images[..., None].astype(np.float32) / 255, batch_size=256, verbose=0)
    logits = np.pad(logits.astype(np.float64), ((0, 0), (0, 1)))
    likelihood = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
    loss = -likelihood[np.arange(len(labels)), labels].mean()
    return round(float(loss), 5), round(float((logits.argmax(axis=1) == labels).mean()), 5)


def main() -> None:
    """Imports all three networks."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("member", type=int)
    arguments = parser.parse_args()
    for network in ("deep", "simple", "dense"):
        print(take_over(arguments.file, network, arguments.member))


if __name__ == "__main__":
    with exit_in_a_sentence():
        main()
