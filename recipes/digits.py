"""Trains the digit networks: `python -m recipes.digits NETWORK`, where NETWORK is a key of `RECIPES`."""

from recipes import training_sets
from recipes.command import main
from recipes.fitting import Plan
from recipes.recipe import Recipe

STARTS = tuple(
    Recipe(
        f"digits-start-{seed}",
        Plan("digits-deep", 10, 16, label_smoothing=0.05, clip_norm=None, outliers=True, seed=seed),
        training_sets.digits_with_outliers,
        training_sets.digits_validation,
    )
    for seed in (1, 2)
)


def _fine_tuned(name: str, start: Recipe, seed: int) -> Recipe:
    """Returns a recipe that trains a network further, with half of MNIST unaugmented."""
    return Recipe(
        name,
        Plan(
            "digits-deep",
            10,
            4,
            peak_learning_rate=5e-4,
            label_smoothing=0.05,
            clip_norm=None,
            outliers=True,
            seed=seed,
        ),
        training_sets.digits_half_unaugmented,
        training_sets.digits_validation,
        start_from=start,
        precision="int8",
    )


DEEP = _fine_tuned("digits-deep", STARTS[0], seed=11)
SECOND = _fine_tuned("digits-ensemble-second", STARTS[1], seed=12)
ENSEMBLE = Recipe(
    "digits-ensemble",
    Plan("digits-ensemble", 10, 4, label_smoothing=0.05, clip_norm=None, outliers=True),
    training_sets.digits_half_unaugmented,
    training_sets.digits_validation,
    members=(DEEP, SECOND),
    precision="int8",
)
# Without outlier exposure, for the comparison in `recipes.out_of_distribution`.
UNEXPOSED = Recipe(
    "digits-deep-unexposed",
    Plan("digits-deep", 10, 16, label_smoothing=0.05),
    training_sets.digits,
    training_sets.digits_validation,
)
RECIPES = {
    "dense": Recipe(
        "digits-dense",
        Plan("dense", 10, 12, label_smoothing=0.0),
        training_sets.digits,
        training_sets.digits_validation,
        precision="int8",
    ),
    "simple": Recipe(
        "digits-simple",
        Plan("simple-convnet", 10, 16, label_smoothing=0.0, weight_decay=0.0),
        training_sets.digits,
        training_sets.digits_validation,
    ),
    "unexposed": UNEXPOSED,
    "ensemble": ENSEMBLE,
    "deep": DEEP,
}

if __name__ == "__main__":
    main(RECIPES)
