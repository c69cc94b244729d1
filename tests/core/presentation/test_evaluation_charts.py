"""Charts of test answers: the content of their specifications."""

import numpy as np
import pytest

from core.evaluation.risk_coverage import Selection, risk_coverage
from core.inference.calibration import reliability, softmax
from core.presentation.evaluation_charts import (
    AFTER,
    BEFORE,
    confidence_counts,
    reliability_before_and_after,
    reliability_table,
    risk_coverage_chart,
    risk_coverage_table,
)
from tests.core.evaluation.answers_for_tests import random_answers

LOGITS, LABELS = random_answers(300, 5)
BINS = [reliability(softmax(LOGITS, temperature), LABELS, 10) for temperature in (1.0, 2.0)]


def rows_of(chart):
    """All data rows of a chart's specification."""
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


def test_the_table_holds_every_picture_before_and_after():
    table = reliability_table(*BINS)
    assert table["Pictures before"].sum() == table["Pictures after"].sum() == 300
    right = (table["Accuracy after"] * table["Pictures after"]).sum()
    assert right == pytest.approx((LOGITS.argmax(axis=1) == LABELS).sum())
    assert table["Confidence"].iloc[-1] == "90% to 100%"


def test_charts_draw_the_bins_that_are_not_empty():
    filled = sum(entry.count > 0 for bins in BINS for entry in bins)
    for chart in (reliability_before_and_after(*BINS), confidence_counts(*BINS)):
        rows = [row for row in rows_of(chart) if "temperature" in row]
        assert len(rows) == filled
        assert {row["temperature"] for row in rows} == {BEFORE, AFTER}
        assert sum(row["pictures"] for row in rows) == 600


def test_before_and_after_differ_in_more_than_colour():
    points = reliability_before_and_after(*BINS).to_dict()["layer"][1]["encoding"]
    assert len(set(points["shape"]["scale"]["range"])) == 2
    assert len(set(points["color"]["scale"]["range"])) == 2


def test_the_chosen_point_lies_on_the_curve_and_nothing_has_none():
    confidence = softmax(LOGITS).max(axis=1)
    curve = risk_coverage(confidence, LOGITS.argmax(axis=1) == LABELS)
    table = risk_coverage_table(curve)
    assert np.array_equal(table["Answered"], curve.coverage)
    rows = rows_of(risk_coverage_chart(curve, Selection(150, 120, 300)))
    assert {"Answered": 0.5, "Accuracy of those answered": 0.8} in rows
    assert len(rows) == len(table) + 1
    # As on the Compare page.
    encoding = risk_coverage_chart(curve, Selection(150, 120, 300)).to_dict()["layer"][0]["encoding"]
    assert encoding["y"]["title"] == "accuracy of those answered"
    assert encoding["x"]["title"] == "share of pictures that it answers"
    assert len(rows_of(risk_coverage_chart(curve, Selection(0, 0, 300)))) == len(table)
