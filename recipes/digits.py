"""Trains the digit networks: `python -m recipes.digits dense`, `simple`, `unexposed`, `vote` or `deep`."""

from recipes import training_sets
from recipes.command import main
from recipes.fitting import Plan
from recipes.recipe import Recipe

STARTS = tuple(
    Recipe(
        f"digits-start-{seed}",
        Plan("digits-deep", 10, 16, label_smoothing=0.05, clip_norm=None, outliers=True, seed=seed),
        training_sets.digits_and_others,
        training_sets.digits_validation,
    )
    for seed in (1, 2)
)


def _taught_on(name: str, start: Recipe, seed: int) -> Recipe:
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


DEEP = _taught_on("digits-deep", STARTS[0], seed=11)
SECOND = _taught_on("digits-vote-second", STARTS[1], seed=12)
VOTE = Recipe(
    "digits-vote",
    Plan("digits-vote", 10, 4, label_smoothing=0.05, clip_norm=None, outliers=True),
    training_sets.digits_half_unaugmented,
    training_sets.digits_validation,
    members=(DEEP, SECOND),
    precision="int8",
)
# Knows nothing of other drawings: `recipes.out_of_distribution` compares with it.
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
    "vote": VOTE,
    "deep": DEEP,
}

if __name__ == "__main__":
    main(RECIPES)
