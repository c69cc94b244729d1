"""Trains the network for ten everyday things in photos: `python -m recipes.everyday`."""

from recipes import photos
from recipes.fitting import Plan
from recipes.recipe import Recipe, main

RECIPES = {
    "10": Recipe(
        "everyday-10",
        Plan(
            "photos-small",
            10,
            16,
            batch_size=256,
            peak_learning_rate=0.2,
            weight_decay=0.005,
            label_smoothing=0.2,
            clip_norm=None,
            average=0.995,
            nesterov=True,
        ),
        photos.everyday_epoch,
        photos.everyday_validation,
        prepare=photos.whiten,
        precision="int8",
    ),
}

if __name__ == "__main__":
    main(RECIPES)
