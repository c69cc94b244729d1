"""A recipe: how one network is trained and stored."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.bundles.applications import Precision
from recipes.fitting import MakeEpoch, Plan, fit
from recipes.storage import work_folder


@dataclass(frozen=True)
class Recipe:
    """How one network is trained and stored.

    Attributes:
        name: Name of the bundle, or of the training if it writes no bundle.
        plan: How the network is trained.
        make_epoch: Makes the pictures and labels of `(seed, epoch)`.
        validation: Returns the validation pictures and labels, which are also used to fit the temperature.
        start_from: The recipe whose weights this one starts from.
        classes_of_start: The classes of that recipe that this one keeps, in this one's order; None for all.
        plain: Returns the plainest validation pictures and their labels, hardly any of which may be "not
            sure" in any class; None to use all of `validation`.
        only_right: Whether only validation pictures that are classified correctly count when the share of
            accepted ones is set: when the game asked for an animal, people also drew words and blobs.
        faint: Returns validation pictures and labels of classes that hardly have a shape. Each of them gets a
            threshold of its own, by which hardly any of its pictures is "not sure".
        least_confidence: The smallest probability with which a class is an answer; None for an even chance.
        refitted_on: Makes pictures and labels on which the last layer is fitted again after the training, as
            in `recipes.last_layer`; None to leave it as it was trained.
        precision: How the bundle stores the weights.
        examples: Makes the pictures on the card, like `make_epoch` but fewer; None to take them from an
            epoch.
    """

    name: str
    plan: Plan
    make_epoch: MakeEpoch
    validation: Callable[[], tuple[np.ndarray, np.ndarray]]
    start_from: "Recipe | None" = None
    classes_of_start: tuple[int, ...] | None = None
    plain: Callable[[], tuple[np.ndarray, np.ndarray]] | None = None
    faint: Callable[[], tuple[np.ndarray, np.ndarray]] | None = None
    only_right: bool = False
    least_confidence: float | None = None
    refitted_on: Callable[[], tuple[np.ndarray, np.ndarray]] | None = None
    precision: Precision = "float32"
    examples: MakeEpoch | None = None


def train(recipe: Recipe) -> None:
    """Trains a recipe's network and the recipes it starts from, or resumes an interrupted training.

    Args:
        recipe: The recipe.
    """
    folder = work_folder(recipe.name)
    if (folder / "weights.safetensors").exists():
        return
    if recipe.start_from is not None:
        train(recipe.start_from)
    start = work_folder(recipe.start_from.name) / "weights.safetensors" if recipe.start_from else None
    fit(
        recipe.plan,
        recipe.make_epoch,
        recipe.validation,
        folder,
        start,
        recipe.classes_of_start,
    )
