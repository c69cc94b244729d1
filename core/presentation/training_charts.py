"""Charts of a data set and of a training, in colours that colour-blind people can distinguish."""

import math
from collections.abc import Iterable, Sequence

import altair as alt
import pandas as pd

from core.inference.calibration import Bin
from core.plurals import counted
from core.presentation.answer_charts import LINE_COLORS
from core.presentation.chart_names import name_in_chart
from core.presentation.wording import share_in_percent

_TRAIN, _VALIDATION = LINE_COLORS[0], LINE_COLORS[4]
_GRAY = "#7C828B"  # legible on light and on dark pages
_ROW_PX, _CELL_PX = 24, 34
_CURVE_PX = 280
_LETTER_PX, _PHONE_PX = 7, 280  # width of a letter, and the width for all labels on a phone
_LEAST_LOSS = 1e-4  # below this, a curve would show only rounding errors
# Labels of a logarithmic axis, as multiples of powers of ten: the first of these that give few enough.
_TICK_STEPS = ((1, 1.5, 2, 3, 5, 7), (1, 2, 5), (1,))
_LEAST_TICKS, _MOST_TICKS = 3, 8
# Up to this many classes, a confusion matrix is as wide as its column; with more, it scrolls.
FEW_CLASSES = 12
# With more classes than this, a confusion matrix is no longer legible.
MAX_MATRIX_CLASSES = 60


def counts_chart(counts: dict[str, int]) -> alt.Chart:
    """Draws the number of pictures in each class as labelled bars."""
    names = [name_in_chart(label) for label in counts]
    data = pd.DataFrame({"class": names, "pictures": list(counts.values())})
    y = alt.Y("class:N", sort=None, title=None, axis=_class_axis())
    scale = _lengths(max(counts.values(), default=0), [str(count) for count in counts.values()])
    x = alt.X("pictures:Q", title=None, axis=None, scale=scale)
    base = alt.Chart(data)
    bars = base.mark_bar(color=_TRAIN, cornerRadiusEnd=3).encode(x=x, y=y, tooltip=["class", "pictures"])
    figures = base.mark_text(align="left", dx=4).encode(x=x, y=y, text="pictures:Q")
    return (bars + figures).properties(height=alt.Step(_ROW_PX)).configure_view(stroke=None)


def curves_chart(history: pd.DataFrame, figure: str, best_epoch: int | None) -> alt.Chart:
    """Draws the training and validation curves of one figure against the epoch.

    Args:
        history: The history of a run, as in its `history.csv`.
        figure: "loss" or "accuracy".
        best_epoch: The epoch to mark with a vertical line; None for no line.
    """
    names = {figure: "training", f"val_{figure}": "validation"}
    data = history.rename(columns=names).melt(
        "epoch", list(names.values()), var_name="part", value_name=figure
    )
    is_share = figure == "accuracy"
    axis, scale = alt.Axis(format="~%", tickCount=5), alt.Scale(zero=False)
    if not is_share:
        data[figure] = data[figure].clip(lower=_LEAST_LOSS)
        axis, scale = _loss_axis(data[figure].dropna().tolist())
    y = alt.Y(f"{figure}:Q", title="accuracy" if is_share else "loss", axis=axis, scale=scale)
    color = alt.Color(
        "part:N",
        title=None,
        scale=alt.Scale(domain=list(names.values()), range=[_TRAIN, _VALIDATION]),
        legend=alt.Legend(orient="top", symbolType="stroke", padding=0, offset=4),
    )
    lines = (
        alt.Chart(data)
        .mark_line(point=len(history) < 30)
        .encode(
            # Padding keeps the line of the best epoch clear of the axis.
            x=alt.X(
                "epoch:Q",
                axis=alt.Axis(tickMinStep=1, format="d"),
                scale=alt.Scale(nice=False, padding=8, zero=False),
            ),
            y=y,
            color=color,
            strokeDash=alt.StrokeDash("part:N", sort=list(names.values()), legend=None),
            tooltip=["epoch", "part", alt.Tooltip(f"{figure}:Q", format=".1%" if is_share else ".3f")],
        )
    )
    chart = lines
    if best_epoch:
        rule = alt.Chart(pd.DataFrame({"epoch": [best_epoch]})).mark_rule(strokeDash=[2, 2], color="gray")
        chart = lines + rule.encode(x="epoch:Q", tooltip=alt.value(f"best: epoch {best_epoch}"))
    return chart.properties(height=_CURVE_PX)


