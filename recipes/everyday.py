"""Trains the network for ten everyday things in photos: `python -m recipes.everyday`."""

from recipes import photos
from recipes.fitting import Plan
from recipes.recipe import Recipe, main

RECIPES = {
    "10": Recipe(
        "everyday-10",
        Plan(
            "photos-single",
            10,
            30,
            batch_size=256,
            peak_learning_rate=0.2,
            weight_decay=0.01,
            label_smoothing=0.1,
            clip_norm=None,
            average=0.995,
            nesterov=True,
        ),
        photos.everyday_epoch,
        photos.everyday_validation,
        prepare=photos.whiten,
        precision="int8",
        # It looks at shifted and mirrored copies.
        bundled_as="photos-small",
    ),
}

if __name__ == "__main__":
    main(RECIPES)
