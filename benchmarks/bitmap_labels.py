"""Counts held-back bitmaps of animals that likely show something else: `python -m benchmarks.bitmap_labels`.

The game kept whatever people drew when it asked for an animal. Drawings that look more like another animal
are found by confident learning, with a network that has not seen them, and are counted separately; they
remain in the figures on the cards.
"""

from collections.abc import Iterator

import numpy as np
from cleanlab.filter import find_label_issues

from benchmarks.results import keep_table
from core.bundles.library import read_library
from core.inference.calibration import softmax
from core.inference.classifier import Classifier
from core.inference.rejection import MIN_SURE_PROBABILITY, energy_score
from core.storage.paths import SHIPPED
from recipes import data, training_sets

NETWORK = "animals-deep"


def bitmap_logits(classifier: Classifier) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Classifies the held-back bitmaps of the six animals.

    Returns:
        The bitmaps `(n, 28, 28)` uint8, their labels `(n,)` and logits `(n, 6)`.
    """
    bitmaps = [data.sketch_bitmaps(name, "test") for name in data.ANIMALS]
    labels = np.repeat(np.arange(len(data.ANIMALS)), [len(images) for images in bitmaps])
    frames = np.concatenate(
        [training_sets.enlarged(images, classifier.preprocessor.size_px) for images in bitmaps]
    )
    logits = [classifier.classify_frame(frame.astype(np.float32) / 255).logits for frame in frames]
    return np.concatenate(bitmaps), labels, np.stack(logits)


def likely_something_else(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Returns indices of drawings that look more like another class than that class's own do on average.

    Source: Northcutt, Jiang, Chuang 2021, "Confident learning: estimating uncertainty in dataset labels",
    section 3.1, as implemented by cleanlab.
    """
    indices: np.ndarray = find_label_issues(
        labels,
        softmax(logits),
        filter_by="confident_learning",
        return_indices_ranked_by="self_confidence",
        n_jobs=1,
    )
    return indices


def rows(labels: np.ndarray, logits: np.ndarray, threshold: float) -> Iterator[dict[str, object]]:
    """Counts the drawings that likely show something else, for each animal and in total.

    Args:
        labels: `(n,)` int.
        logits: `(n, classes)`, from a network that has not seen the drawings.
        threshold: The network's reject threshold.

    Yields:
        For each animal and then for all of them: the number of bitmaps, how many likely show something else,
        how many of these the network answers with "not sure", and the share of right answers with and
        without them.
    """
    suspects = np.zeros(len(labels), dtype=bool)
    suspects[likely_something_else(logits, labels)] = True
    right = logits.argmax(axis=1) == labels
    unsure = (energy_score(logits) < threshold) | (softmax(logits).max(axis=1) < MIN_SURE_PROBABILITY)
    for name, chosen in (
        *((name, labels == label) for label, name in enumerate(data.ANIMALS) if (labels == label).any()),
        ("all", np.ones(len(labels), dtype=bool)),
    ):
        yield {
            "animal": name,
            "bitmaps": int(chosen.sum()),
            "likely something else": int((chosen & suspects).sum()),
            "of these not sure": int((chosen & suspects & unsure).sum()),
            "right": round(float(right[chosen].mean()), 4),
            "right without them": round(float(right[chosen & ~suspects].mean()), 4),
        }


def main() -> None:
    """Counts the drawings, and writes and prints the table."""
    classifier = Classifier(read_library([SHIPPED]).get(NETWORK))
    _, labels, logits = bitmap_logits(classifier)
    keep_table("bitmap_labels", list(rows(labels, logits, classifier.bundle.reject_threshold)))


if __name__ == "__main__":
    main()
