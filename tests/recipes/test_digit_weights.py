"""Weights taken over from an accelerator, read from a file in its format."""

import numpy as np
import pytest
from safetensors.numpy import load_file

from core.keras_models.registry import build
from core.keras_models.weights import arrays_of, set_weights
from recipes import digit_weights
from recipes.digits import RECIPES
from recipes.fitting import HISTORY_COLUMNS, read_history
from recipes.storage import TRAINED_ON


@pytest.fixture
def finished(tmp_path, monkeypatch):
    """A file with a dense network that always answers 3, and three deep ones, each filled with one number."""
    monkeypatch.setenv("INKLING_WORK", str(tmp_path))
    arrays = {name: np.zeros_like(array) for name, array in arrays_of(build("dense", 10).weights).items()}
    arrays["logits/bias"][3] = 2.0
    dense = {f"dense/{name}": array.astype(np.float16) for name, array in arrays.items()}
    deep = {"deep/stem_conv/kernel": np.stack([np.full((3, 3), number, np.float16) for number in range(3)])}
    path = tmp_path / "digits.npz"
    np.savez(path, steps=np.asarray(2_000), seconds=np.asarray(44.6), **dense, **deep)
    return path


def test_the_deep_network_is_one_of_several(finished):
    weights = digit_weights.weights_of(finished, "deep", member=2)
    assert set(weights) == {"stem_conv/kernel"}
    np.testing.assert_array_equal(weights["stem_conv/kernel"], np.full((3, 3), 2, np.float32))
    assert weights["stem_conv/kernel"].dtype == np.float32


def test_a_network_is_taken_over_with_its_last_figures_and_where_it_was_trained(finished, monkeypatch):
    images = np.zeros((4, 28, 28), np.uint8)
    monkeypatch.setattr(digit_weights, "example_pictures", lambda seed: (images, np.array([3, 3, 3, 10])))
    recipe = RECIPES["dense"]
    monkeypatch.setattr(digit_weights.digits, "RECIPES", {"dense": fitted_to(recipe, images)})
    folder = digit_weights.take_over(finished, "dense", member=0)
    model = build("dense", 10)
    set_weights(model, load_file(folder / "weights.safetensors"))
    assert model.predict(images[..., None] / 255, verbose=0)[0].argmax() == 3
    (row,) = read_history(folder / "history.csv")
    assert tuple(row) == HISTORY_COLUMNS
    assert (row["epoch"], row["accuracy"], row["val_accuracy"]) == (recipe.start_from.plan.epochs, 0.75, 0.5)
    # Nine logits are 0, and one more stands for "none of these".
    assert row["val_loss"] == pytest.approx(np.log(np.exp(2) + 10) - 1, abs=1e-4)
    assert "in 45 seconds" in (folder / TRAINED_ON).read_text()


def fitted_to(recipe, images):
    from dataclasses import replace

    start = replace(recipe.start_from, validation=lambda: (images, np.array([3, 3, 1, 2])))
    return replace(recipe, start_from=start)