def _loss_axis(losses: Sequence[float]) -> tuple[alt.Axis, alt.Scale]:
    """Returns the axis and scale of losses above 0, with labels from bottom to top.

    Loss falls by factors: on a linear scale, all but the first epochs would be one flat line. On a
    logarithmic one, Vega leaves out labels, usually the uppermost ones.
    """
    ticks: list[float] = []
    for steps in _TICK_STEPS if losses else ():
        low, high = min(losses), max(losses)
        powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        every = [step * 10.0**power for power in powers for step in steps]
        top = next(tick for tick in every if tick >= high)
        ticks = [tick for tick in every if low <= tick <= top]
        if len(ticks) <= _MOST_TICKS:
            break
    if len(ticks) < _LEAST_TICKS:
        return alt.Axis(format="~g", tickCount=5), alt.Scale(type="log", nice=False)
    axis = alt.Axis(format="~g", values=ticks, labelOverlap=False)
    return axis, alt.Scale(type="log", nice=False, domainMax=ticks[-1])


def curves_in_words(history: pd.DataFrame, figure: str) -> str:
    """Describes `curves_chart` for people who cannot see it: where the curves begin and end.

    Args:
        history: The history of a run, as in its `history.csv`.
        figure: "loss" or "accuracy".
    """
    if history.empty:
        return "An empty chart: no epoch is done yet."
    first, last = history.iloc[0], history.iloc[-1]

    def form(value: float) -> str:
        return share_in_percent(value, 0) if figure == "accuracy" else f"{value:.2f}"

    name = "Share of right answers" if figure == "accuracy" else "Loss"
    return (
        f"{name} on validation pictures over {counted(len(history), 'epoch')}: from "
        f"{form(first[f'val_{figure}'])} to {form(last[f'val_{figure}'])}; on training pictures in the end "
        f"{form(last[figure])}."
    )


def confusion_chart(confusion: Sequence[Sequence[int]], labels: Sequence[str]) -> alt.Chart:
    """Draws a confusion matrix; a click on a cell selects its `label` and `answer`.

    Args:
        confusion: Counts, with a row for each true class and a column for each predicted class.
        labels: Names of the classes.

    Returns:
        A chart with a point selection named "cell"; `label_of_name` returns the labels of a selected cell.
    """
    names = [name_in_chart(label) for label in labels]
    rows = [
        {
            "label": names[row],
            "answer": names[column],
            "pictures": count,
            "share": count / max(sum(line), 1),
        }
        for row, line in enumerate(confusion)
        for column, count in enumerate(line)
    ]
    cell = alt.selection_point(name="cell", fields=["label", "answer"])
    is_small = len(labels) <= FEW_CLASSES
    # By default, Vega leaves out labels that are too close together, and shifts the first and the last one.
    whole = {"labelOverlap": False, "labelFlush": False}
    # Names that are short enough to fit side by side, even on a phone, are not slanted.
    is_short = max(map(len, labels), default=0) * len(labels) * _LETTER_PX <= _PHONE_PX
    angle = 0 if is_short else -40 if is_small else -90
    x_axis = alt.Axis(labelAngle=angle, labelLimit=110, **whole)
    y_axis = alt.Axis(labelLimit=130, **whole)
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=alt.X("answer:N", sort=names, title="answer", axis=x_axis),
        y=alt.Y("label:N", sort=names, title="truth", axis=y_axis),
        tooltip=["label", "answer", "pictures"],
    )
    # The share sets the opacity over a light or dark page; so an empty cell has almost the page's colour.
    squares = base.mark_rect(fill=_TRAIN, stroke=_GRAY, cursor="pointer").encode(
        fillOpacity=alt.FillOpacity("share:Q", scale=alt.Scale(domain=[0, 1], range=[0.02, 1]), legend=None),
        strokeWidth=alt.condition(cell, alt.value(1), alt.value(0), empty=True),
        strokeOpacity=alt.value(0.4),
    )
    words = base.mark_text(fontWeight="bold").encode(
        text=alt.condition("datum.pictures > 0", "pictures:Q", alt.value("")),
        color=alt.when("datum.share > 0.45").then(alt.value("white")),
    )
    # A height in pixels would include the axis labels, so the height is given per cell.
    chart = (squares + words).add_params(cell).properties(height=alt.Step(_CELL_PX if is_small else _ROW_PX))
    return chart if is_small else chart.properties(width=alt.Step(_ROW_PX))


