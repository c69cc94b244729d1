"""Figures with their numbers, and the style for both themes."""

import re

from core.presentation.comparison_figures import (
    Figure,
    comparison_style,
    figures_html,
    list_html,
    table_html,
)
from tests.core.presentation.svg_for_tests import HOSTILE, classed, tree, words


def luminance(color):
    channels = [int(color[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_a_figure_shows_its_chart_its_explanation_and_its_numbers():
    figure = Figure("Title", "One line.", "<svg></svg>", ["a", "b"], [["1", "2"], ["3", "4"]], ["Net"])
    root = tree(figures_html([figure, figure]))
    assert len(list(root.iter("figure"))) == len(list(root.iter("svg"))) // 2 == 2
    (first, _) = root.iter("figure")
    assert first.find("details/summary").text == "Show the numbers"
    assert [cell.text for cell in first.iter("td")] == ["1", "2", "3", "4"]
    assert [cell.get("scope") for cell in first.iter("th")] == ["col", "col"]
    assert "One line." in words(first)
    # A scrollable table can be reached with the keyboard, and has a label.
    (box,) = classed(first, "cmp-scroll")
    assert (box.get("tabindex"), box.get("aria-label")) == ("0", "Title: the numbers")


def test_a_table_alone_is_open():
    root = tree(figures_html([Figure("Title", "Line", "", ["a"], [["1"]])]))
    assert root.find(".//details") is None
    assert root.find(".//td").text == "1"


def test_words_of_all_columns_begin_at_one_line_and_numbers_end_at_one():
    columns, rows = ["Truth", "Mistaken for", "Net"], [["cat", "dog", "3"]]
    (one, both) = tree(
        figures_html([Figure("T", "", "", columns, rows), Figure("T", "", "", columns, rows, word_columns=2)])
    ).iter("figure")
    assert [cell.text for cell in classed(one, "cmp-words")] == ["Truth", "cat"]
    assert [cell.text for cell in classed(both, "cmp-words")] == ["Truth", "Mistaken for", "cat", "dog"]
    assert ".cmp .cmp-words { text-align: left; }" in comparison_style()


def test_names_are_text():
    figure = Figure(HOSTILE, HOSTILE, "", [HOSTILE], [[HOSTILE]], [HOSTILE])
    for html in (figures_html([figure]), list_html([HOSTILE]), table_html([HOSTILE], [[HOSTILE]], HOSTILE)):
        root = tree(html)
        assert not list(root.iter("img"))
        assert "\x07" not in html
    assert list_html([]) == ""


def test_the_colours_stand_out_on_light_and_on_dark_pages():
    pairs = re.findall(r"--cmp-\d: light-dark\((#\w{6}), (#\w{6})\)", comparison_style())
    assert len(pairs) == 5
    for light, dark in pairs:
        # WCAG 2.2, 1.4.11: a contrast of 3 to 1 for graphics.
        assert contrast(light, "#FFFFFF") >= 3
        assert contrast(dark, "#0E1117") >= 3
