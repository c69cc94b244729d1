"""Charts of training: valid specifications that hold the figures, and words for who does not see them."""

import pandas as pd

from core.inference.calibration import Bin
from core.presentation.training_charts import (
    confusion_chart,
    confusion_in_words,
    counts_chart,
    curves_chart,
    curves_in_words,
    reliability_chart,
    shares_chart,
)

HISTORY = pd.DataFrame(
    {
        "epoch": [1, 2],
        "loss": [0.9, 0.5],
        "accuracy": [0.5, 0.75],
        "val_loss": [1.0, 0.8],
        "val_accuracy": [0.4, 0.6],
    }
)


def values_of(chart):
    """All data rows of a chart's specification, which Altair has checked against its schema."""
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


def test_counts_and_shares_hold_their_figures():
    assert {"class": "a", "pictures": 3} in values_of(counts_chart({"a": 3, "b": 0}))
    rows = values_of(shares_chart(["a", "b", "c"], [1.0, 0.5, None], [2, 4, 0]))
    assert [row["figure"] for row in rows] == ["50% of 4", "100% of 2"]


def test_curves_show_both_parts_and_the_best_epoch():
    rows = values_of(curves_chart(HISTORY, "loss", 2))
    assert {"epoch": 2, "part": "validation", "loss": 0.8} in rows
    assert {"epoch": 2} in rows
    assert "from 40% to 60%" in curves_in_words(HISTORY, "accuracy")
    assert "no epoch" in curves_in_words(pd.DataFrame(), "loss")


def test_the_matrix_holds_every_cell_and_names_the_worst():
    confusion = [[3, 1], [4, 2]]
    rows = values_of(confusion_chart(confusion, ["a", "b"]))
    assert {"label": "b", "answer": "a", "pictures": 4, "share": 4 / 6} in rows
    assert confusion_chart(confusion, ["a", "b"]).to_dict()["params"][0]["name"] == "cell"
    assert confusion_in_words(confusion, ["a", "b"]) == (
        "Confusion matrix: 5 of 10 test pictures are right. Mixed up most: b taken for a, 4 times."
    )


def test_reliability_leaves_empty_bins_out():
    bins = [Bin(0, 0.5, 0, 0.0, 0.0), Bin(0.5, 1, 4, 0.9, 0.75)]
    assert {"confidence": 0.9, "right": 0.75, "pictures": 4} in values_of(reliability_chart(bins))
    assert len(values_of(reliability_chart(bins))) == 3