def confusion_in_words(confusion: Sequence[Sequence[int]], labels: Sequence[str]) -> str:
    """Describes `confusion_chart` for people who cannot see it: the accuracy and the most frequent mistake.

    Args:
        confusion: Counts, with a row for each true class and a column for each predicted class.
        labels: Names of the classes.
    """
    right = sum(line[row] for row, line in enumerate(confusion))
    total = sum(sum(line) for line in confusion)
    wrong = [
        (count, labels[row], labels[column])
        for row, line in enumerate(confusion)
        for column, count in enumerate(line)
        if row != column and count
    ]
    words = f"Confusion matrix: {right} of {total} test pictures are right."
    if wrong:
        count, label, answer = max(wrong)
        words += f" Mixed up most: {label} mistaken for {answer}, {counted(count, 'time')}."
    return words


def shares_chart(labels: Sequence[str], shares: Sequence[float | None], counts: Sequence[int]) -> alt.Chart:
    """Draws the accuracy of each class, lowest first.

    Args:
        labels: Names of the classes.
        shares: Their accuracies, 0.0 to 1.0; None for a class without test pictures, which is left out.
        counts: Their number of test pictures.
    """
    names = [name_in_chart(label) for label in labels]
    data = pd.DataFrame({"class": names, "right": shares, "pictures": counts}).dropna().sort_values("right")
    data["figure"] = [
        f"{share_in_percent(share, 0)} of {count:,}"
        for share, count in zip(data["right"], data["pictures"], strict=True)
    ]
    y = alt.Y("class:N", sort=list(data["class"]), title=None, axis=_class_axis())
    x = alt.X("right:Q", title=None, axis=None, scale=_lengths(1, data["figure"]))
    base = alt.Chart(data)
    bars = base.mark_bar(color=_TRAIN, cornerRadiusEnd=3).encode(x=x, y=y, tooltip=["class", "figure"])
    figures = base.mark_text(align="left", dx=4).encode(x=x, y=y, text="figure:N")
    return (bars + figures).properties(height=alt.Step(_ROW_PX)).configure_view(stroke=None)


def reliability_chart(bins: list[Bin]) -> alt.Chart:
    """Draws accuracy against confidence; on the diagonal the two are equal.

    Args:
        bins: Bins as returned by `core.inference.calibration.reliability`; empty ones are left out.
    """
    data = pd.DataFrame(
        [
            {"confidence": entry.confidence, "right": entry.accuracy, "pictures": entry.count}
            for entry in bins
            if entry.count
        ]
    )
    percent = alt.Axis(format="%", tickCount=5)
    whole = alt.Scale(domain=[0, 1])
    points = (
        alt.Chart(data)
        .mark_circle(color=_TRAIN, opacity=0.8)
        .encode(
            x=alt.X("confidence:Q", title="how sure it says it is", axis=percent, scale=whole),
            y=alt.Y("right:Q", title="how often it is right", axis=percent, scale=whole),
            size=alt.Size("pictures:Q", legend=None),
            tooltip=[
                "pictures",
                alt.Tooltip("confidence:Q", format=".0%"),
                alt.Tooltip("right:Q", format=".0%"),
            ],
        )
    )
    diagonal = pd.DataFrame({"confidence": [0, 1], "right": [0, 1]})
    line = (
        alt.Chart(diagonal).mark_line(strokeDash=[4, 4], color="gray").encode(x="confidence:Q", y="right:Q")
    )
    return (line + points).properties(height=_CURVE_PX)


def _lengths(most: float, figures: Iterable[str]) -> alt.Scale:
    """Returns the scale of bars up to `most` that leaves room for any of the figures at the end of a bar."""
    room_px = _LETTER_PX * max(map(len, figures), default=0)
    return alt.Scale(
        domain=[0, max(most, 1)], nice=False, range=[0, alt.ExprRef(f"max(width - {room_px}, 0)")]
    )


def _class_axis() -> alt.Axis:
    """Returns an axis that labels every class, even if the rows are close together."""
    return alt.Axis(labelLimit=160, labelOverlap=False, ticks=False, domain=False)
