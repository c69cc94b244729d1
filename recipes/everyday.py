"""Trains the network for ten everyday things in photos: `python -m recipes.everyday`."""

from dataclasses import replace

from recipes import imagenet_start, photos
from recipes.command import main
from recipes.fitting import Plan
from recipes.recipe import Recipe

FIRST = Recipe(
    "everyday-10-first",
    Plan(
        "mobile-128",
        10,
        8,
        batch_size=64,
        peak_learning_rate=4e-4,
        label_smoothing=0.1,
        clip_norm=1.0,
        outliers=True,
    ),
    photos.everyday_epoch,
    photos.everyday_validation,
    prepare=imagenet_start.start_from_imagenet,
)
RECIPES = {
    "10": replace(
        FIRST,
        name="everyday-10",
        # Trained further with larger pictures and mixup, because it had begun to overfit.
        plan=replace(FIRST.plan, network="mobile-160", epochs=4, peak_learning_rate=2e-4, mixup=0.4, seed=2),
        start_from=FIRST,
        prepare=None,
        precision="float16",
        # The bundle's network averages over the mirror image.
        bundled_as="mobile-mirrored",
    ),
}

if __name__ == "__main__":
    main(RECIPES)
