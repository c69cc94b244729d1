"""Trains the networks for six animals: `python -m recipes.animals simple` or `deep`."""

from recipes import epochs
from recipes.fitting import Plan
from recipes.recipe import Recipe, main

RECIPES = {
    "simple": Recipe(
        "animals-simple",
        Plan("small-sketch-net", 6, 60, label_smoothing=0.0, weight_decay=0.0),
        epochs.animals_gently,
        epochs.animals_validation,
    ),
    "deep": Recipe(
        "animals-deep",
        Plan("sketches-deep", 6, 5, peak_learning_rate=4e-4, weight_decay=0.05, average=0.99),
        epochs.animals,
        epochs.animals_validation,
        start_from="sketches-345",
    ),
}

if __name__ == "__main__":
    main(RECIPES)
