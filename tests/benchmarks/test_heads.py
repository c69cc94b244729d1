"""Pictures are drawn apart from those asked, and errors by chance are told from others."""

import numpy as np
import pytest

from benchmarks.heads import balanced, calibration_error_by_chance, draw
from benchmarks.results import FOLDER
from core.inference.calibration import expected_calibration_error
from recipes.storage import read_table
from tests.conftest import ROOT


def test_what_was_not_drawn_is_asked():
    labels = np.repeat([0, 1, 2], [30, 12, 9])
    learned, asked = draw(labels, [5, 10, 0], seed=1)
    assert sorted([*learned, *asked]) == list(range(len(labels)))
    # A third of each class is never learned from.
    assert np.bincount(labels[learned]).tolist() == [5, 8, 6]


def test_errors_by_chance_are_those_of_true_probabilities():
    generator = np.random.default_rng(0)
    probabilities = generator.dirichlet([1.0, 1.0, 1.0], size=400)
    true = np.array([generator.choice(3, p=row) for row in probabilities])
    by_chance = calibration_error_by_chance(probabilities, seed=1)
    assert 100 * expected_calibration_error(probabilities, true) == pytest.approx(by_chance, abs=2.5)
    # With more pictures in each bin, less is due to chance.
    assert calibration_error_by_chance(np.repeat(probabilities, 25, axis=0), seed=1) < by_chance / 3


def test_balanced_accuracy_by_hand():
    answers = np.eye(2)[[0, 0, 0, 1, 0]]
    assert balanced(answers, np.array([0, 0, 0, 1, 1])) == pytest.approx(75)


def test_the_page_on_teaching_says_how_many_known_pictures_are_sure():
    page = " ".join((ROOT / "docs" / "teaching.md").read_text(encoding="utf-8").split())
    sure, tiny, others = [], [], []
    for size in ("10", "30"):
        rows = {
            row["data_set"]: row
            for row in read_table(FOLDER / "heads.csv")
            if row["pictures_of_a_class"] == size
        }
        sure.append(rows.pop("mean")["sure_percent"])
        tiny.append(float(rows.pop("cifar10")["ours_percent"]))
        others.append(np.mean([float(row["sure_percent"]) for row in rows.values()]))
    assert f"At 10 pictures a class, {sure[0]}% of known pictures are sure, and at 30, {sure[1]}%." in page
    assert f"of which only {tiny[0]:.0f}% and {tiny[1]:.0f}% are right" in page
    assert f"it is {others[0]:.1f}% and {others[1]:.1f}%." in page


def test_the_page_on_teaching_says_what_uneven_classes_give():
    page = " ".join((ROOT / "docs" / "teaching.md").read_text(encoding="utf-8").split())
    mean = next(row for row in read_table(FOLDER / "uneven.csv") if row["data_set"] == "mean")
    assert (
        f"{mean['ours_percent']}% are right if both classes count the same, and "
        f"{mean['scikit_learn_percent']}% with balanced logistic regression" in page
    )
