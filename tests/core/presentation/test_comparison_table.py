"""The table of figures: numbers on the page, texts in a report, and a file for spreadsheets."""

import io
from dataclasses import replace

import pandas as pd
import pytest

from core.comparison.figures_table import NetworkFigures
from core.presentation.comparison_table import (
    best_first,
    column_explanations,
    comparison_csv,
    comparison_frame,
    comparison_html,
    comparison_texts,
)
from tests.core.presentation.svg_for_tests import tree

FIGURES = NetworkFigures(2800, 0.95, 0.94, 0.96, 0.9, 1.0, 0.0123, 0.2, 0.8, 0.99, 2.5, True, 1_500_000)
UNKNOWN = NetworkFigures(2800, 0.5, 0.4, 0.6, 0.5, 0.9, 0.1, 2.0, None, None, None, False, 10)


def test_the_frame_has_numbers_that_can_be_sorted():
    frame = comparison_frame([FIGURES, UNKNOWN], ["A", "B"])
    first = frame.iloc[0]
    assert (first["Network"], first["Pictures"]) == ("A", 2800)
    assert first["Accuracy"] == pytest.approx(95)
    assert first["Calibration error"] == pytest.approx(1.23)
    assert (first["Log loss"], first["Time (ms)"], first["Size (MB)"]) == pytest.approx((0.2, 2.5, 1.5))
    assert frame["Accuracy when sure"].isna().tolist() == [False, True]
    assert pd.api.types.is_numeric_dtype(frame["Accuracy when sure"])


def test_the_best_comes_first_and_the_unknown_last():
    middle = replace(FIGURES, accuracy=0.7, log_loss=1.0, milliseconds=1.0, right_when_sure=0.5)
    frame = comparison_frame([UNKNOWN, middle, FIGURES], ["unknown", "middle", "first"])
    for column, names in (
        ("Accuracy", ["first", "middle", "unknown"]),
        ("Log loss", ["first", "middle", "unknown"]),
        ("Time (ms)", ["middle", "first", "unknown"]),
        ("Accuracy when sure", ["first", "middle", "unknown"]),
        ("Size (MB)", ["unknown", "middle", "first"]),
    ):
        assert best_first(frame, column)["Network"].tolist() == names


def test_every_column_is_explained():
    frame = comparison_frame([FIGURES], ["A"])
    explained = column_explanations()
    assert set(frame.columns) - set(explained) == {"Network", "Pictures"}
    assert all(line.endswith(".") for line in explained.values())


def test_texts_are_rounded_and_what_is_unknown_is_a_dash():
    first, second = comparison_texts(comparison_frame([FIGURES, UNKNOWN], ["A", "B"]))
    assert first[:5] == ["A", "2,800", "95.0%", "94.0%", "96.0%"]
    # The top-five accuracy is exactly 1; an accuracy just below 1 is not rounded to 100%.
    assert first[6:8] == ["100%", "1.23%"]
    (nearly,) = comparison_texts(comparison_frame([replace(FIGURES, accuracy=2799.5 / 2800)], ["A"]))
    assert nearly[2] == "> 99.9%"
    # Figures in one column have the same number of digits: not "1" above "0.142".
    assert first[-1] == "1.50"
    assert (first[8], second[8]) == ("0.2000", "2.0000")
    assert second[-4:] == ["-", "-", "-", "< 0.01"]


def test_on_the_page_numbers_are_written_so():
    frame = comparison_frame([FIGURES, UNKNOWN], ["A", "<b>B</b>"])
    # No line breaks between a sign and its number.
    rows = [
        [cell.text.replace("\xa0", " ") for cell in row] for row in tree(comparison_html(frame)).iter("tr")
    ]
    assert rows == [list(frame.columns), *comparison_texts(frame)]


def test_the_file_has_every_digit_and_no_formula():
    data = comparison_csv(comparison_frame([FIGURES], ["=1+1"]))
    read = pd.read_csv(io.BytesIO(data))
    assert data.startswith(b"\xef\xbb\xbf")
    assert read["Network"].tolist() == ["'=1+1"]
    assert read["Accuracy"].tolist() == pytest.approx([95.0])
