"""Trains the networks for Quick, Draw!: `python -m recipes.sketches backbone`, then `345` and `50`."""

from dataclasses import replace

from recipes import data, training_sets
from recipes.command import main
from recipes.fitting import Plan
from recipes.recipe import Recipe

BACKBONE = Recipe(
    "strokes-backbone",
    Plan(
        "sketches-deep",
        345,
        15,
        batch_size=192,
        peak_learning_rate=3e-3,
        weight_decay=0.05,
        clip_norm=None,
    ),
    training_sets.sketches,
    training_sets.sketches_validation,
)
# How the backbone is trained further on some of its classes.
FINE_TUNING = Plan(
    "sketches-deep",
    50,
    8,
    peak_learning_rate=8e-4,
    weight_decay=0.05,
    label_smoothing=0.05,
    clip_norm=None,
    average=0.995,
    outliers=True,
)
RECIPES = {
    "backbone": BACKBONE,
    "345": Recipe(
        "sketches-345",
        replace(BACKBONE.plan, epochs=2, peak_learning_rate=1e-3, average=0.998, outliers=True),
        training_sets.sketches_with_outliers,
        training_sets.sketches_validation,
        start_from=BACKBONE,
        precision="int8",
    ),
    "50": Recipe(
        "sketches-50",
        FINE_TUNING,
        training_sets.fifty_with_outliers,
        training_sets.fifty_validation,
        start_from=BACKBONE,
        classes_of_start=tuple(data.sketch_categories().index(name) for name in data.fifty_categories()),
        precision="int8",
    ),
}

if __name__ == "__main__":
    main(RECIPES)
