"""Measures how many wrong labels among few photos are found, and how many right ones are suspected.

    python -m benchmarks.wrong_labels FEATURES     # a folder of DATASET.npz files; missing ones are made

Two classes are used at a time, with 10, 25 and 50 photos each; none, one, three or five photos that really
show the second class are labelled as the first. Each photo is answered in cross-validation, as in a training,
at the temperature that a training finds. The rules are cleanlab's and ours, which is that the answer is
another class with a minimum confidence.
"""

import argparse
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
from cleanlab.filter import find_label_issues
from threadpoolctl import threadpool_limits

from benchmarks.heads import drawn_variants
from benchmarks.photo_features import features_of
from benchmarks.results import keep_table
from core.bundles.familiarity import NO_STRANGERS
from core.inference.calibration import fit_temperature, softmax
from core.training.cross_validation import cross_validate
from core.training.label_issues import label_issues
from core.training.linear_head import Features

NAMES = ("ants_bees", "cats_dogs", "rock_paper_scissors")
# Pairs of the seven classes: dogs and horses, in both orders, elephants and giraffes, guitars and houses.
PHOTO_CLASSES, PHOTO_PAIRS = "pacs_photo", ((0, 4), (4, 0), (1, 2), (3, 5))
SIZES, PLANTED = (10, 25, 50), (0, 1, 3, 5)
SEED = 1
# If half of ten photos had wrong labels, nobody could tell which half.
_LARGEST_SHARE = 0.4
_CLEANLAB = ("confident_learning", "prune_by_noise_rate", "both", "predicted_neq_given")
_CONFIDENCES = (0.7, 0.8)
Rule = Callable[[np.ndarray, np.ndarray], np.ndarray]


def cleanlab(filter_by: str, logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Returns which labels cleanlab calls wrong, `(n,)` bool."""
    is_issue: np.ndarray = find_label_issues(
        labels, _calibrated(logits, labels), filter_by=filter_by, n_jobs=1
    )
    return is_issue


def confident(least: float, logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Returns which photos are answered with another class with a minimum confidence, `(n,)` bool."""
    probabilities = _calibrated(logits, labels)
    is_other: np.ndarray = probabilities.argmax(axis=1) != labels
    return is_other & (probabilities.max(axis=1) >= least)


def shipped(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Returns which labels a training calls suspicious, `(n,)` bool."""
    return np.isin(np.arange(len(labels)), label_issues(logits, labels, ("0", "1"))["index"])


RULES: dict[str, Rule] = {
    "what a training lists": shipped,
    **{f"cleanlab, {name}": partial(cleanlab, name) for name in _CLEANLAB},
    **{f"another class with at least {least:.0%}": partial(confident, least) for least in _CONFIDENCES},
}


def _calibrated(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return softmax(logits, fit_temperature(logits, labels, few=True))


def tasks(folder: Path) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yields pairs of classes: the features `(n, variants, features)` of the first and of the second."""
    for name in (*NAMES, PHOTO_CLASSES):
        features, labels = features_of(name, folder)
        pairs = itertools.permutations(range(labels.max() + 1), 2)
        for first, second in PHOTO_PAIRS if name == PHOTO_CLASSES else pairs:
            yield features[labels == first], features[labels == second]


def answer(
    first: np.ndarray, second: np.ndarray, size: int, planted: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Plants wrong labels, and answers each photo with a head that has not seen it.

    Returns:
        Logits `(n, 2)`, labels `(n,)`, and which of these are wrong, `(n,)` bool.
    """
    generator = np.random.default_rng(SEED)
    ours, others = (generator.permutation(len(each)) for each in (first, second))
    variants = np.concatenate([first[ours[: size - planted]], second[others[: size + planted]]])
    variants = variants[:, : drawn_variants(size)]
    labels = np.repeat([0, 1], [size - planted, size + planted])
    is_wrong = np.arange(2 * size) >= 2 * size - planted
    labels[is_wrong] = 0
    unseen, _ = cross_validate(Features(variants, labels), np.arange(2 * size), 2, SEED, NO_STRANGERS)
    return unseen.logits, labels, is_wrong


def main() -> None:
    """Runs the benchmark, and writes and prints the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("features", type=Path)
    folder = parser.parse_args().features
    folder.mkdir(parents=True, exist_ok=True)
    counts: dict[tuple[str, int, int], np.ndarray] = defaultdict(lambda: np.zeros(4))
    settings = [
        (size, planted)
        for size, planted in itertools.product(SIZES, PLANTED)
        if planted <= _LARGEST_SHARE * size
    ]
    with threadpool_limits(1):
        for first, second in tasks(folder):
            for size, planted in settings:
                logits, labels, is_wrong = answer(first, second, size, planted)
                for name, rule in RULES.items():
                    found = rule(logits, labels)
                    parts = (found[is_wrong], is_wrong, found[~is_wrong], ~is_wrong)
                    counts[name, size, planted] += [part.sum() for part in parts]
    rows = []
    for (name, size, planted), (hits, wrong, accused, right) in counts.items():
        row: dict[str, object] = {"rule": name, "pictures_of_a_class": size, "wrong_labels": planted}
        row["found_percent"] = round(100 * hits / wrong, 1) if wrong else ""
        rows.append(row | {"right_ones_accused_percent": round(100 * accused / right, 1)})
    keep_table("wrong_labels", rows)


if __name__ == "__main__":
    main()
