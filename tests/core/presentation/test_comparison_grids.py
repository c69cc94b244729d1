"""Bars and matrices: lengths, colours and numbers."""

import numpy as np
import pytest

from core.presentation.comparison_grids import bar_chart, matrix_chart
from core.presentation.comparison_svg import WIDTH
from tests.core.presentation.svg_for_tests import HOSTILE, classed, tree, words


def test_bars_are_as_long_as_their_shares():
    chart = tree(bar_chart(["cat", "dog"], [[0.25, 0.5], [0.75, None]], "alt"))
    widths = {
        (bar.get("class").split()[1], float(bar.get("y"))): float(bar.get("width"))
        for bar in classed(chart, "cmp-fill")
    }
    first, second = sorted(width for (color, _), width in widths.items() if color == "cmp-color-0")
    assert second == pytest.approx(2 * first, abs=0.11)
    (other,) = (width for (color, _), width in widths.items() if color == "cmp-color-1")
    assert other == pytest.approx(3 * first, abs=0.2)
    assert "does not know it" in words(chart)
    assert "75.0%" in words(chart)


def test_a_matrix_colours_shares_of_a_row_and_writes_counts():
    counts = np.array([[8, 2], [0, 5]])
    chart = tree(matrix_chart(["a", "b"], ["a", "b"], counts, "alt"))
    cells = classed(chart, "cmp-cell")
    assert [float(cell.get("fill-opacity")) for cell in cells] == [0.8, 0.2, 0.0, 1.0]
    assert [cell.find("title").text for cell in cells][:2] == ["a answered as a: 8", "a answered as b: 2"]
    assert [number.text for number in classed(chart, "cmp-number")] == ["8", "2", "5"]
    assert [("cmp-strong" in number.get("class")) for number in classed(chart, "cmp-number")] == [
        True,
        False,
        True,
    ]


def test_names_above_a_matrix_are_slanted_only_where_they_would_touch():
    def columns_of(names):
        chart = tree(matrix_chart(names, names, np.eye(len(names), dtype=int), "alt"))
        texts = [text for text in classed(chart, "cmp-text") if "translate" in text.get("transform", "")]
        assert [text.text for text in texts] == names
        lowest = min(float(cell.get("y")) for cell in classed(chart, "cmp-cell"))
        return {("rotate" in text.get("transform"), text.get("text-anchor")) for text in texts}, lowest

    upright, low = columns_of([str(digit) for digit in range(10)])
    slanted, high = columns_of(["octopus", "cat"])
    assert upright == {(False, "middle")}
    assert slanted == {(True, "start")}
    assert low < high


@pytest.mark.parametrize("count", [3, 10, 24])
def test_the_last_name_above_a_matrix_is_whole_and_ends_within_the_chart(count):
    columns = [*(str(number) for number in range(count)), "something else"]
    chart = tree(matrix_chart(columns, columns, np.eye(len(columns), dtype=int), "alt"))
    last = next(text for text in classed(chart, "cmp-text") if text.text == "something else")
    x = float(last.get("transform").removeprefix("translate(").split()[0])
    # A letter of this size is at least 5.2 wide; the name is slanted by 50 degrees.
    assert x + 5.2 * len("something else") * np.cos(np.deg2rad(50)) <= WIDTH


def test_short_names_leave_their_room_to_the_bars():
    def left_of(label):
        return float(classed(tree(bar_chart([label], [[0.5]], "alt")), "cmp-fill")[0].get("x"))

    assert left_of("7") < left_of("camel") < left_of("aircraft carrier")
    assert left_of("an even longer name") == left_of("the longest name of all")


@pytest.mark.parametrize(
    ("label", "letter"),
    [
        ("a rather long name of a class", 6.2),
        ("正方形的图片和三角形的图片", 12.5),
        ("🐙" * 9, 12.5),
        ("図形", 12.5),
    ],
)
def test_a_name_beside_a_chart_begins_within_it(label, letter):
    for html in (
        bar_chart([label], [[0.5]], "alt"),
        matrix_chart([label], ["a"], np.array([[1]]), "alt"),
    ):
        name = next(each for each in classed(tree(html), "cmp-text") if each.get("text-anchor") == "end")
        shown = name.text.removesuffix("…")
        assert label.startswith(shown)
        assert float(name.get("x")) - letter * len(shown) - 6 * (shown != label) >= 0


def test_a_difference_has_two_colours_and_signs():
    chart = tree(matrix_chart(["a", "b"], ["a", "b"], np.array([[4, -2], [0, 1]]), "alt", True))
    cells = classed(chart, "cmp-cell")
    assert [cell.get("class").split()[1] for cell in cells[:2]] == ["cmp-color-0", "cmp-color-1"]
    assert [float(cell.get("fill-opacity")) for cell in cells] == [1.0, 0.5, 0.0, 0.25]
    assert [number.text for number in classed(chart, "cmp-number")] == ["+4", "-2", "+1"]
    empty = tree(matrix_chart(["a"], ["a"], np.array([[0]]), "alt", True))
    assert classed(empty, "cmp-cell")[0].get("fill-opacity") == "0.000"


def test_names_are_text():
    for html in (
        bar_chart([HOSTILE], [[0.5]], HOSTILE),
        matrix_chart([HOSTILE], [HOSTILE], np.array([[1]]), HOSTILE),
    ):
        root = tree(html)
        assert not list(root.iter("img"))
        assert "onerror" in words(root)
