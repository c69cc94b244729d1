"""What every recipe does: train, or go on training, and then write the bundle."""

import argparse
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recipes.fitting import MakeEpoch, Plan, fit


@dataclass(frozen=True)
class Recipe:
    """One bundle's recipe.

    Attributes:
        name: The bundle's name.
        plan: How its network is trained.
        make_epoch: What it sees in an epoch.
        validation: Pictures and labels to watch while training and to fit the temperature on.
        start_from: Name of the bundle whose recipe comes first and whose weights this one starts with.
    """

    name: str
    plan: Plan
    make_epoch: MakeEpoch
    validation: Callable[[], tuple[np.ndarray, np.ndarray]]
    start_from: str | None = None


def work_folder(name: str) -> Path:
    """Returns where a recipe keeps checkpoints: `INKLING_WORK`, or `work/` in the repository."""
    root = Path(os.environ.get("INKLING_WORK", Path(__file__).resolve().parents[1] / "work"))
    return root / name


def main(recipes: Mapping[str, Recipe]) -> None:
    """Runs the recipe named on the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("recipe", choices=recipes)
    parser.add_argument(
        "--only",
        choices=("train", "bundle"),
        help="train needs any Keras backend; bundle needs TensorFlow and a finished training",
    )
    parser.add_argument("--precision", default="float32", help="Keras policy for training, as mixed_bfloat16")
    arguments = parser.parse_args()
    recipe = recipes[arguments.recipe]
    if arguments.only != "bundle":
        import keras

        keras.mixed_precision.set_global_policy(arguments.precision)
        start = work_folder(recipe.start_from) / "weights.safetensors" if recipe.start_from else None
        fit(recipe.plan, recipe.make_epoch, recipe.validation, work_folder(recipe.name), start)
        keras.mixed_precision.set_global_policy("float32")
    if arguments.only != "train":
        from recipes.bundling import make_bundle

        make_bundle(recipe, work_folder(recipe.name))
