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
        name: Name of the bundle, or of the training if no bundle is written.
        plan: How the network is trained.
        make_epoch: Makes the pictures and labels of `(seed, epoch)`.
        validation: Returns the validation pictures and labels, on which the temperature is fitted as well.
        start_from: The recipe whose weights this one starts from.
        classes_of_start: Which of that recipe's classes this one keeps, in this one's order; None for all.
        plain: Returns validation pictures and labels of the plainest kinds, of which hardly any of a class
            may be "not sure"; None for those of `validation` together.
        only_right: Whether the share of validation pictures that are accepted is of those read right alone:
            people drew words and blobs, too, when the game asked for an animal.
        faint: Returns validation pictures and labels of classes of so little shape that they look like none:
            each of these classes gets a threshold of its own, by which hardly any is "not sure".
        least_confidence: The probability from which on a class is an answer; None for an even chance.
        precision: How the bundle stores the weights.
        examples: Makes the pictures on the card as `make_epoch` does, but fewer; None for those of an epoch.
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
    precision: Precision = "float32"
    examples: MakeEpoch | None = None


def train(recipe: Recipe) -> None:
    """Trains a recipe's network and all that it starts from, or resumes an interrupted training.

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
