"""Training everything that a recipe needs, in order."""

import numpy as np
import pytest
from safetensors.numpy import save_file

from recipes.fitting import Plan
from recipes.recipe import Recipe, train
from recipes.storage import work_folder, write_table

PLAN = Plan("dense", 2, 1)


class Reached(Exception):
    """Signals that a training has begun."""


def reached(*arguments):
    raise Reached("the first is trained")


def never(*arguments):
    raise AssertionError("nothing is left to train")


def finish(name, value):
    """Writes the files of a finished training whose weights all have one value."""
    folder = work_folder(name)
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {"logits/kernel": (3, 2), "logits/bias": (2,), "stem/kernel": (4,)}
    save_file(
        {path: np.full(shape, value, np.float32) for path, shape in arrays.items()},
        folder / "weights.safetensors",
    )
    write_table(folder / "history.csv", [{"epoch": 1, "val_accuracy": value}])
    return Recipe(name, PLAN, never, never)


@pytest.fixture(autouse=True)
def work(tmp_path, monkeypatch):
    monkeypatch.setenv("INKLING_WORK", str(tmp_path))


def test_a_finished_training_is_not_repeated():
    train(finish("done", 1.0))


def test_what_a_recipe_starts_from_is_trained_first():
    first = Recipe("first", PLAN, reached, reached)
    with pytest.raises(Reached, match="first"):
        train(Recipe("second", PLAN, never, never, start_from=first))
    finish("first", 1.0)
    with pytest.raises(AssertionError, match="nothing is left"):
        train(Recipe("second", PLAN, never, never, start_from=first))
