"""Charts of predictions, in colours that colour-blind people can distinguish (Okabe and Ito 2008)."""

import altair as alt
import pandas as pd

from core.inference.classifier import Prediction

HEIGHT_PX = 260
LINE_COLORS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00")


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
                sort=labels,
                scale=alt.Scale(domain=labels, range=list(LINE_COLORS[: len(labels)])),
                # Streamlit's own distances would leave a third of the height to the lines.
                legend=alt.Legend(orient="top", padding=0, offset=4, symbolType="stroke", symbolSize=300),
            ),
            strokeDash=alt.StrokeDash("class:N", sort=labels, legend=None),
            tooltip=[
                "class:N",
                alt.Tooltip("ink:Q", format=".0%"),
                alt.Tooltip("probability:Q", format=".1%"),
            ],
        )
        .properties(height=HEIGHT_PX)
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
