"""Trains the digit networks: `python -m recipes.digits NETWORK`, where NETWORK is a key of `RECIPES`."""

from dataclasses import replace
from functools import partial

from core.bundles.applications import Precision
from recipes import digit_epochs, digit_validation, training_sets
from recipes.command import main
from recipes.fitting import Plan
from recipes.recipe import Recipe

# As many pictures as in the first training of the shipped networks: 27,900 steps of 1,024 pictures.
EPOCHS = 465
# With a least confidence of 0.5, more than 0.5 % of the sure answers of `digits-deep` were wrong on the
# validation parts of six sources; with this one, on three; with 0.9, on two.
# `recipes/results/least_confidence.csv` says how many answers each of them refuses.
LEAST_CONFIDENCE = 0.8
FINISHING_EPOCHS = 14


def _recipe(
    name: str,
    network: str,
    weight_decay: float = 0.0,
    seed: int = 40,
    precision: Precision = "int8",
    frozen: tuple[str, ...] = (),
) -> Recipe:
    """Returns a recipe that trains a network on digits from every source and on outliers.

    Args:
        name: Name of the bundle.
        network: Name of the architecture.
        weight_decay: Weight decay of AdamW.
        seed: Seed of the training.
        precision: How the bundle stores the weights.
        frozen: Name prefixes of the layers that the finishing leaves unchanged.
    """
    plan = Plan(
        network,
        10,
        EPOCHS,
        batch_size=512,
        weight_decay=weight_decay,
        label_smoothing=0.03,
        clip_norm=None,
        outliers=True,
        seed=seed,
        # The pictures are so many, and all different, that the network cannot memorise them.
        dropout=False,
    )
    validation = digit_validation.every_source
    start = Recipe(f"{name}-start", plan, partial(digit_epochs.of_training, EPOCHS), validation)
    finishing = replace(
        plan,
        epochs=FINISHING_EPOCHS,
        batch_size=256,
        peak_learning_rate=3e-4,
        average=0.99,
        frozen=frozen,
    )
    return Recipe(
        name,
        finishing,
        digit_epochs.finishing,
        validation,
        start_from=start,
        plain=digit_validation.plain,
        faint=digit_validation.straight_ones,
        examples=digit_epochs.example_pictures,
        least_confidence=LEAST_CONFIDENCE,
        precision=precision,
    )


DEEP = _recipe("digits-deep", "digits-residual", weight_decay=0.02, frozen=("stem", "block1", "block2"))

# A smaller network with and without outlier exposure, for the comparison in `recipes.out_of_distribution`.
_EXPOSED_START = Recipe(
    "digits-start-1",
    Plan("digits-deep", 10, 16, label_smoothing=0.05, clip_norm=None, outliers=True),
    training_sets.digits_with_outliers,
    training_sets.digits_validation,
)
EXPOSED = Recipe(
    "digits-exposed",
    Plan(
        "digits-deep",
        10,
        4,
        peak_learning_rate=5e-4,
        label_smoothing=0.05,
        clip_norm=None,
        outliers=True,
        seed=11,
    ),
    training_sets.digits_half_unaugmented,
    training_sets.digits_validation,
    start_from=_EXPOSED_START,
)
UNEXPOSED = Recipe(
    "digits-deep-unexposed",
    Plan("digits-deep", 10, 16, label_smoothing=0.05),
    training_sets.digits,
    training_sets.digits_validation,
)
STARTS = (_EXPOSED_START,)
RECIPES = {
    "dense": _recipe("digits-dense", "dense", weight_decay=0.01, seed=6),
    "simple": _recipe("digits-simple", "simple-convnet", seed=5, precision="float32"),
    "exposed": EXPOSED,
    "unexposed": UNEXPOSED,
    "deep": DEEP,
}

if __name__ == "__main__":
    main(RECIPES)
