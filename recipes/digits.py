"""Trains the digit networks: `python -m recipes.digits dense`, `simple`, `unexposed`, `vote` or `deep`."""

from recipes import epochs
from recipes.fitting import Plan
from recipes.recipe import Recipe, main
from recipes.teaching import digits_taught_by_vote

MEMBERS = tuple(
    Recipe(
        f"digits-vote-{seed}",
        Plan("digits-deep", 10, 16, label_smoothing=0.05, clip_norm=None, something_else=True, seed=seed),
        epochs.digits_and_others,
        epochs.digits_validation,
    )
    for seed in (1, 2, 3)
)
VOTE = Recipe(
    "digits-vote",
    Plan("digits-vote", 10, 16, label_smoothing=0.05, clip_norm=None, something_else=True),
    epochs.digits_and_others,
    epochs.digits_validation,
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
    "dense": Recipe(
        "digits-dense",
        Plan("dense", 10, 12, label_smoothing=0.0, clip_norm=None, something_else=True),
        epochs.digits_and_others,
        epochs.digits_validation,
    ),
    "simple": Recipe(
        "digits-simple",
        Plan("simple-convnet", 10, 16, label_smoothing=0.0, weight_decay=0.0, something_else=True),
        epochs.digits_and_others,
        epochs.digits_validation,
    ),
    "unexposed": UNEXPOSED,
    "vote": VOTE,
    "deep": Recipe(
        "digits-deep",
        Plan(
            "digits-deep",
            10,
            18,
            peak_learning_rate=1e-3,
            label_smoothing=0.0,
            clip_norm=None,
            something_else=True,
        ),
        digits_taught_by_vote,
        epochs.digits_validation,
        start_from=MEMBERS[0],
        teacher=VOTE,
        precision="int8",
    ),
}

if __name__ == "__main__":
    main(RECIPES)
