"""Charts of predictions, in colours that colour-blind people can distinguish (Okabe and Ito 2008)."""

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from core.inference.classifier import Prediction
from core.presentation.chart_names import name_in_chart

HEIGHT_PX = 260
LINE_COLORS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00")
# Each colour has its own dash pattern.
_DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [1, 4])


def line_colors(charts: Sequence[Sequence[str]]) -> list[dict[str, str]]:
    """Chooses the colours of classes in neighbouring charts, so that a class keeps its colour.

    Args:
        charts: The classes of each chart, at most five per chart.

    Returns:
        For each chart, the colour of each of its classes. If two classes of a chart have the same colour in
        earlier charts, the second one gets another colour.
    """
    known: dict[str, str] = {}
    chosen = []
    for labels in charts:
        colors: dict[str, str] = {}
        for label in labels:
            if label in known and known[label] not in colors.values():
                colors[label] = known[label]
        free = [color for color in LINE_COLORS if color not in colors.values()]
        colors |= dict(zip([label for label in labels if label not in colors], free, strict=False))
        known = colors | known
        chosen.append({label: colors[label] for label in labels})
    return chosen


def replay_chart(steps: list[tuple[float, Prediction]], colors: Mapping[str, str]) -> alt.Chart:
    """Draws how the probabilities of a few classes changed while a drawing was made.

    Args:
        steps: As `core.inference.replay.replay` returns them.
        colors: The colours of the classes to show, as chosen by `line_colors`.

    Returns:
        A line chart of `probability` against `ink`, the fraction of the ink from 0.0 to 1.0.
    """
    names = [name_in_chart(label) for label in colors]
    dashes = [_DASHES[LINE_COLORS.index(color)] for color in colors.values()]
    rows = [
        {"ink": fraction, "probability": prediction.probability_of(label), "class": name}
        for fraction, prediction in steps
        for label, name in zip(colors, names, strict=True)
    ]
    percent = alt.Axis(format="%", tickCount=5, titlePadding=4, labelPadding=4)
    return (
        alt.Chart(pd.DataFrame(rows))
        .mark_line(point=True, interpolate="monotone")
        .encode(
            x=alt.X("ink:Q", title="how much is drawn", axis=percent, scale=alt.Scale(domain=[0, 1])),
            y=alt.Y("probability:Q", title="probability", axis=percent, scale=alt.Scale(domain=[0, 1])),
            color=alt.Color(
                "class:N",
                title=None,
                sort=names,
                scale=alt.Scale(domain=names, range=list(colors.values())),
                # Streamlit's default padding would leave the lines only a third of the height.
                legend=alt.Legend(orient="top", padding=0, offset=4, symbolType="stroke", symbolSize=300),
            ),
            strokeDash=alt.StrokeDash(
                "class:N", scale=alt.Scale(domain=names, range=dashes), sort=names, legend=None
            ),
            tooltip=[
                "class:N",
                alt.Tooltip("ink:Q", format=".0%"),
                alt.Tooltip("probability:Q", format=".1%"),
            ],
        )
        .properties(height=HEIGHT_PX)
    )


def replay_in_words(steps: list[tuple[float, Prediction]]) -> str:
    """Describes `replay_chart` for people who cannot see it: how the most likely class changed.

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
