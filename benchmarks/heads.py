"""Compares last layers trained on few pictures with scikit-learn's and Keras's, and measures their doubt.

    python -m benchmarks.heads FEATURES     # a folder of DATASET.npz files; missing ones are made

There are five data sets and five random draws from each, with 3, 5, 10, 30 and all pictures of each class,
and with 150 against 10. A third of each class is held out for testing. Our heads are made as in a training:
by cross-validation, then from all the pictures that were drawn, with a temperature and a threshold. The peers
learn from the same features: logistic regression with its strength chosen by cross-validation
(`LogisticRegressionCV`, balanced where classes are uneven), and the last layer of Keras's guide (dropout of
0.2, a dense layer, Adam, 20 epochs in batches of 32 pictures) in Keras.

Unknown pictures are the other half of a data set's classes or, if it has only two, photos of other things.
Photos of people are counted separately, except for a data set that has a class of them.

Source of the peer: https://keras.io/guides/transfer_learning/
"""

import argparse
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegressionCV
from threadpoolctl import threadpool_limits

from benchmarks.results import keep_table
from core.bundles.familiarity import learn_familiarity
from core.bundles.library import read_library
from core.inference.calibration import expected_calibration_error, fit_temperature, softmax
from core.inference.classifier import Classifier
from core.inference.rejection import MIN_SURE_PROBABILITY, energy_score, reject_threshold, threshold_for_sure
from core.jobs.parallel import ordered_map
from core.preprocessing.augmentation import augment_photo
from core.preprocessing.decode import decode_image
from core.training.cross_validation import cross_validate
from core.training.linear_head import Features, train_heads
from recipes.data import data_folder

BACKBONE = "things-1000"
FOLDERS = ("ants_bees", "cats_dogs", "rock_paper_scissors", "pacs_photo")
CIFAR10, CIFAR10_OF_EACH = "cifar10", 90
SIZES = (3, 5, 10, 30, 0)  # pictures of each class; 0 for all
SEEDS = (1, 2, 3, 4, 5)
UNEVEN = (150, 10)
OTHERS = "imagenet_samples"
_TESTED = 3  # one in this many pictures is held out
_VARIANTS, _FEW = 3, 20  # variants of each picture, if a class has fewer pictures than the second number
_KERAS_EPOCHS = 20
_WITH_PEOPLE, _PEOPLE = "pacs_photo", 6  # a data set with a class of people, and the number of the class


def pictures(name: str) -> Iterator[tuple[str, bytes]]:
    """Yields the class and the file content of each picture of a data set."""
    if name == CIFAR10:
        with zipfile.ZipFile(data_folder() / "cifar10_jpg.zip") as archive:
            counts: dict[str, int] = {}
            for entry in sorted(archive.namelist()):
                label = entry.split("/")[-2]
                if entry.endswith(".jpg") and counts.get(label, 0) < CIFAR10_OF_EACH:
                    counts[label] = counts.get(label, 0) + 1
                    yield label, archive.read(entry)
        return
    for path in sorted((data_folder() / "photos" / name).rglob("*.jpg")):
        yield path.parent.name, path.read_bytes()


