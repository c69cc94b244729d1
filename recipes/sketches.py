"""Trains the networks for Quick, Draw!: `python -m recipes.sketches 345`, or `backbone` and then `50`.

The weights from which `sketches-345` was finished were trained by `recipes.drawing_training` on the same
drawings with the same augmentation, in 8 minutes on one accelerator. From these weights, `345` takes 40
minutes on two cores; without them it trains them first, which takes about a day.
"""

from dataclasses import replace
from functools import partial

from recipes import data, drawing_epochs, training_sets
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
# How the backbone is fine-tuned for some of its classes.
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
# On pictures of 56 pixels.
LARGE = Plan(
    "sketches-large",
    345,
    61,
    batch_size=512,
    peak_learning_rate=4e-3,
    weight_decay=0.05,
    clip_norm=None,
    mixup=0.1,
    outliers=True,
)
LARGE_START = Recipe(
    "sketches-345-start",
    LARGE,
    drawing_epochs.sketches,
    partial(training_sets.sketches_validation, drawing_epochs.SIZE_PX),
)
# Gently, and without mixup, which makes confidences too low.
FINISHING = replace(
    LARGE,
    epochs=4,
    batch_size=192,
    peak_learning_rate=3e-4,
    mixup=0.0,
    average=0.995,
    dropout=False,
    frozen=("stem", "block1"),
)
# What shipped before: the backbone, trained a little longer with outliers.
SMALL = Recipe(
    "sketches-345-28-px",
    replace(BACKBONE.plan, epochs=2, peak_learning_rate=1e-3, average=0.998, outliers=True),
    training_sets.sketches_with_outliers,
    training_sets.sketches_validation,
    start_from=BACKBONE,
)
RECIPES = {
    "backbone": BACKBONE,
    "345-28-px": SMALL,
    "345": Recipe(
        "sketches-345",
        FINISHING,
        drawing_epochs.finishing_sketches,
        LARGE_START.validation,
        start_from=LARGE_START,
        refitted_on=drawing_epochs.whole_and_half_sketches,
        precision="int8",
        examples=partial(drawing_epochs.examples, categories=data.sketch_categories(), per_category=1),
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
