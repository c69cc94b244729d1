"""Lines, marks and axes: their positions, and that names are always plain text."""

import numpy as np
import pytest

from core.presentation.comparison_svg import (
    Axis,
    Series,
    axis_limits,
    legend,
    line_chart,
    place_along,
    scatter_chart,
)
from tests.core.presentation.svg_for_tests import HOSTILE, classed, points, tree, words


def axis(low, high, **options):
    return Axis("along", low, high, "{:g}".format, **options)


def test_a_line_goes_through_its_points_evenly():
    chart = tree(line_chart([Series("one", [0, 1, 2], [0, 1, 0.5], 2)], axis(0, 2), axis(0, 1), "a chart"))
    (line,) = classed(chart, "cmp-line")
    (a, b, c) = points(line)
    assert b[0] - a[0] == pytest.approx(c[0] - b[0], abs=0.11)
    # In SVG, smaller values of y are higher up.
    assert a[1] > c[1] > b[1]
    assert c[1] == pytest.approx((a[1] + b[1]) / 2, abs=0.11)
    assert line.get("class") == "cmp-line cmp-color-2"
    assert line.get("stroke-dasharray")
    assert chart.find("svg").get("aria-label") == "a chart"
    assert chart.find("svg").get("role") == "img"


def test_the_rule_stands_where_the_slider_says():
    x = axis(-180, 180)
    chart = tree(line_chart([Series("one", [0], [0], 0)], x, axis(0, 1), "", rule=45))
    (rule,) = classed(chart, "cmp-rule")
    assert float(rule.get("x1")) == float(rule.get("x2")) == pytest.approx(place_along(x, 45), abs=0.06)
    places = [place_along(x, value) for value in (-180, 0, 180)]
    assert places[1] == pytest.approx((places[0] + places[2]) / 2)


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-180, 180), (0.982, 0.9973), (0, 12_345), (3, 3.2)])
def test_ticks_are_round_inside_and_neither_few_nor_many(low, high):
    ticks = axis(low, high).ticks()
    assert 3 <= len(ticks) <= 8
    assert all(low - 1e-9 <= tick <= high + 1e-9 for tick in ticks)
    steps = np.diff(ticks)
    np.testing.assert_allclose(steps, steps[0])
    assert f"{steps[0] / 10 ** np.floor(np.log10(steps[0] * 1.0001)):.6g}" in ("1", "2", "5")
    assert "-0" not in [f"{tick:g}" for tick in ticks]


def test_a_logarithmic_axis_has_equal_factors():
    x = axis(0.1, 1000, is_log=True)
    assert [x.share(value) for value in (0.1, 1, 10, 100, 1000)] == pytest.approx([0, 0.25, 0.5, 0.75, 1])
    assert all(0.1 <= tick <= 1000 for tick in x.ticks())
    assert 3 <= len(x.ticks()) <= 8


def test_a_mark_has_its_name_and_its_interval():
    series = [Series("A", [10], [0.9], 0), Series("B", [100], [0.8], 1)]
    chart = tree(
        scatter_chart(series, axis(5, 200, is_log=True), axis(0.5, 1), "alt", [(0.85, 0.95), (0.7, 0.9)])
    )
    low, high = classed(chart, "cmp-line")
    marks = classed(chart, "cmp-fill")
    for bar, mark in zip((low, high), marks, strict=True):
        middle = points(mark).mean(axis=0)
        assert float(bar.get("x1")) == pytest.approx(middle[0], abs=0.2)
        assert float(bar.get("y2")) < middle[1] < float(bar.get("y1"))
    assert {"A", "B"} <= {text.text for text in classed(chart, "cmp-text")}
    # The marks also differ in shape, for when colours cannot be seen.
    assert len(points(marks[0])) != len(points(marks[1]))


def test_names_are_text():
    series = [Series(HOSTILE, [0, 1], [0, 1], 0)]
    for html in (
        line_chart(series, Axis(HOSTILE, 0, 1, lambda value: HOSTILE), axis(0, 1), HOSTILE),
        scatter_chart([Series(HOSTILE, [1], [0.5], 4)], axis(0, 2), axis(0, 1), HOSTILE, [(0.4, 0.6)]),
        legend([HOSTILE]),
    ):
        root = tree(html)
        assert not list(root.iter("img"))
        assert "<img" in words(root)
        assert "\u202e" not in words(root)


def test_an_axis_holds_everything_with_some_room():
    low, high = axis_limits([0.5, 0.7], 0, 1)
    assert 0 < low < 0.5
    assert 0.7 < high < 1
    assert axis_limits([0, 1], 0, 1) == (0, 1)
    same = axis_limits([0.4, 0.4], 0, 1)
    assert same[0] < 0.4 < same[1]


def test_names_of_networks_that_are_alike_cover_neither_each_other_nor_the_edge():
    series = [Series(f"Network {number}", [10 + number / 9], [1], number) for number in range(5)]
    chart = tree(scatter_chart(series, axis(5, 20), axis(0.9, 1), "alt", [(0.97, 1)] * 5))
    names = [text for text in classed(chart, "cmp-text") if (text.text or "").startswith("Network")]
    feet = sorted(float(text.get("y")) for text in names)
    assert len(feet) == 5
    assert feet[0] >= 11
    assert (np.diff(feet) >= 12).all()


def test_the_name_of_a_network_does_not_cover_the_error_bar_of_another_one():
    series = [Series("Left", [10], [0.95], 0), Series("Right", [11], [0.95], 1)]
    far = [Series("Left", [10], [0.95], 0), Series("Right", [15], [0.95], 1)]
    for drawn, anchor in ((series, "end"), (far, "start")):
        chart = tree(scatter_chart(drawn, axis(5, 20), axis(0.9, 1), "alt", [(0.92, 0.98)] * 2))
        (name,) = [text for text in classed(chart, "cmp-text") if (text.text or "") == "Left"]
        assert name.get("text-anchor") == anchor
