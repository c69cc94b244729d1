"""Figures -> Altair charts. Colours are told apart by colour-blind people (Okabe and Ito 2008)."""

from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from core.inference.classifier import ClassProbability, Prediction
from core.presentation.wording import in_percent

# By theme: the winner's bar, the others' bars, and text.
_BAR_COLORS = {False: ("#0072B2", "#8FB8D0", "#22262B"), True: ("#56B4E9", "#3E6C88", "#ECE9E2")}
LINE_COLORS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00")
_BAR_HEIGHT_PX = 26


@cache
def bars_specification(bars: int, dark: bool) -> dict[str, Any]:
    """Builds the chart of the most likely classes, without data, as a Vega-Lite specification.

    Building and checking a chart takes Altair longer than a network takes to answer, so the page
    makes it once and sends new data alone after every stroke.

    Args:
        bars: How many bars it will show, for its height.
        dark: Whether it is shown on a dark page.

    Returns:
        A specification for data as `bars_data` makes them.
    """
    winner, other, words = _BAR_COLORS[dark]
    base = alt.Chart(bars_data([ClassProbability("a", 1.0)]))
    # New data come into a chart that stands: its order must follow from the data, not from what came first.
    by_rank = alt.EncodingSortField(field="rank", op="min", order="ascending")
    y = alt.Y("label:N", sort=by_rank, title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=110))
    x = alt.X("probability:Q", scale=alt.Scale(domain=[0, 1.28]), axis=None)
    color = alt.condition("datum.first", alt.value(winner), alt.value(other))
    bar = base.mark_bar(cornerRadiusEnd=3).encode(y=y, x=x, color=color)
    text = base.mark_text(align="left", dx=4, color=words).encode(y=y, x=x, text="percent:N")
    chart = (bar + text).properties(height=bars * _BAR_HEIGHT_PX).configure_view(stroke=None)
    specification = chart.to_dict()
    for key in ("data", "datasets"):
        specification.pop(key, None)
    return specification


def bars_data(guesses: list[ClassProbability]) -> pd.DataFrame:
    """Returns the rows for `bars_specification`: `label`, `probability`, `percent`, `rank`, `first`."""
    return pd.DataFrame(
        {
            "label": [guess.label for guess in guesses],
            "probability": [guess.probability for guess in guesses],
            "percent": [in_percent(guess.probability) for guess in guesses],
            "rank": list(range(len(guesses))),
            "first": [number == 0 for number in range(len(guesses))],
        }
    )


def growth_lines(steps: list[tuple[float, Prediction]], labels: list[str]) -> alt.Chart:
    """Draws how the probabilities of a few classes rose and fell as the drawing grew.

    Args:
        steps: `(fraction of the ink, answer)` for each prefix of the drawing.
        labels: The classes to show, at most five.

    Returns:
        A line chart, `ink` in 0.0 to 1.0 against `probability`.
    """
    rows = [
        {"ink": fraction, "probability": answer.probability_of(label), "class": label}
        for fraction, answer in steps
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


def growth_in_words(steps: list[tuple[float, Prediction]]) -> str:
    """Says how the leading class changed while the drawing grew."""
    turns: list[str] = []
    for fraction, answer in steps:
        best = answer.top(1)[0].label
        if not turns or not turns[-1].startswith(f"{best} from"):
            turns.append(f"{best} from {fraction:.0%} of the ink")
    return "Line chart of probabilities while the drawing grew. Leading: " + ", then ".join(turns) + "."
