"""Measures accuracy while a drawing grows: `python -m benchmarks.early [NETWORK ...]`.

Every held-back drawing that is available as strokes is cut off after 25, 50, 75 and 100 % of its ink. Rows of
networks that are not named are left unchanged.
"""

import sys
from collections.abc import Iterator

import numpy as np

from benchmarks.results import FOLDER, keep_table
from core.bundles.library import read_library
from core.inference.classifier import Classifier
from core.preprocessing.strokes import Strokes, beginning
from core.storage.paths import SHIPPED
from recipes.data import held_back_strokes
from recipes.descriptions import DESCRIPTIONS
from recipes.storage import read_table

FRACTIONS = (0.25, 0.5, 0.75, 1.0)


def early_accuracy(
    classifier: Classifier, drawings: list[tuple[str, Strokes]]
) -> Iterator[dict[str, object]]:
    """Measures one network; yields a row for each fraction of the ink."""
    labels = np.array([label for label, _ in drawings])
    for fraction in FRACTIONS:
        answers = [classifier.classify_strokes(beginning(strokes, fraction)) for _, strokes in drawings]
        right = np.array([answer.top(1)[0].label for answer in answers]) == labels
        sure = np.array([answer.sure for answer in answers])
        yield {
            "network": classifier.bundle.name,
            "task": classifier.bundle.task,
            "ink": fraction,
            "accuracy": round(float(np.mean([right[labels == label].mean() for label in set(labels)])), 4),
            "sure": round(float(sure.mean()), 4),
            "right when sure": round(float(right[sure].mean()), 4) if sure.any() else "",
            "drawings": len(drawings),
        }


def main() -> None:
    """Measures the named networks for drawings, or all shipped ones, and writes and prints the table."""
    named = sys.argv[1:]
    before = read_table(FOLDER / "early.csv")
    rows: list[dict[str, object]] = []
    library = read_library([SHIPPED])
    for name, description in DESCRIPTIONS.items():
        if named and name not in named:
            rows += [row for row in before if row["network"] == name]
            continue
        drawings = held_back_strokes(description.label_set)
        rows += list(early_accuracy(Classifier(library.get(name)), drawings))
    keep_table("early", rows)


if __name__ == "__main__":
    main()
