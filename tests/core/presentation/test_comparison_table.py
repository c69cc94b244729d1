"""The table of figures: numbers on the page, texts in a report, and a file for spreadsheets."""

import io

import pandas as pd
import pytest

from core.comparison.figures_table import NetworkFigures
from core.presentation.comparison_table import (
    column_explanations,
    comparison_csv,
    comparison_frame,
    comparison_texts,
)

FIGURES = NetworkFigures(2800, 0.95, 0.94, 0.96, 0.9, 1.0, 0.0123, 0.2, 0.8, 0.99, 2.5, True, 1_500_000)
UNKNOWN = NetworkFigures(2800, 0.5, 0.4, 0.6, 0.5, 0.9, 0.1, 2.0, None, None, None, False, 10)


def test_the_frame_has_numbers_that_can_be_sorted():
    frame = comparison_frame([FIGURES, UNKNOWN], ["A", "B"])
    first = frame.iloc[0]
    assert (first["Network"], first["Pictures"]) == ("A", 2800)
    assert first["Accuracy"] == pytest.approx(95)
    assert first["Calibration error"] == pytest.approx(1.23)
    assert (first["Log loss"], first["Time (ms)"], first["Size (MB)"]) == pytest.approx((0.2, 2.5, 1.5))
    assert frame["Right when sure"].isna().tolist() == [False, True]
    assert pd.api.types.is_numeric_dtype(frame["Right when sure"])


def test_every_column_is_explained():
    frame = comparison_frame([FIGURES], ["A"])
    explained = column_explanations()
    assert set(frame.columns) - set(explained) == {"Network", "Pictures"}
    assert all(line.endswith(".") for line, _ in explained.values())


def test_texts_are_rounded_and_what_is_unknown_is_a_dash():
    first, second = comparison_texts(comparison_frame([FIGURES, UNKNOWN], ["A", "B"]))
    assert first[:5] == ["A", "2,800", "95.0%", "94.0%", "96.0%"]
    assert second[-4:] == ["-", "-", "-", "1e-05"]


def test_the_file_has_every_digit_and_no_formula():
    data = comparison_csv(comparison_frame([FIGURES], ["=1+1"]))
    read = pd.read_csv(io.BytesIO(data))
    assert data.startswith(b"\xef\xbb\xbf")
    assert read["Network"].tolist() == ["'=1+1"]
    assert read["Accuracy"].tolist() == pytest.approx([95.0])