def features_of(name: str, folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Returns features `(n, variants, features)` and class numbers `(n,)`; computes them only once."""
    path = folder / f"{name}.npz"
    if not path.exists():
        classifier = Classifier(read_library().get(BACKBONE))

        def compute(entry: tuple[int, tuple[str, bytes]]) -> np.ndarray:
            number, (_, content) = entry
            photo, generator = decode_image(content), np.random.default_rng(number)
            variants = [photo, *(augment_photo(photo, generator) for _ in range(_VARIANTS - 1))]
            maps = [classifier.run(classifier.preprocessor(variant))[1] for variant in variants]
            return np.stack([each.mean(axis=(0, 1)) for each in maps])

        rows = list(ordered_map(compute, enumerate(pictures(name))))
        np.savez(path, f=np.stack([row for _, row in rows]), y=[label for (_, (label, _)), _ in rows])
    with np.load(path) as kept:
        return kept["f"].astype(np.float32), np.unique(kept["y"], return_inverse=True)[1]


def draw(labels: np.ndarray, sizes: list[int], seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draws pictures at random; returns the indices of those to learn from and of those held out.

    Args:
        labels: `(n,)` int.
        sizes: Number of pictures of each class to learn from; 0 for all that are not held out.
        seed: Seed of the draw.
    """
    generator, learned, asked = np.random.default_rng(seed), [], []
    for label, size in enumerate(sizes):
        order = generator.permutation(np.flatnonzero(labels == label))
        count = len(order) // _TESTED
        asked.append(order[:count])
        learned.append(order[count : count + size] if size else order[count:])
    return np.concatenate(learned), np.concatenate(asked)


def ours(data: Features, classes: int, asked: np.ndarray, seed: int) -> dict[str, np.ndarray]:
    """Learns as a training does; returns logits, probabilities, and what is known according to each score."""
    strangers = read_library().get(BACKBONE).strangers()
    unseen, strength = cross_validate(data, np.arange(len(data.labels)), classes, seed, strangers)
    head = train_heads(data, classes, (strength,))[0]
    temperature = fit_temperature(unseen.logits, data.labels, few=True)
    known = learn_familiarity(data.variants[:, 0], data.labels, classes, strangers)
    threshold = threshold_for_sure(unseen.familiarity, softmax(unseen.logits, temperature))
    logits = head.logits(asked)
    return {
        "logits": logits,
        "probabilities": softmax(logits, temperature),
        "is_known": known.score(asked) >= threshold,
        "is_known_by_energy": energy_score(logits) >= reject_threshold(energy_score(unseen.logits)),
    }


def regression(data: Features, asked: np.ndarray, balanced: bool) -> np.ndarray:
    """Returns the probabilities of logistic regression, with its strength chosen by cross-validation."""
    folds = max(2, min(5, int(np.bincount(data.labels).min())))
    weights = "balanced" if balanced else None
    peer = LogisticRegressionCV(
        Cs=np.geomspace(1e-3, 10, 5),
        cv=folds,
        class_weight=weights,
        max_iter=100,
        l1_ratios=(0,),
        use_legacy_attributes=False,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        probabilities: np.ndarray = peer.fit(data.variants[:, 0], data.labels).predict_proba(asked)
    return probabilities


def keras_guide(data: Features, classes: int, asked: np.ndarray, seed: int) -> np.ndarray:
    """Returns the logits of the last layer of Keras's guide."""
    import keras

    keras.utils.set_random_seed(seed)
    layers = [keras.layers.Dropout(0.2), keras.layers.Dense(classes)]
    model = keras.Sequential([keras.Input(asked.shape[1:]), *layers])
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(data.variants[:, 0], data.labels, epochs=_KERAS_EPOCHS, verbose=0)
    logits: np.ndarray = model.predict(asked, verbose=0)
    return logits


def right(answers: np.ndarray, labels: np.ndarray) -> float:
    """Returns the share of right answers, in per cent."""
    return 100 * float((answers.argmax(axis=1) == labels).mean())


def balanced(answers: np.ndarray, labels: np.ndarray) -> float:
    """Returns the share of right answers, in which all classes have the same weight, in per cent."""
    hits = answers.argmax(axis=1) == labels
    return 100 * float(np.mean([hits[labels == label].mean() for label in np.unique(labels)]))


def measure(name: str, size: int, folder: Path) -> dict[str, object]:
    """Compares all heads with a number of pictures of each class; returns means over all draws."""
    features, labels = features_of(name, folder)
    classes, found = int(labels.max()) + 1, []
    for seed in SEEDS:
        learned, asked = draw(labels, [size] * classes, seed)
        variants = _VARIANTS if 0 < size < _FEW else 1
        data = Features(features[learned, :variants], labels[learned])
        answer, truth = ours(data, classes, features[asked, 0], seed), labels[asked]
        theirs = regression(data, features[asked, 0], balanced=False)
        is_sure = answer["is_known"] & (answer["probabilities"].max(axis=1) >= MIN_SURE_PROBABILITY)
        found.append(
            {
                "ours_percent": right(answer["logits"], truth),
                "scikit_learn_percent": right(theirs, truth),
                "keras_guide_percent": right(keras_guide(data, classes, features[asked, 0], seed), truth),
                "sure_percent": 100 * float(is_sure.mean()),
                "calibration_error_percent": 100 * expected_calibration_error(answer["probabilities"], truth),
                "scikit_learn_calibration_error_percent": 100 * expected_calibration_error(theirs, truth),
            }
        )
    means = {key: round(float(np.mean([row[key] for row in found])), 1) for key in found[0]}
    return {"data_set": name, "pictures_of_a_class": size or "all", **means}


def measure_uneven(name: str, folder: Path) -> dict[str, object]:
    """Compares the balanced accuracy for two classes of 150 and 10 pictures, or of all if there are fewer."""
    features, labels = features_of(name, folder)
    found = []
    for seed in SEEDS:
        few = features[labels < 2], labels[labels < 2]
        learned, asked = draw(few[1], list(UNEVEN if seed % 2 else UNEVEN[::-1]), seed)
        data, truth = Features(few[0][learned, :1], few[1][learned]), few[1][asked]
        answer = ours(data, 2, few[0][asked, 0], seed)
        theirs = regression(data, few[0][asked, 0], balanced=True)
        found.append(
            {
                "ours_percent": balanced(answer["logits"], truth),
                "scikit_learn_percent": balanced(theirs, truth),
            }
        )
    means = {key: round(float(np.mean([row[key] for row in found])), 1) for key in found[0]}
    return {"data_set": name, "pictures_of_a_class": "150 and 10, balanced accuracy", **means}


def measure_unknown(name: str, size: int, folder: Path) -> dict[str, object]:
    """Measures the shares of known and of unknown pictures that are taken for known ones."""
    features, labels = features_of(name, folder)
    found = []
    for seed in SEEDS:
        order = np.random.default_rng(seed).permutation(int(labels.max()) + 1)
        taught = order if len(order) == 2 else order[: max(2, (len(order) + 1) // 2)]
        numbers = np.full(len(order), -1)
        numbers[taught] = np.arange(len(taught))
        known, others = numbers[labels], features[numbers[labels] < 0, 0]
        photos, names = features_of(_WITH_PEOPLE, folder)
        if not len(others):
            others = np.concatenate([features_of(OTHERS, folder)[0][:, 0], photos[names != 0, 0]])
        # The other half of the people is among the strangers that the backbone knows.
        people = photos[names == _PEOPLE, 0][1::2]
        learned, asked = draw(known, [size] * len(taught), seed)
        variants = _VARIANTS if size < _FEW else 1
        data = Features(features[learned, :variants], known[learned])
        unknown = np.concatenate([others, people])
        answer = ours(data, len(taught), np.concatenate([features[asked, 0], unknown]), seed)
        for score in ("is_known", "is_known_by_energy"):
            accepted = answer[score] & (answer["probabilities"].max(axis=1) >= MIN_SURE_PROBABILITY)
            parts = np.split(accepted, [len(asked), len(asked) + len(others)])
            found.append((score, *(100 * part.mean() for part in parts)))
    row: dict[str, object] = {"data_set": name, "pictures_of_a_class": size}
    for score, words in (("is_known", "correlation"), ("is_known_by_energy", "energy")):
        shares = np.mean([each[1:] for each in found if each[0] == score], axis=0)
        row |= {
            f"{words}_known_percent": round(shares[0], 1),
            f"{words}_unknown_percent": round(shares[1], 1),
            f"{words}_people_percent": "" if name == _WITH_PEOPLE else round(shares[2], 1),
        }
    return row


def with_mean(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Adds the mean over the data sets for each number of pictures."""
    for size in dict.fromkeys(row["pictures_of_a_class"] for row in rows):
        alike = [row for row in rows if row["pictures_of_a_class"] == size]
        figures = [key for key in alike[0] if key.endswith("_percent")]
        measured = {key: [row[key] for row in alike if row[key] != ""] for key in figures}
        means = {key: round(float(np.mean(values)), 1) for key, values in measured.items()}
        rows = [*rows, {"data_set": "mean", "pictures_of_a_class": size, **means}]
    return rows


def main() -> None:
    """Runs the benchmark, and writes and prints the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("features", type=Path)
    folder = parser.parse_args().features
    folder.mkdir(parents=True, exist_ok=True)
    names = (*FOLDERS, CIFAR10)
    with threadpool_limits(1):
        unknown = [measure_unknown(name, size, folder) for size in (10, 30) for name in names]
        keep_table("unknown", with_mean(unknown))
        rows: list[dict[str, object]] = []
        for size in SIZES:
            rows += [measure(name, size, folder) for name in names]
            keep_table("heads", with_mean(rows))
        uneven = [measure_uneven(name, folder) for name in ("ants_bees", "cats_dogs")]
        keep_table("uneven", with_mean(uneven))


if __name__ == "__main__":
    main()
