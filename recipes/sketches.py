"""Trains the network for all 345 Quick, Draw! categories: `python -m recipes.sketches 345`."""

from recipes import epochs
from recipes.fitting import Plan
from recipes.recipe import Recipe, main

RECIPES = {
    "345": Recipe(
        "sketches-345",
        Plan(
            "sketches-deep",
            345,
            15,
            batch_size=192,
            peak_learning_rate=3e-3,
            weight_decay=0.05,
            clip_norm=None,
        ),
        epochs.sketches,
        epochs.sketches_validation,
    ),
}

if __name__ == "__main__":
    main(RECIPES)
