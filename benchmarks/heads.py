"""Compares last layers trained on few pictures with scikit-learn's and Keras's, and measures their doubt.

    python -m benchmarks.heads FEATURES     # a folder of DATASET.npz files; missing ones are made

There are five data sets and five random draws from each: of 3, 5, 10 and 30 pictures of each class, of two
thirds of them ("all"), and of 150 against 10. All that was not drawn is for testing. Our heads are made as in
a training: by cross-validation, then from all the pictures that were drawn, with a temperature and a
threshold. The peers learn from the same features: logistic regression with its strength chosen by cross-
validation (`LogisticRegressionCV`, balanced where classes are uneven), and the last layer of Keras's guide
(dropout of 0.2, a dense layer, Adam, 20 epochs in batches of 32 pictures) in Keras.

The calibration error of few pictures is high by chance. What it would be if every probability were true is
therefore in a column of its own: labels are drawn from the probabilities, and the error is that of these.

Source of the peer: https://keras.io/guides/transfer_learning/
"""

import argparse
import warnings
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegressionCV
from threadpoolctl import threadpool_limits

from benchmarks.photo_features import BACKBONE, CIFAR10, FOLDERS, features_of
from benchmarks.results import keep_table, means_of_data_sets
from core.bundles.familiarity import learn_familiarity
from core.bundles.library import read_library
from core.inference.calibration import expected_calibration_error, fit_temperature, softmax
from core.inference.rejection import MIN_SURE_PROBABILITY, threshold_for_sure
from core.training.cross_validation import cross_validate
from core.training.linear_head import Features, train_heads

SIZES = (3, 5, 10, 30, 0)  # pictures of each class; 0 for two thirds of them
SEEDS = (1, 2, 3, 4, 5)
UNEVEN = (150, 10)
_TESTED = 3  # at least one in this many pictures is not learned from
# As in `core/training/presets.py`: if a class has fewer pictures, each is also learned from mirrored.
_FEW, _VARIANTS_OF_FEW = 20, 2
_KERAS_EPOCHS = 20
_CHANCES = 20  # how often labels are drawn from the probabilities


def draw(labels: np.ndarray, sizes: list[int], seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draws pictures at random; returns the indices of those to learn from and of all others.

    Args:
        labels: `(n,)` int.
        sizes: Number of pictures of each class to learn from, at most two thirds of them; 0 for two thirds.
        seed: Seed of the draw.
    """
    generator, learned, asked = np.random.default_rng(seed), [], []
    for label, size in enumerate(sizes):
        order = generator.permutation(np.flatnonzero(labels == label))
        most = len(order) - len(order) // _TESTED
        count = min(size or most, most)
        learned.append(order[:count])
        asked.append(order[count:])
    return np.concatenate(learned), np.concatenate(asked)


def drawn_variants(size: int) -> int:
    """Returns how many variants of each picture are learned from if a class has so many, or all (0)."""
    return _VARIANTS_OF_FEW if 0 < size < _FEW else 1


def ours(data: Features, classes: int, asked: np.ndarray, seed: int) -> dict[str, np.ndarray]:
    """Learns as a training does; returns logits, probabilities, and which pictures are known."""
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


def calibration_error_by_chance(probabilities: np.ndarray, seed: int) -> float:
    """Returns the mean calibration error, in per cent, of labels that are drawn from the probabilities.

    Args:
        probabilities: `(n, classes)`.
        seed: Seed of the draws.
    """
    generator, cumulative = np.random.default_rng(seed), probabilities.cumsum(axis=1)
    cumulative[:, -1] = 1.0
    errors = []
    for _ in range(_CHANCES):
        labels = (cumulative > generator.random((len(probabilities), 1))).argmax(axis=1)
        errors.append(expected_calibration_error(probabilities, labels))
    return 100 * float(np.mean(errors))


def measure(name: str, size: int, folder: Path) -> dict[str, object]:
    """Compares all heads with a number of pictures of each class; returns means over all draws."""
    features, labels = features_of(name, folder)
    classes, found = int(labels.max()) + 1, []
    for seed in SEEDS:
        learned, asked = draw(labels, [size] * classes, seed)
        data = Features(features[learned, : drawn_variants(size)], labels[learned])
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
                "calibration_error_by_chance_percent": calibration_error_by_chance(
                    answer["probabilities"], seed
                ),
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


def main() -> None:
    """Runs the benchmark, and writes and prints the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("features", type=Path)
    folder = parser.parse_args().features
    folder.mkdir(parents=True, exist_ok=True)
    names = (*FOLDERS, CIFAR10)
    with threadpool_limits(1):
        rows: list[dict[str, object]] = []
        for size in SIZES:
            rows += [measure(name, size, folder) for name in names]
            keep_table("heads", [*rows, *means_of_data_sets(rows, "pictures_of_a_class")])
        uneven = [measure_uneven(name, folder) for name in ("ants_bees", "cats_dogs")]
        keep_table("uneven", [*uneven, *means_of_data_sets(uneven, "pictures_of_a_class")])


if __name__ == "__main__":
    main()
