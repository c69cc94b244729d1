"""Charts of training: valid specifications with the figures, and words for users who cannot see them."""

import re
from io import BytesIO
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
import vl_convert
from PIL import Image

from core.inference.calibration import Bin
from core.presentation.training_charts import (
    FEW_CLASSES,
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
    """All data rows of a chart's specification, which Altair validates against its schema."""
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


def test_counts_and_shares_hold_their_figures():
    assert {"class": "a", "pictures": 3} in values_of(counts_chart({"a": 3, "b": 0}))
    rows = values_of(shares_chart(["a", "b", "c"], [1.0, 0.5, None], [2_000, 4, 0]))
    assert [row["figure"] for row in rows] == ["50% of 4", "100% of 2,000"]


def test_curves_show_both_parts_and_the_best_epoch():
    rows = values_of(curves_chart(HISTORY, "loss", 2))
    assert {"epoch": 2, "part": "validation", "loss": 0.8} in rows
    assert {"epoch": 2} in rows
    assert "from 40% to 60%" in curves_in_words(HISTORY, "accuracy")
    assert "no epoch" in curves_in_words(pd.DataFrame(), "loss")


@pytest.mark.parametrize("best", [1, 2])
def test_the_line_of_the_best_epoch_is_apart_from_the_edges_of_the_chart(best):
    chart = curves_chart(HISTORY, "accuracy", best).properties(width=300)
    drawing = ElementTree.fromstring(vl_convert.vegalite_to_svg(chart.to_dict()))
    (line,) = [mark for mark in drawing.iter() if mark.get("stroke-dasharray") == "2,2"]
    left = float(re.search(r"translate\(([\d.]+)", line.get("transform")).group(1))
    assert 4 < left < 296


def test_a_loss_that_falls_by_factors_is_no_flat_line():
    losses = [2.0, 0.2, 0.02, 0.002, 0.0]
    history = HISTORY.iloc[[0] * 5].assign(epoch=range(1, 6), loss=losses, val_loss=losses)
    scale = curves_chart(history, "loss", None).to_dict()["encoding"]["y"]["scale"]
    assert scale["type"] == "log"
    # Zero has no logarithm.
    assert min(row["loss"] for row in values_of(curves_chart(history, "loss", None))) > 0
    assert curves_chart(history, "accuracy", None).to_dict()["encoding"]["y"]["scale"] == {"zero": False}


@pytest.mark.parametrize(
    ("losses", "labels"),
    [
        ([1.75, 0.4, 0.09], [0.1, 0.2, 0.5, 1, 2]),
        ([1.75, 0.4, 0.19], [0.2, 0.3, 0.5, 0.7, 1, 1.5, 2]),
        ([2.0, 0.02], [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2]),
        ([0.7, 0.0], [0.0001, 0.001, 0.01, 0.1, 1]),
        # Of values this close together, Vega labels all.
        ([0.9, 0.6], []),
        ([1.0983, 1.0977], []),
        ([], []),
    ],
)
def test_the_axis_of_the_loss_is_labelled_from_bottom_to_top(losses, labels):
    history = pd.DataFrame({"epoch": range(len(losses)), "loss": losses, "val_loss": losses})
    history = history.assign(accuracy=0.5, val_accuracy=0.5)
    y = curves_chart(history, "loss", None).to_dict()["encoding"]["y"]
    assert y["axis"].get("values", []) == pytest.approx(labels)
    assert y["scale"].get("domainMax") == (y["axis"]["values"][-1] if labels else None)


def test_the_matrix_holds_every_cell_and_names_the_worst():
    confusion = [[3, 1], [4, 2]]
    rows = values_of(confusion_chart(confusion, ["a", "b"]))
    assert {"label": "b", "answer": "a", "pictures": 4, "share": 4 / 6} in rows
    assert confusion_chart(confusion, ["a", "b"]).to_dict()["params"][0]["name"] == "cell"
    assert confusion_in_words(confusion, ["a", "b"]) == (
        "Confusion matrix: 5 of 10 test pictures are right. Mixed up most: b mistaken for a, 4 times."
    )


@pytest.mark.parametrize(
    ("labels", "angle"),
    [
        ([str(digit) for digit in range(10)], 0),
        (["ants", "bees"], 0),
        (["camel", "cat", "dog", "fish", "giraffe", "octopus"], -40),
        ([f"class {number}" for number in range(13)], -90),
    ],
)
def test_names_below_the_matrix_stand_upright_where_they_fit(labels, angle):
    squares = confusion_chart([[1] * len(labels) for _ in labels], labels).to_dict()["layer"][0]
    assert squares["encoding"]["x"]["axis"]["labelAngle"] == angle


@pytest.mark.parametrize("count", [2, 6, 12, 13, 60])
def test_the_matrix_names_every_class_and_its_empty_cells_are_the_page_itself(count):
    labels = [f"class {number}" for number in range(count)]
    specification = confusion_chart([[0] * count for _ in labels], labels).to_dict()
    squares, words = specification["layer"]
    for axis in "xy":
        assert squares["encoding"][axis]["axis"]["labelOverlap"] is False
        assert squares["encoding"][axis]["sort"] == labels
    # Neither white nor black: on light and dark pages, a share is blue of that opacity over the background.
    assert squares["encoding"]["fillOpacity"]["scale"]["range"][0] < 0.05
    assert "color" not in squares["encoding"]
    # Except on dark cells, numbers have the same colour as all text in charts.
    assert set(words["encoding"]["color"]) == {"condition"}
    # A row is as high as its label, however high the labels below the matrix are. A matrix of few classes
    # fits the page's width; with many classes, the cells stay large enough and the matrix is scrolled.
    assert specification["height"]["step"] >= 20
    assert ("width" in specification) == (count > FEW_CLASSES)


def test_bars_name_every_class():
    bars = counts_chart({"a": 3, "b": 0}).to_dict()["layer"][0]
    assert bars["encoding"]["y"]["axis"]["labelOverlap"] is False


@pytest.mark.parametrize(
    "draw",
    [
        lambda names: counts_chart(dict(zip(names, [403, 1_234], strict=True))),
        lambda names: shares_chart(names, [1.0, 0.6], [30, 30]),
    ],
    ids=["counts", "shares"],
)
def test_no_figure_is_cut_off_beside_long_names_in_the_column_of_a_phone(draw):
    chart = draw(["a class with a very long name", "another class with a long name"])
    specification = chart.properties(width=350, autosize={"type": "fit", "contains": "padding"}).to_dict()
    drawn = np.asarray(Image.open(BytesIO(vl_convert.vegalite_to_png(specification))).convert("L"))
    assert drawn.shape[1] == 350
    assert drawn.min() < 100
    assert (drawn[:, -3:] == 255).all()


def test_reliability_leaves_empty_bins_out():
    bins = [Bin(0, 0.5, 0, 0.0, 0.0), Bin(0.5, 1, 4, 0.9, 0.75)]
    assert {"confidence": 0.9, "right": 0.75, "pictures": 4} in values_of(reliability_chart(bins))
    assert len(values_of(reliability_chart(bins))) == 3
