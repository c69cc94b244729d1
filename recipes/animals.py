"""Trains the networks for six animals: `python -m recipes.animals simple` or `deep`."""

from functools import partial

from recipes import data, epochs
from recipes.fitting import Plan
from recipes.recipe import Recipe, main

_VALIDATION = partial(epochs.sketch_part, data.ANIMALS, "validation")

RECIPES = {
    "simple": Recipe(
        "animals-simple",
        Plan("small-sketch-net", 6, 25, label_smoothing=0.0, weight_decay=0.0),
        epochs.animals,
        _VALIDATION,
    ),
    "deep": Recipe(
        "animals-deep",
        Plan("sketches-deep", 6, 8, peak_learning_rate=4e-4, weight_decay=0.05),
        epochs.animals,
        _VALIDATION,
        start_from="sketches-345",
    ),
}

if __name__ == "__main__":
    main(RECIPES)
