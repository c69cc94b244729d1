"""Charts of several networks on the same labelled pictures, and of their trainings."""

from collections.abc import Sequence

import numpy as np

from core.comparison.comparing import Comparison
from core.comparison.confusion import confusion_matrices, mix_ups
from core.comparison.figures_table import NetworkFigures
from core.comparison.training_curves import TrainingCurve
from core.evaluation.risk_coverage import risk_coverage, select
from core.plurals import counted
from core.presentation.comparison_figures import Figure
from core.presentation.comparison_grids import matrix_chart
from core.presentation.comparison_svg import (
    Axis,
    Series,
    axis_limits,
    line_chart,
    scatter_chart,
)
from core.presentation.evaluation_wording import (
    ACCURACY_OF_ANSWERED,
    RISK_COVERAGE_COLUMNS,
    SHARE_ANSWERED,
)
from core.presentation.wording import in_percent, share_in_percent

# With more classes than this, the cells of a matrix are too small to read.
MAX_MATRIX_CLASSES = 20
_MIX_UPS = 20
_CURVE_POINTS = 60
_SECONDS_IN_AN_HOUR = 3_600


def risk_coverage_figure(comparison: Comparison, titles: Sequence[str]) -> Figure:
    """Draws the accuracy of networks on what they answer when they leave out what they are least sure of."""
    series, rows = [], []
    for index, (one, title) in enumerate(zip(comparison.contenders, titles, strict=True)):
        curve = risk_coverage(one.sureness, one.is_right, _CURVE_POINTS)
        now = select(one.sureness, one.is_right, one.least_confidence)
        place = None if now.accuracy is None else (now.coverage, now.accuracy)
        series.append(Series(title, curve.coverage.tolist(), curve.accuracy.tolist(), index, place=place))
        for share, accuracy, least in zip(
            curve.coverage, curve.accuracy, curve.least_confidence, strict=True
        ):
            rows.append([title, share_in_percent(share), share_in_percent(accuracy), in_percent(least)])
    low, _ = axis_limits([value for one in series for value in one.y] or [0], 0, 1)
    y = Axis(
        ACCURACY_OF_ANSWERED,
        min(low, 0.99),
        1,
        lambda value: f"{value:.4g}" if value < 0 else _percent(value),
    )
    drawn = [one for one in series if one.y]
    whole = ", ".join(
        f"{one.title} {share_in_percent(one.y[-1])} of {share_in_percent(one.x[-1])}" for one in drawn
    )
    half = ", ".join(
        f"{one.title} {share_in_percent(_at_share(one, 0.5))}" for one in drawn if one.x[-1] >= 0.5
    )
    return Figure(
        "Accuracy against how much it answers (risk-coverage)",
        "Each network leaves out what it is least sure of. If its confidence can be believed, the "
        "curve rises to the left: the less it answers, the more often it is right. The large mark "
        "is where each one stands now, with the answers that the table counts as sure; a curve ends where "
        "only unfamiliar pictures are left.",
        line_chart(
            series,
            Axis(SHARE_ANSWERED, 0, 1, _percent),
            y,
            f"Line chart. Accuracy if it answers all that looks familiar: {whole or 'none'}. "
            f"Accuracy if it answers half: {half or 'none'}.",
        ),
        ["Network", *RISK_COVERAGE_COLUMNS],
        rows,
        titles,
    )


def confusion_figures(comparison: Comparison, titles: Sequence[str]) -> list[Figure]:
    """Lists the most frequent mix-ups; with few classes, also draws confusion matrices and differences."""
    pairs = mix_ups(comparison, _MIX_UPS)
    table = Figure(
        "Mixed up most",
        f"How often pictures of one class were mistaken for another{', by each network' * (len(titles) > 1)}."
        if pairs
        else "No network mistook a picture for anything else.",
        "",
        ["Truth", "Mistaken for", *titles],
        [[pair.label, pair.answer, *(f"{count:,}" for count in pair.counts)] for pair in pairs],
        word_columns=2,
    )
    columns, matrices = confusion_matrices(comparison)
    if len(columns) > MAX_MATRIX_CLASSES:
        return [table]
    rows = columns[: comparison.classes]
    explanation = (
        "Confusion matrix: a row for each true class, a column for each answer. Right answers lie on the "
        "diagonal."
    )
    figures = [
        Figure(
            f"What {title} mistakes for what",
            explanation,
            matrix_chart(rows, columns, matrix, _matrix_in_words(matrix, rows, columns, title)),
            ["Truth", *columns],
            _matrix_rows(rows, matrix),
        )
        for title, matrix in zip(titles, matrices, strict=True)
    ]
    for index in range(1, len(titles)):
        difference = matrices[0] - matrices[index]
        words = f"{titles[0]} minus {titles[index]}"
        figures.append(
            Figure(
                f"The difference: {words}",
                f"Blue, above 0: {titles[0]} gave that answer more often. Orange, below 0: {titles[index]} "
                "did.",
                matrix_chart(
                    rows, columns, difference, _difference_in_words(difference, rows, columns, words), True
                ),
                ["Truth", *columns],
                _matrix_rows(rows, difference),
            )
        )
    return [table, *figures]


