"""Trains the networks for six animals: `python -m recipes.animals simple` or `deep`."""

from dataclasses import replace
from functools import partial

from recipes import data, drawing_epochs, training_sets
from recipes.command import main
from recipes.fitting import Plan
from recipes.recipe import Recipe
from recipes.sketches import BACKBONE, FINE_TUNING, LARGE
from recipes.sketches import RECIPES as SKETCHES

_CLASSES_OF_BACKBONE = tuple(data.sketch_categories().index(name) for name in data.ANIMALS)
# Trained without outlier exposure, for the comparison in `recipes.out_of_distribution`.
UNEXPOSED = Recipe(
    "animals-deep-unexposed",
    Plan("sketches-deep", 6, 5, peak_learning_rate=4e-4, weight_decay=0.05, average=0.99),
    training_sets.animals,
    training_sets.animals_validation,
    start_from=BACKBONE,
    classes_of_start=_CLASSES_OF_BACKBONE,
)
_PLAN = replace(FINE_TUNING, classes=6)
# Half of each class comes from strokes, so the few drawings that have strokes are repeated often.
HALF_STROKES = Recipe(
    "animals-deep-half-strokes",
    _PLAN,
    training_sets.animals_half_strokes,
    training_sets.animals_validation,
    start_from=BACKBONE,
    classes_of_start=_CLASSES_OF_BACKBONE,
)
# Trained on pictures of 56 pixels, starting from the network for all categories: no better, see
# `recipes/RESULTS.md`.
LARGER = Recipe(
    "animals-deep-56-px",
    replace(LARGE, classes=6, epochs=15, peak_learning_rate=8e-4),
    drawing_epochs.animals,
    partial(training_sets.animals_validation, drawing_epochs.SIZE_PX),
    start_from=SKETCHES["345"],
    classes_of_start=_CLASSES_OF_BACKBONE,
)
START = Recipe(
    "animals-deep-start",
    replace(_PLAN, epochs=12),
    training_sets.animals_with_outliers,
    training_sets.animals_validation,
    start_from=BACKBONE,
    classes_of_start=_CLASSES_OF_BACKBONE,
)
RECIPES = {
    "unexposed": UNEXPOSED,
    "56-px": LARGER,
    "simple": Recipe(
        "animals-simple",
        Plan("small-sketch-net", 6, 60, label_smoothing=0.0, weight_decay=0.0),
        training_sets.animals_mildly_augmented,
        training_sets.animals_validation,
    ),
    "half-strokes": HALF_STROKES,
    "deep": Recipe(
        "animals-deep",
        replace(_PLAN, epochs=5, peak_learning_rate=2e-4, label_smoothing=0.02),
        partial(training_sets.animals_with_outliers, outliers_for="animals, finishing"),
        training_sets.animals_validation,
        start_from=START,
        only_right=True,
        precision="int8",
    ),
}

if __name__ == "__main__":
    main(RECIPES)
