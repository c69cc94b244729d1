"""Trains the digit networks: `python -m recipes.digits dense`, `simple`, `unexposed`, `vote` or `deep`."""

from recipes import epochs
from recipes.fitting import Plan
from recipes.recipe import Recipe, main

STARTS = tuple(
    Recipe(
        f"digits-start-{seed}",
        Plan("digits-deep", 10, 16, label_smoothing=0.05, clip_norm=None, something_else=True, seed=seed),
        epochs.digits_and_others,
        epochs.digits_validation,
    )
    for seed in (1, 2)
)
MEMBERS = tuple(
    Recipe(
        f"digits-vote-{number}",
        Plan(
            "digits-deep",
            10,
            16,
            peak_learning_rate=1e-3,
            label_smoothing=0.05,
            clip_norm=None,
            patience=3,
            something_else=True,
            seed=10 + number,
        ),
        epochs.mnist_and_others,
        epochs.mnist_validation,
        start_from=start,
    )
    for number, start in enumerate((*STARTS, *STARTS), start=1)
)
VOTE = Recipe(
    "digits-vote",
    Plan("digits-vote", 10, 16, label_smoothing=0.05, clip_norm=None, something_else=True),
    epochs.mnist_and_others,
    epochs.mnist_validation,
    members=MEMBERS,
    precision="int8",
)
# Knows nothing of other drawings: `recipes.unsure` compares with it.
UNEXPOSED = Recipe(
    "digits-deep-unexposed",
    Plan("digits-deep", 10, 16, label_smoothing=0.05),
    epochs.digits,
    epochs.digits_validation,
)
RECIPES = {
    **{f"vote-{number}": member for number, member in enumerate(MEMBERS, start=1)},
    "dense": Recipe(
        "digits-dense", Plan("dense", 10, 12, label_smoothing=0.0), epochs.digits, epochs.digits_validation
    ),
    "simple": Recipe(
        "digits-simple",
        Plan("simple-convnet", 10, 16, label_smoothing=0.0, weight_decay=0.0),
        epochs.digits,
        epochs.digits_validation,
    ),
    "unexposed": UNEXPOSED,
    "vote": VOTE,
    "deep": Recipe(
        "digits-deep",
        Plan(
            "digits-deep",
            10,
            16,
            peak_learning_rate=1e-3,
            label_smoothing=0.05,
            clip_norm=None,
            patience=3,
            something_else=True,
            seed=20,
        ),
        epochs.digits_and_others,
        epochs.digits_validation,
        start_from=MEMBERS[0],
        precision="int8",
    ),
}

if __name__ == "__main__":
    main(RECIPES)
