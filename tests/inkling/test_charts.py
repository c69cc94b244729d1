"""Charts hold the figures, say them in words, and stay legible with very many classes."""

import numpy as np
import pandas as pd

from core.presentation.training_charts import MAX_MATRIX_CLASSES
from inkling.charts import confusion, curves


def cells_of(chart):
    """The counts of a confusion matrix by label and answer, from the chart's own data."""
    rows = next(iter(chart.to_dict()["datasets"].values()))
    return {(row["label"], row["answer"]): row["pictures"] for row in rows}


def test_a_confusion_matrix_has_its_counts_and_says_them():
    chart = confusion([[3, 1], [0, 4]], ["ant", "bee"])
    assert cells_of(chart) == {("ant", "ant"): 3, ("ant", "bee"): 1, ("bee", "ant"): 0, ("bee", "bee"): 4}
    specification = chart.to_dict()
    assert "7 of 8 test pictures are right" in specification["description"]
    assert "what it is" in specification["title"]["text"]


def test_of_very_many_classes_those_with_the_most_mistakes_are_drawn():
    labels = [f"class {number}" for number in range(MAX_MATRIX_CLASSES + 1)]
    counts = np.diag([5] * len(labels))
    counts[40, 7] = 9
    counts[8, 40] = 2
    cells = cells_of(confusion(counts.tolist(), labels))
    assert len(cells) == 30 * 30
    assert cells["class 40", "class 7"] == 9
    assert cells["class 8", "class 40"] == 2


def test_curves_show_both_figures_and_say_them():
    history = pd.DataFrame(
        {
            "epoch": [1, 2],
            "loss": [1.0, 0.5],
            "accuracy": [0.5, 0.75],
            "val_loss": [1.1, 0.6],
            "val_accuracy": [0.4, 0.7],
        }
    )
    specification = curves(history, best_epoch=2).to_dict()
    assert [chart["title"].split(":")[0] for chart in specification["hconcat"]] == ["Loss", "Accuracy"]
    assert "from 1.10 to 0.60" in specification["description"]
    assert "from 40% to 70%" in specification["description"]
