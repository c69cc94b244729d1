"""Reliability diagrams of several networks: the position and size of each point."""

import numpy as np
import pytest

from core.comparison.comparing import compare
from core.presentation.comparison_reliability import reliability_figure
from core.presentation.comparison_svg import Axis, place_along
from core.presentation.wording import in_percent, share_in_percent
from tests.core.comparison.compared import DIGITS, answers, bundles
from tests.core.presentation.svg_for_tests import HOSTILE, classed, points, tree, words


@pytest.fixture(scope="module")
def compared():
    return compare([answers(bundle, seed, skill=1.5) for seed, bundle in enumerate(bundles(*DIGITS[:2]))])


def test_each_point_is_the_share_of_right_answers_of_about_that_confidence(compared):
    figure = reliability_figure(compared, ["A", "B"])
    one = compared.contenders[0]
    rows = [row for row in figure.rows if row[0] == "A"]
    assert sum(int(row[2].replace(",", "")) for row in rows) == len(one.confidence)
    for _, borders, count, mean, right in rows:
        low, high = (int(border.strip("%")) / 100 for border in borders.split(" to "))
        inside = (one.confidence > low) & (one.confidence <= high)
        assert int(count) == inside.sum()
        assert mean == in_percent(one.confidence[inside].mean())
        assert right == share_in_percent(one.is_right[inside].mean())


def test_a_point_of_more_pictures_is_larger_and_lies_at_its_confidence(compared):
    figure = reliability_figure(compared, ["A", "B"])
    rows = [row for row in figure.rows if row[0] == "A"]
    chart = tree(figure.chart)
    marks = [one for one in classed(chart, "cmp-color-0") if one.tag == "polygon"]
    assert len(marks) == len(rows)
    widths = np.array([np.ptp(points(mark), axis=0)[0] for mark in marks])
    counts = np.array([int(row[2]) for row in rows])
    assert (np.diff(widths[np.argsort(counts)]) >= -0.21).all()
    assert widths[counts.argmax()] > 1.5 * widths[counts.argmin()]
    along = Axis("", 0, 1, str)
    for mark, row in zip(marks, rows, strict=True):
        place = place_along(along, float(row[3].strip("%")) / 100)
        assert points(mark).mean(axis=0)[0] == pytest.approx(place, abs=0.4)
    assert len(classed(chart, "cmp-diagonal")) == 1


def test_it_says_what_a_small_point_means_and_names_are_text(compared):
    figure = reliability_figure(compared, [HOSTILE, "B"])
    assert "small points are less reliable" in figure.explanation
    assert "sure, is right on" in tree(figure.chart).find("svg").get("aria-label")
    assert "<img" in words(tree(figure.chart))
