"""Training of what a recipe needs, in order."""

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from recipes.fitting import Plan, read_history
from recipes.recipe import Recipe, train
from recipes.storage import work_folder, write_table

PLAN = Plan("digits-ensemble", 2, 1)


def never(*arguments):
    raise AssertionError("nothing is left to train")


def finish(name, value):
    """Writes the files of a finished training whose weights are all of one value."""
    folder = work_folder(name)
    folder.mkdir(parents=True)
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


def test_members_are_joined_into_one_network():
    members = (finish("one", 1.0), finish("two", 3.0))
    train(Recipe("both", PLAN, never, never, members=members))
    joined = load_file(work_folder("both") / "weights.safetensors")
    assert set(joined) == {"logits/kernel", "logits/bias", "member1_stem/kernel", "member2_stem/kernel"}
    # Each member's part of the last layer is divided by their number, and biases are averaged.
    np.testing.assert_array_equal(joined["logits/kernel"][:, 0], [0.5] * 3 + [1.5] * 3)
    np.testing.assert_array_equal(joined["logits/bias"], [2.0, 2.0])
    assert read_history(work_folder("both") / "history.csv") == [{"epoch": 1.0, "val_accuracy": 2.0}]


def test_what_a_recipe_starts_from_is_trained_first():
    first = Recipe("first", PLAN, never, never, members=(finish("one", 1.0), finish("two", 3.0)))
    with pytest.raises(AssertionError, match="nothing is left"):
        train(Recipe("second", PLAN, never, never, start_from=first))
    assert (work_folder("first") / "weights.safetensors").exists()