def size_and_time_figures(figures: Sequence[NetworkFigures], titles: Sequence[str]) -> list[Figure]:
    """Draws accuracy against the size of each network, and against its time per picture."""
    low, high = axis_limits([end for one in figures for end in (one.accuracy_low, one.accuracy_high)], 0, 1)
    y = Axis("accuracy", low, high, _percent)
    bars = [(one.accuracy_low, one.accuracy_high) for one in figures]
    shown: list[tuple[str, str, list[float | None]]] = [
        ("size", "size of its file in megabytes", [one.size_bytes / 1e6 for one in figures]),
        ("time", "milliseconds for a picture", [one.milliseconds for one in figures]),
    ]
    is_here = all(one.is_time_here for one in figures)
    where = f" Times are of {'this computer' if is_here else 'the computers that the networks were made on'}."
    charts = []
    for what, axis_title, values in shown:
        known = [(index, value) for index, value in enumerate(values) if value]
        if not known:
            continue
        numbers = [value for _, value in known]
        x = Axis(axis_title, min(numbers) / 2, max(numbers) * 2, _short, is_log=True)
        series = [Series(titles[index], [value], [figures[index].accuracy], index) for index, value in known]
        said = "; ".join(f"{one.title}: {_short(one.x[0])}, {share_in_percent(one.y[0])}" for one in series)
        charts.append(
            Figure(
                f"Accuracy against {what}",
                "Higher is better, further left is cheaper; each step along the axis multiplies the time "
                "or the size. "
                f"Upright lines are 95% intervals of the accuracy.{where if what == 'time' else ''}",
                scatter_chart(
                    series,
                    x,
                    y,
                    f"Scatter chart of accuracy against {axis_title}. {said}.",
                    [bars[i] for i, _ in known],
                ),
                ["Network", axis_title.capitalize(), "Accuracy"],
                [[one.title, _short(one.x[0]), share_in_percent(one.y[0])] for one in series],
            )
        )
    return charts


def training_figures(curves: Sequence[TrainingCurve], by_seconds: bool) -> list[Figure]:
    """Draws the training curves of several networks in the same charts.

    Args:
        curves: At most five curves.
        by_seconds: Whether the x axis is the time since each training began, rather than its epochs.
    """
    titles = [curve.title for curve in curves]
    xs = [(curve.seconds if by_seconds else curve.epochs).astype(float).tolist() for curve in curves]
    longest = max(max(values) for values in xs)
    in_hours = by_seconds and longest > 2 * _SECONDS_IN_AN_HOUR
    if in_hours:
        xs, longest = (
            [[value / _SECONDS_IN_AN_HOUR for value in values] for values in xs],
            longest / _SECONDS_IN_AN_HOUR,
        )
    words = ("hours" if in_hours else "seconds") if by_seconds else "epochs"
    x = Axis(words, 0, longest or 1, _short)
    shown = [
        (
            "val_accuracy",
            "Accuracy on pictures held back",
            "Share of right answers on pictures that it does not learn from. An epoch is one pass over all "
            "pictures.",
        ),
        (
            "accuracy",
            "Accuracy on pictures learned from",
            "Where this is far above the other chart, the network memorises its pictures (overfitting).",
        ),
        (
            "val_loss",
            "Loss on pictures held back",
            "How far answers are from the truth; being sure and wrong costs most. Learning reduces it.",
        ),
    ]
    figures = []
    for name, title, line in shown:
        values = [getattr(curve, name).tolist() for curve in curves]
        everything = [value for one in values for value in one]
        is_share = name != "val_loss"
        low, high = axis_limits(everything, 0, 1 if is_share else float(max(everything)) + 1)
        series = [Series(titles[index], xs[index], values[index], index) for index in range(len(curves))]
        write = _percent if is_share else _short
        said = ", ".join(f"{one.title} ends at {write(one.y[-1])}" for one in series)
        figures.append(
            Figure(
                title,
                line,
                line_chart(
                    series, x, Axis(title.lower(), low, high, write), f"Line chart along {words}. {said}."
                ),
                ["Network", words.capitalize(), title],
                [
                    [one.title, _short(a), write(b)]
                    for one in series
                    for a, b in zip(one.x, one.y, strict=True)
                ],
                titles,
            )
        )
    return figures


def _matrix_rows(rows: Sequence[str], matrix: np.ndarray) -> list[list[str]]:
    return [
        [name, *(f"{count:,}" for count in line.tolist())] for name, line in zip(rows, matrix, strict=True)
    ]


def _matrix_in_words(matrix: np.ndarray, rows: Sequence[str], columns: Sequence[str], title: str) -> str:
    right, total = int(np.trace(matrix)), int(matrix.sum())
    words = f"Confusion matrix of {title}: {right:,} of {total:,} are right."
    wrong = matrix.copy()
    np.fill_diagonal(wrong, 0)
    if wrong.any():
        row, column = _place_of_largest(wrong)
        times = counted(int(wrong[row, column]), "time")
        words += f" Mixed up most: {rows[row]} mistaken for {columns[column]}, {times}."
    return words


def _difference_in_words(
    difference: np.ndarray, rows: Sequence[str], columns: Sequence[str], words: str
) -> str:
    row, column = _place_of_largest(np.abs(difference))
    return (
        f"Difference of two confusion matrices, {words}. The largest: {rows[row]} answered as "
        f"{columns[column]}, {difference[row, column]:+,}."
    )


def _place_of_largest(matrix: np.ndarray) -> tuple[int, int]:
    row, column = divmod(int(matrix.argmax()), matrix.shape[1])
    return row, column


def _at_share(series: Series, share: float) -> float:
    return next(y for x, y in zip(series.x, series.y, strict=True) if x >= share)


def _percent(value: float) -> str:
    """Writes a share as a percentage with at most four significant digits, so that close ticks differ."""
    return f"{value * 100:.4g}%"


def _short(value: float) -> str:
    """Writes a number with at most three significant digits, or without decimals from 1,000 on."""
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
