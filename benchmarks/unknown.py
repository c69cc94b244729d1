"""Compares ways to notice that a network for photos is asked about a thing that it was not taught.

    python -m benchmarks.unknown FEATURES   # a folder of DATASET.npz files; missing ones are made

There are five data sets and five random draws from each, with 10 and 30 pictures of each class. Half of the
classes are taught, and the others are the unknown things; where there are only two classes, both are taught,
and photos of other things are unknown. Photos of people are counted separately, except for a data set that
has a class of them. Each score gets the threshold that a training would set: 95% of the known pictures are
sure, judged by cross-validation. A picture is also not sure if no class has an even chance.

`familiarity` is what ships. All scores are computed from the same features of the same backbone.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sklearn.covariance import ledoit_wolf
from threadpoolctl import threadpool_limits

from benchmarks.heads import draw, drawn_variants
from benchmarks.photo_features import (
    BACKBONE,
    CIFAR10,
    FOLDERS,
    class_names,
    features_of,
    features_of_strangers,
    sample_numbers,
)
from benchmarks.results import keep_table, means_of_data_sets
from core.bundles.familiarity import learn_familiarity
from core.bundles.library import read_library
from core.inference.calibration import fit_temperature, softmax
from core.inference.imagenet import imagenet_names, kinds_of
from core.inference.rejection import MIN_SURE_PROBABILITY, energy_score, threshold_for_sure
from core.training.cross_validation import cross_validate, fold_indices
from core.training.linear_head import Features, train_heads

SIZES, SEEDS = (10, 30), (1, 2, 3, 4, 5)
_SAMPLES, _WITH_PEOPLE = "imagenet_samples", "pacs_photo"
_PEOPLE = "person"
# What the data sets of two classes teach, as ImageNet and the other data sets name it.
_TAUGHT = {"ants_bees": ("ant", "bee"), "cats_dogs": ("cat", "dog")}
_NEIGHBOURS = 5

Score = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Taught:
    """What a network was taught.

    Attributes:
        data: The pictures.
        classes: Number of classes.
        strength: Inverse strength of the regularisation of its last layer.
        strangers: `(n, channels)`: features of pictures of other kinds, which ship with the backbone.
        stranger_means: `(kinds, channels)`: the mean features of each kind.
    """

    data: Features
    classes: int
    strength: float
    strangers: np.ndarray
    stranger_means: np.ndarray

    def of(self, indices: np.ndarray) -> "Taught":
        """Returns the same with some of the pictures only, by their indices."""
        return Taught(self.data.of(indices), self.classes, self.strength, self.strangers, self.stranger_means)

    @property
    def class_means(self) -> np.ndarray:
        """The mean features of each class that has pictures, `(classes, channels)`."""
        features, labels = self.data.variants[:, 0], self.data.labels
        return np.stack([features[labels == label].mean(axis=0) for label in np.unique(labels)])


def familiarity(taught: Taught) -> Score:
    """The largest correlation with a class's mean, less what a kind of stranger correlates more."""
    features, labels = taught.data.variants[:, 0], taught.data.labels
    return learn_familiarity(features, labels, taught.classes, taught.stranger_means).score


def cosine(taught: Taught) -> Score:
    """The largest cosine to a class's mean (Snell et al. 2017)."""
    means = _unit(taught.class_means)
    return lambda asked: (_unit(asked) @ means.T).max(axis=1)


def nearest_neighbours(taught: Taught) -> Score:
    """The distance to the fifth nearest picture, of features of length 1 (Sun et al. 2022)."""
    known = _unit(taught.data.variants[:, 0])
    return lambda asked: np.sort(_unit(asked) @ known.T, axis=1)[:, -_NEIGHBOURS]


def mahalanobis(taught: Taught) -> Score:
    """The distance to the nearest class's mean under one covariance of all classes (Lee et al. 2018).

    There are fewer pictures than features, so the covariance is shrunk as in Ledoit and Wolf 2004.
    """
    features, means = taught.data.variants[:, 0], taught.class_means
    _, numbers = np.unique(taught.data.labels, return_inverse=True)
    covariance, _ = ledoit_wolf(features - means[numbers], assume_centered=True)
    # With the lower triangular factor L of the inverse, d' inverse d is the squared length of d L.
    factor = np.linalg.cholesky(np.linalg.inv(covariance))
    whitened = means @ factor
    return lambda asked: -_squared_distances(asked @ factor, whitened).min(axis=1)


def energy(taught: Taught) -> Score:
    """The negative free energy of the logits (Liu et al. 2020)."""
    head = train_heads(taught.data, taught.classes, (taught.strength,))[0]
    return lambda asked: energy_score(head.logits(asked))


def background_class(taught: Taught) -> Score:
    """One less the probability of one more class, whose pictures are strangers."""
    variants = taught.data.variants.shape[1]
    strange = np.repeat(taught.strangers[:, None], variants, axis=1)
    labels = np.concatenate([taught.data.labels, np.full(len(strange), taught.classes)])
    data = Features(np.concatenate([taught.data.variants, strange]), labels)
    head = train_heads(data, taught.classes + 1, (taught.strength,))[0]
    return lambda asked: -softmax(head.logits(asked), 1.0)[:, -1]


