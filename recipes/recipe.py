"""What every recipe does: train, or go on training, and then write the bundle."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.bundles.applications import Precision
from recipes.ensemble import join
from recipes.fitting import MakeEpoch, Plan, fit
from recipes.storage import work_folder


@dataclass(frozen=True)
class Recipe:
    """One bundle's recipe.

    Attributes:
        name: The bundle's name.
        plan: How its network is trained.
        make_epoch: What it sees in an epoch.
        validation: Pictures and labels to watch while training and to fit the temperature on.
        start_from: The recipe that comes first and whose weights this one starts with.
        classes_of_start: Which of its classes are this one's, in this one's order; None if they are the same.
        members: Recipes of networks that are trained apart and then joined into this one.
        prepare: Sets the weights that the fresh Keras network begins with.
        precision: In which the bundle's network is stored.
        bundled_as: The network that the bundle holds, with the same weights; empty for the trained one.
    """

    name: str
    plan: Plan
    make_epoch: MakeEpoch
    validation: Callable[[], tuple[np.ndarray, np.ndarray]]
    start_from: "Recipe | None" = None
    classes_of_start: tuple[int, ...] | None = None
    members: tuple["Recipe", ...] = ()
    prepare: Callable[[Any], None] | None = None
    precision: Precision = "float32"
    bundled_as: str = ""


def train(recipe: Recipe) -> None:
    """Trains what a recipe asks for, or goes on training it."""
    folder = work_folder(recipe.name)
    if (folder / "weights.safetensors").exists():
        return
    for first in (recipe.start_from, *recipe.members):
        if first is not None:
            train(first)
    if recipe.members:
        join([work_folder(member.name) for member in recipe.members], folder)
        return
    start = work_folder(recipe.start_from.name) / "weights.safetensors" if recipe.start_from else None
    fit(
        recipe.plan,
        recipe.make_epoch,
        recipe.validation,
        folder,
        start,
        recipe.classes_of_start,
        recipe.prepare,
    )
