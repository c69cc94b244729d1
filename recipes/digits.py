"""Trains the digit networks: `python -m recipes.digits dense`, `simple` or `deep`."""

from recipes import epochs
from recipes.fitting import Plan
from recipes.recipe import Recipe, main

RECIPES = {
    "dense": Recipe(
        "digits-dense", Plan("dense", 10, 12, label_smoothing=0.0), epochs.digits, epochs.digits_validation
    ),
    "simple": Recipe(
        "digits-simple",
        Plan("simple-convnet", 10, 16, label_smoothing=0.0, weight_decay=0.0),
        epochs.digits,
        epochs.digits_validation,
    ),
    "deep": Recipe(
        "digits-deep",
        Plan("digits-deep", 10, 16, label_smoothing=0.05),
        epochs.digits,
        epochs.digits_validation,
    ),
}

if __name__ == "__main__":
    main(RECIPES)
