"""Compares how many variations of each photo a last layer should learn from.

    python -m benchmarks.photo_variations FEATURES   # a folder of DATASET.npz files; missing ones are made

There are five data sets and five random draws from each, with 3, 5, 10 and 30 pictures of each class. All
that was not drawn is for testing. The strength of the last layer is chosen by cross-validation, as in a
training.
"""

import argparse
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.heads import SEEDS, draw, right
from benchmarks.photo_features import CIFAR10, FOLDERS, features_of
from benchmarks.results import keep_table
from core.bundles.familiarity import NO_STRANGERS
from core.training.cross_validation import cross_validate
from core.training.linear_head import Features, train_heads

SIZES = (3, 5, 10, 30)
# The variants of each picture that are learned from; see `core.preprocessing.augmentation.variations`.
VARIATIONS = {
    "itself": (0,),
    "and mirrored": (0, 1),
    "and once cropped at random": (0, 2),
    "and twice cropped at random": (0, 2, 3),
    "and mirrored, and twice cropped at random": (0, 1, 2, 3),
}


def measure(name: str, size: int, variants: tuple[int, ...], folder: Path) -> float:
    """Returns the mean share of right answers over all draws, in per cent."""
    features, labels = features_of(name, folder)
    classes, shares = int(labels.max()) + 1, []
    for seed in SEEDS:
        learned, asked = draw(labels, [size] * classes, seed)
        data = Features(features[learned][:, list(variants)], labels[learned])
        _, strength = cross_validate(data, np.arange(len(learned)), classes, seed, NO_STRANGERS)
        head = train_heads(data, classes, (strength,))[0]
        shares.append(right(head.logits(features[asked, 0]), labels[asked]))
    return float(np.mean(shares))


def main() -> None:
    """Runs the benchmark, and writes and prints the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("features", type=Path)
    folder = parser.parse_args().features
    folder.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, object]] = []
    with threadpool_limits(1):
        for size in SIZES:
            for what, variants in VARIATIONS.items():
                shares = {name: measure(name, size, variants, folder) for name in (*FOLDERS, CIFAR10)}
                shares["mean"] = float(np.mean(list(shares.values())))
                row = {f"{name}_percent": round(share, 1) for name, share in shares.items()}
                rows.append({"pictures_of_a_class": size, "learned_from": what, **row})
    keep_table("photo_variations", rows)


if __name__ == "__main__":
    main()
