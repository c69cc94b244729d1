"""The command line of recipes."""

import sys

import numpy as np
import pytest
from safetensors.numpy import save_file

from core.errors import BadData
from recipes.command import main
from recipes.fitting import Plan
from recipes.recipe import Recipe


def never(*arguments):
    raise AssertionError("nothing is left to train")


RECIPES = {"start": Recipe("a-start", Plan("dense", 2, 1), never, never)}


@pytest.fixture
def finished(tmp_path, monkeypatch):
    """A work folder with a finished training of the starting point."""
    monkeypatch.setenv("INKLING_WORK", str(tmp_path))
    (tmp_path / "a-start").mkdir()
    save_file({"x": np.zeros(1, np.float32)}, tmp_path / "a-start" / "weights.safetensors")


@pytest.mark.usefixtures("finished")
def test_of_a_starting_point_no_bundle_is_written(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["recipe", "start"])
    main(RECIPES)
    assert capsys.readouterr().out == (
        "a-start is a starting point for other recipes; no bundle is written.\n"
    )


@pytest.mark.usefixtures("finished")
def test_only_train_stops_before_the_bundle(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["recipe", "start", "--only", "train"])
    main(RECIPES)
    assert capsys.readouterr().out == ""


def test_an_unknown_recipe_is_refused_with_the_known_ones(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["recipe", "other"])
    with pytest.raises(SystemExit):
        main(RECIPES)
    assert "choose from" in capsys.readouterr().err


def test_missing_data_ends_with_a_sentence(tmp_path, monkeypatch):
    def missing(*arguments):
        raise BadData("The digits are missing. Download them. Received: no file")

    monkeypatch.setenv("INKLING_WORK", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["recipe", "start", "--only", "train"])
    with pytest.raises(SystemExit, match=r"^The digits are missing. Download them. Received: no file$"):
        main({"start": Recipe("a-start", Plan("dense", 2, 1), missing, missing)})