SCORES: tuple[Callable[[Taught], Score], ...] = (
    familiarity,
    cosine,
    nearest_neighbours,
    mahalanobis,
    energy,
    background_class,
)


def accepted(taught: Taught, asked: np.ndarray, seed: int) -> dict[str, np.ndarray]:
    """Returns which pictures are sure by each score, `(n,)` bool.

    Args:
        taught: What the network was taught; the strength of its last layer is chosen here.
        asked: `(n, channels)` features of the pictures.
        seed: Seed of the folds.
    """
    data, each = taught.data, np.arange(len(taught.data.labels))
    unseen, strength = cross_validate(data, each, taught.classes, seed, taught.stranger_means)
    temperature = fit_temperature(unseen.logits, data.labels, few=True)
    head = train_heads(data, taught.classes, (strength,))[0]
    is_likely = softmax(head.logits(asked), temperature).max(axis=1) >= MIN_SURE_PROBABILITY
    taught = replace(taught, strength=strength)
    found = {}
    for score in SCORES:
        held_out = np.zeros(len(each))
        for train, fold in fold_indices(data.labels, each, seed):
            held_out[fold] = score(taught.of(train))(data.variants[fold, 0])
        threshold = threshold_for_sure(held_out, softmax(unseen.logits, temperature))
        found[score.__name__] = is_likely & (score(taught)(asked) >= threshold)
    return found


def measure(name: str, size: int, folder: Path) -> list[dict[str, object]]:
    """Measures the shares of known, unknown and people's pictures that are sure by each score."""
    features, labels = features_of(name, folder)
    strange = features_of_strangers(folder)
    means = read_library().get(BACKBONE).strangers()
    photos, numbers_of_photos = features_of(_WITH_PEOPLE, folder)
    is_person = numbers_of_photos == class_names(_WITH_PEOPLE).index(_PEOPLE)
    # The other half of the people is among the strangers that the backbone knows.
    people = photos[is_person, 0][1::2]
    shares: dict[str, list[tuple[float, ...]]] = {}
    for seed in SEEDS:
        order = np.random.default_rng(seed).permutation(int(labels.max()) + 1)
        taught = order if len(order) == 2 else order[: max(2, (len(order) + 1) // 2)]
        numbers = np.full(len(order), -1)
        numbers[taught] = np.arange(len(taught))
        known = numbers[labels]
        others = features[known < 0, 0] if len(order) > 2 else _photos_of_other_things(name, folder)
        learned, asked = draw(known, [size] * len(taught), seed)
        data = Features(features[learned, : drawn_variants(size)], known[learned])
        pictures = np.concatenate([features[asked, 0], others, people])
        is_sure = accepted(Taught(data, len(taught), 1.0, strange, means), pictures, seed)
        for score, sure in is_sure.items():
            parts = np.split(sure, [len(asked), len(asked) + len(others)])
            shares.setdefault(score, []).append(tuple(100 * float(part.mean()) for part in parts))
    return [
        _row(name, size, score, tuple(np.mean(each, axis=0)), name != _WITH_PEOPLE)
        for score, each in shares.items()
    ]


def _photos_of_other_things(name: str, folder: Path) -> np.ndarray:
    """Returns features `(n, channels)` of photos that show neither people nor what a data set teaches."""
    taught, names = _TAUGHT[name], imagenet_names()
    shown = [names[number] for number in sample_numbers()]
    is_other = [not {thing, *kinds_of(thing)} & set(taught) for thing in shown]
    photos, labels = features_of(_WITH_PEOPLE, folder)
    left_out = [index for index, thing in enumerate(class_names(_WITH_PEOPLE)) if thing in (*taught, _PEOPLE)]
    samples = features_of(_SAMPLES, folder)[0][is_other, 0]
    return np.concatenate([samples, photos[~np.isin(labels, left_out), 0]])


def _row(
    name: str, size: int, score: str, shares: tuple[float, ...], has_people: bool = True
) -> dict[str, object]:
    return {
        "data_set": name,
        "pictures_of_a_class": size,
        "score": score.replace("_", " ").replace("mahalanobis", "Mahalanobis"),
        "known_percent": round(shares[0], 1),
        "unknown_percent": round(shares[1], 1),
        "people_percent": round(shares[2], 1) if has_people else "",
    }


def _squared_distances(rows: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Returns the squared distances `(n, m)` between rows `(n, channels)` and others `(m, channels)`."""
    squared: np.ndarray = ((rows[:, None] - others[None]) ** 2).sum(axis=2)
    return squared


def _unit(rows: np.ndarray) -> np.ndarray:
    unit: np.ndarray = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def main() -> None:
    """Runs the benchmark, and writes and prints the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("features", type=Path)
    folder = parser.parse_args().features
    folder.mkdir(parents=True, exist_ok=True)
    with threadpool_limits(1):
        rows = [row for size in SIZES for name in (*FOLDERS, CIFAR10) for row in measure(name, size, folder)]
    keep_table("unknown", [*rows, *means_of_data_sets(rows, "pictures_of_a_class", "score")])


if __name__ == "__main__":
    main()
