"""Charts of test answers: confidence against accuracy, and accuracy against the share answered."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from core.evaluation.risk_coverage import RiskCoverage, Selection
from core.inference.calibration import Bin
from core.presentation.answer_charts import LINE_COLORS
from core.presentation.evaluation_wording import (
    ACCURACY_OF_ANSWERED,
    RISK_COVERAGE_COLUMNS,
    SHARE_ANSWERED,
)

BEFORE, AFTER = "before calibration", "after calibration"
# Okabe and Ito's orange and blue, which also differ in lightness. The points also differ in shape.
_COLORS = alt.Scale(domain=[BEFORE, AFTER], range=[LINE_COLORS[1], LINE_COLORS[0]])
_SHAPES = alt.Scale(domain=[BEFORE, AFTER], range=["triangle-up", "circle"])
_BLUE, _VERMILION = LINE_COLORS[0], LINE_COLORS[4]
_GRAY = "#7C828B"  # legible on light and on dark pages
_HEIGHT_PX, _COUNTS_PX = 330, 170


def reliability_table(before: Sequence[Bin], after: Sequence[Bin]) -> pd.DataFrame:
    """Returns a table of two reliability diagrams, one row per bin; bins empty in both are left out.

    Args:
        before: Bins for the raw logits, as returned by `core.inference.calibration.reliability`.
        after: Bins with the same borders for the logits divided by the temperature.
    """
    return pd.DataFrame(
        [
            {
                "Confidence": f"{one.low:.0%} to {one.high:.0%}",
                "Pictures before": one.count,
                "Accuracy before": one.accuracy if one.count else None,
                "Pictures after": other.count,
                "Accuracy after": other.accuracy if other.count else None,
            }
            for one, other in zip(before, after, strict=True)
            if one.count or other.count
        ]
    )


def reliability_before_and_after(before: Sequence[Bin], after: Sequence[Bin]) -> alt.LayerChart:
    """Draws accuracy against confidence, before and after calibration; the two are equal on the diagonal.

    Args:
        before: As for `reliability_table`.
        after: As for `reliability_table`.
    """
    percent = alt.Axis(format="%", tickCount=5)
    whole = alt.Scale(domain=[0, 1])
    points = (
        alt.Chart(pd.DataFrame(_rows(before, after)))
        .mark_point(filled=True, opacity=0.9)
        .encode(
            x=alt.X("confidence:Q", title="how sure it says it is", axis=percent, scale=whole),
            y=alt.Y("right:Q", title="how often it is right", axis=percent, scale=whole),
            color=alt.Color("temperature:N", title=None, scale=_COLORS, legend=alt.Legend(orient="top")),
            shape=alt.Shape("temperature:N", title=None, scale=_SHAPES, legend=alt.Legend(orient="top")),
            size=alt.Size("pictures:Q", legend=None, scale=alt.Scale(range=[40, 500])),
            tooltip=[
                "temperature:N",
                alt.Tooltip("pictures:Q", format=","),
                alt.Tooltip("confidence:Q", format=".1%"),
                alt.Tooltip("right:Q", format=".1%"),
            ],
        )
    )
    diagonal = pd.DataFrame({"confidence": [0, 1], "right": [0, 1]})
    line = alt.Chart(diagonal).mark_line(strokeDash=[4, 4], color=_GRAY).encode(x="confidence:Q", y="right:Q")
    return (line + points).properties(height=_HEIGHT_PX)


def confidence_counts(before: Sequence[Bin], after: Sequence[Bin]) -> alt.Chart:
    """Draws a histogram of confidence, before and after calibration.

    Args:
        before: As for `reliability_table`.
        after: As for `reliability_table`.
    """
    rows = [{**row, "bin": f"{row['low']:.0%}"} for row in _rows(before, after)]
    bins = [f"{one.low:.0%}" for one in before]
    return (
        alt.Chart(pd.DataFrame(rows))
        .mark_bar()
        .encode(
            x=alt.X("bin:N", sort=bins, title="confidence, from", axis=alt.Axis(labelAngle=0)),
            xOffset=alt.XOffset("temperature:N", sort=[BEFORE, AFTER]),
            y=alt.Y("pictures:Q", title="pictures", axis=alt.Axis(tickCount=3)),
            color=alt.Color("temperature:N", scale=_COLORS, legend=None),
            tooltip=["temperature:N", alt.Tooltip("pictures:Q", format=",")],
        )
        .properties(height=_COUNTS_PX)
    )


def risk_coverage_table(curve: RiskCoverage) -> pd.DataFrame:
    """Returns a risk-coverage curve as a table, one row for each point."""
    columns = (curve.coverage, curve.accuracy, curve.least_confidence)
    return pd.DataFrame(dict(zip(RISK_COVERAGE_COLUMNS, columns, strict=True)))


def risk_coverage_chart(curve: RiskCoverage, selection: Selection) -> alt.LayerChart:
    """Draws accuracy against the share of pictures answered, and marks the current selection.

    Args:
        curve: The risk-coverage curve of one network.
        selection: The answers that remain at the chosen confidence; marked unless there are none.
    """
    answered, accuracy, least = (f"{name}:Q" for name in RISK_COVERAGE_COLUMNS)
    x = alt.X(
        answered,
        title=SHARE_ANSWERED,
        axis=alt.Axis(format="%", tickCount=5),
        scale=alt.Scale(domain=[0, 1]),
    )
    y = alt.Y(
        accuracy,
        title=ACCURACY_OF_ANSWERED,
        axis=alt.Axis(format=".1~%", tickCount=5),
        scale=alt.Scale(zero=False),
    )
    tooltip = [alt.Tooltip(field, format=".1%") for field in (answered, accuracy, least)]
    table = risk_coverage_table(curve)
    line = (
        alt.Chart(table).mark_line(color=_BLUE, interpolate="step-before").encode(x=x, y=y, tooltip=tooltip)
    )
    places = [] if selection.accuracy is None else [(selection.coverage, selection.accuracy)]
    chosen = pd.DataFrame(places, columns=RISK_COVERAGE_COLUMNS[:2])
    here = (
        alt.Chart(chosen)
        .mark_point(filled=True, opacity=1, size=160, shape="diamond", color=_VERMILION)
        .encode(x=answered, y=accuracy, tooltip=tooltip[:2])
    )
    return (line + here).properties(height=_HEIGHT_PX)


def _rows(before: Sequence[Bin], after: Sequence[Bin]) -> list[dict[str, object]]:
    return [
        {
            "temperature": name,
            "low": entry.low,
            "confidence": entry.confidence,
            "right": entry.accuracy,
            "pictures": entry.count,
        }
        for name, bins in ((BEFORE, before), (AFTER, after))
        for entry in bins
        if entry.count
    ]
