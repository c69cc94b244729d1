"""The command line of every recipe: `python -m recipes.<name> NETWORK`."""

import argparse
from collections.abc import Mapping

from recipes.exiting import exit_in_a_sentence
from recipes.recipe import Recipe, train
from recipes.storage import work_folder


def main(recipes: Mapping[str, Recipe]) -> None:
    """Runs the recipe named on the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("recipe", choices=recipes)
    parser.add_argument(
        "--only",
        choices=("train", "bundle"),
        help="train needs any Keras backend; bundle needs TensorFlow and a finished training",
    )
    parser.add_argument(
        "--precision", default="float32", help="Keras policy for training, such as mixed_bfloat16"
    )
    arguments = parser.parse_args()
    with exit_in_a_sentence():
        _run(recipes[arguments.recipe], arguments)


def _run(recipe: Recipe, arguments: argparse.Namespace) -> None:
    if arguments.only != "bundle":
        import keras

        keras.mixed_precision.set_global_policy(arguments.precision)
        train(recipe)
        keras.mixed_precision.set_global_policy("float32")
    if arguments.only != "train":
        from recipes.bundling import make_bundle
        from recipes.descriptions import DESCRIPTIONS

        if recipe.name not in DESCRIPTIONS:
            print(f"{recipe.name} is a starting point for other recipes; no bundle is written.")
            return
        make_bundle(recipe, work_folder(recipe.name))
