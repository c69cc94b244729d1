"""Charts show the figures and state them in words, need no internet, and stay legible with many classes."""

import base64
import re
from xml.etree import ElementTree

import numpy as np
import pandas as pd

from inkling.charts import MAX_MATRIX_CLASSES, confusion, curves
from tests.hostile_names import NAMES
from tests.inkling.test_html import Reader

HISTORY = pd.DataFrame(
    {
        "epoch": [1, 2, 3],
        "loss": [1.0, 0.5, 0.0],
        "accuracy": [0.5, 0.75, 1.0],
        "val_loss": [1.1, 0.6, 0.6],
        "val_accuracy": [0.4, 0.7, 0.7],
    }
)


def cells_of(html):
    """Returns the rows of a matrix as a browser would read them: names and counts."""
    rows = re.findall(r"<tr>(.*?)</tr>", html)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]


def test_a_confusion_matrix_has_its_counts_and_says_them():
    shown = confusion([[3, 1], [0, 4]], ["ant", "bee"])
    assert cells_of(shown._repr_html_()) == [["", "ant", "bee"], ["ant", "3", "1"], ["bee", "", "4"]]
    assert "7 of 8 test pictures are right" in repr(shown)
    assert "what it is" in shown._repr_html_()


def test_of_very_many_classes_those_with_the_most_mistakes_are_shown():
    labels = [f"class {number}" for number in range(MAX_MATRIX_CLASSES + 31)]
    counts = np.diag([5] * len(labels))
    counts[40, 7] = 9
    counts[8, 40] = 2
    shown = confusion(counts.tolist(), labels)
    head, *rows = cells_of(shown._repr_html_())
    assert len(rows) == MAX_MATRIX_CLASSES
    by_name = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    assert by_name["class 40"]["class 7"] == "9"
    assert by_name["class 8"]["class 40"] == "2"
    assert f"the {MAX_MATRIX_CLASSES} of {len(labels)} classes" in repr(shown)


def test_names_of_classes_stay_text():
    plain, hostile = (
        Reader(confusion(np.eye(len(names), dtype=int).tolist(), names)._repr_html_()).tags
        for names in (["a"] * len(NAMES), NAMES)
    )
    assert plain == hostile


def test_curves_are_pictures_that_say_both_figures():
    shown = curves(HISTORY, best_epoch=2)
    html = shown._repr_html_()
    assert Reader(html).tags.count("img") == 2
    assert "on validation pictures over 3 epochs: from 40% to 70%" in Reader(html).attributes["alt"]
    assert "from 1.10 to 0.60" in repr(shown)
    for code in re.findall(r"base64,([^\"]+)", html):
        drawing = ElementTree.fromstring(base64.b64decode(code))
        lines = [element.get("points") for element in drawing.iter() if element.tag.endswith("polyline")]
        points = np.array([[point.split(",") for point in line.split()] for line in lines], float)
        assert points.shape == (2, 3, 2)
        assert (points[..., 0] == points[0, :, 0]).all()
        # The validation curve is level at the end; better means higher on the chart for accuracy only.
        assert points[1, 1, 1] == points[1, 2, 1]
    assert points[0, 2, 1] < points[0, 0, 1]


def test_a_figure_that_never_changes_is_a_line_in_the_middle():
    still = HISTORY.assign(accuracy=1.0, val_accuracy=1.0, loss=0.2, val_loss=0.2)
    assert (
        "nan"
        not in base64.b64decode(re.findall(r"base64,([^\"]+)", curves(still, 1)._repr_html_())[1]).decode()
    )
