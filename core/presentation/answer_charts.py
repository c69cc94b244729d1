"""Charts of predictions, in colours that colour-blind people can distinguish (Okabe and Ito 2008)."""

from functools import cache
from typing import Any

import altair as alt
import pandas as pd
import pyarrow as pa

from core.inference.classifier import ClassProbability, Prediction
from core.presentation.wording import in_percent

# For a light and a dark page: the bar of the likeliest class, the other bars, and text.
_BAR_COLORS = {False: ("#0072B2", "#8FB8D0", "#22262B"), True: ("#56B4E9", "#3E6C88", "#ECE9E2")}
LINE_COLORS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00")
_BAR_HEIGHT_PX = 26


@cache
def bars_specification(bars: int, dark: bool) -> dict[str, Any]:
    """Builds the bar chart of the likeliest classes, without data.

    Altair takes longer to build and validate a chart than a network takes to answer, so the page builds it
    once and sends only new data after every stroke.

    Args:
        bars: Number of bars, for the chart's height.
        dark: Whether the page is dark.

    Returns:
        A Vega-Lite specification for the data that `bars_data` returns.
    """
    likeliest, other, text_color = _BAR_COLORS[dark]
    base = alt.Chart(bars_data([ClassProbability("a", 1.0)]))
    # The data are replaced in an existing chart, so the order must follow from the data.
    by_rank = alt.EncodingSortField(field="rank", op="min", order="ascending")
    axis = alt.Axis(ticks=False, domain=False, labelLimit=110, labelOverlap=False)
    y = alt.Y("label:N", sort=by_rank, title=None, axis=axis)
    x = alt.X("probability:Q", scale=alt.Scale(domain=[0, 1.28]), axis=None)
    color = alt.condition("datum.first", alt.value(likeliest), alt.value(other))
    bar = base.mark_bar(cornerRadiusEnd=3).encode(y=y, x=x, color=color)
    text = base.mark_text(align="left", dx=4, color=text_color).encode(y=y, x=x, text="percent:N")
    chart = (bar + text).properties(height=bars * _BAR_HEIGHT_PX).configure_view(stroke=None)
    specification = chart.to_dict()
    for key in ("data", "datasets"):
        specification.pop(key, None)
    return specification


def bars_data(classes: list[ClassProbability]) -> pa.Table:
    """Returns the data for `bars_specification`, in the form in which Streamlit sends them to the browser.

    From a pandas DataFrame it would have to make that form first, which takes longer than the networks do.

    Args:
        classes: The classes to show, the likeliest first.

    Returns:
        One row per class with the columns `label`, `probability`, `percent`, `rank` and `first`.
    """
    return pa.table(
        {
            "label": [entry.label for entry in classes],
            "probability": [entry.probability for entry in classes],
            "percent": [in_percent(entry.probability) for entry in classes],
            "rank": list(range(len(classes))),
            "first": [rank == 0 for rank in range(len(classes))],
        }
    )


def replay_chart(steps: list[tuple[float, Prediction]], labels: list[str]) -> alt.Chart:
    """Draws how the probabilities of a few classes changed while a drawing was drawn.

    Args:
        steps: As `core.inference.replay.replay` returns them.
        labels: The classes to show, at most five.

    Returns:
        A line chart of `probability` against `ink`, the fraction of the ink from 0.0 to 1.0.
    """
    rows = [
        {"ink": fraction, "probability": prediction.probability_of(label), "class": label}
        for fraction, prediction in steps
        for label in labels
    ]
    percent = alt.Axis(format="%", tickCount=5)
    return (
        alt.Chart(pd.DataFrame(rows))
        .mark_line(point=True, interpolate="monotone")
        .encode(
            x=alt.X("ink:Q", title="how much is drawn", axis=percent, scale=alt.Scale(domain=[0, 1])),
            y=alt.Y("probability:Q", title="probability", axis=percent, scale=alt.Scale(domain=[0, 1])),
            color=alt.Color(
                "class:N",
                title=None,
                sort=labels,
                scale=alt.Scale(domain=labels, range=list(LINE_COLORS[: len(labels)])),
                legend=alt.Legend(orient="top"),
            ),
            strokeDash=alt.StrokeDash("class:N", sort=labels, legend=None),
            tooltip=[
                "class:N",
                alt.Tooltip("ink:Q", format=".0%"),
                alt.Tooltip("probability:Q", format=".1%"),
            ],
        )
        .properties(height=220)
    )


def replay_in_words(steps: list[tuple[float, Prediction]]) -> str:
    """Describes `replay_chart` for people who cannot see it: how the likeliest class changed.

    Args:
        steps: As `core.inference.replay.replay` returns them.
    """
    changes: list[tuple[str, float]] = []
    for fraction, prediction in steps:
        label = prediction.top(1)[0].label
        if not changes or changes[-1][0] != label:
            changes.append((label, fraction))
    leading = ", then ".join(f"{label} from {fraction:.0%} of the ink" for label, fraction in changes)
    return f"Line chart of probabilities while the drawing grew. Leading: {leading}."
