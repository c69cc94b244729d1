"""The figures of several networks as one table: on a page, as a file, and in a report."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from core.comparison.figures_table import NetworkFigures
from core.presentation.comparison_figures import table_html
from core.presentation.spreadsheet import BYTE_ORDER_MARK, without_formula
from core.presentation.wording import share_in_percent

_UNKNOWN = "-"
_SHARE, _POINTS, _LOSS, _NUMBER = "share", "points", "loss", "number"
# Number of decimals, the same in every row, so that the figures in a column can be compared.
_DIGITS = {_LOSS: 4, _NUMBER: 2}
# For each figure: the name of its column, its meaning in one line, and the format of its numbers.
_COLUMNS: dict[str, tuple[str, str, str]] = {
    "accuracy": ("Accuracy", "Share of right answers.", _SHARE),
    "accuracy_low": ("At least", "Lower end of the accuracy's 95% interval.", _SHARE),
    "accuracy_high": (
        "At most",
        "Upper end. Measured on very many pictures, the accuracy would most likely lie between the two.",
        _SHARE,
    ),
    "balanced_accuracy": ("Balanced accuracy", "The same, but every class counts the same.", _SHARE),
    "top5_accuracy": (
        "Top 5",
        "Share of pictures whose class is among its five most likely answers.",
        _SHARE,
    ),
    "calibration_error": (
        "Calibration error",
        "By how much its confidence and its share of right answers differ, on these pictures; 0% is best.",
        _POINTS,
    ),
    "log_loss": (
        "Log loss",
        "How surprised it is by the truth, on average: 0 is best, and a sure mistake costs most.",
        _LOSS,
    ),
    "answered": (
        "Sure",
        'Share of pictures that it is sure about; about the others it says "not sure".',
        _SHARE,
    ),
    "right_when_sure": ("Accuracy when sure", "Share of right answers among those.", _SHARE),
    "milliseconds": ("Time (ms)", "Thousandths of a second for one picture.", _NUMBER),
    "megabytes": ("Size (MB)", "Millions of bytes of its file.", _NUMBER),
}


def comparison_frame(figures: Sequence[NetworkFigures], titles: Sequence[str]) -> pd.DataFrame:
    """Returns the figures of networks as a table, one row each.

    Args:
        figures: The figures of all networks.
        titles: Their names.

    Returns:
        A table with the columns `Network`, `Pictures` and one for each figure, as numbers that are not
        rounded; shares are percentages.
    """
    rows = []
    for one, title in zip(figures, titles, strict=True):
        row: dict[str, object] = {"Network": title, "Pictures": one.pictures}
        for name, (column, _, form) in _COLUMNS.items():
            value = one.size_bytes / 1e6 if name == "megabytes" else getattr(one, name)
            row[column] = None if value is None else value * (1 if form in _DIGITS else 100)
        rows.append(row)
    return pd.DataFrame(rows)


def best_first(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """Sorts a `comparison_frame` by a column of figures; unknown figures come last.

    Args:
        frame: The table.
        column: One of `column_explanations`. Of shares, the highest comes first; of errors, times and sizes,
            the lowest.
    """
    form = next(form for name, _, form in _COLUMNS.values() if name == column)
    return frame.sort_values(column, ascending=form != _SHARE, kind="stable", na_position="last")


def column_explanations() -> dict[str, str]:
    """Returns a one-line explanation for each column of figures."""
    return {column: line for column, line, _ in _COLUMNS.values()}


def comparison_html(frame: pd.DataFrame) -> str:
    """Returns a `comparison_frame` as HTML, whose column names wrap; the page needs `comparison_style`."""
    table = table_html(list(frame.columns), comparison_texts(frame), "Figures of the networks")
    return f'<div class="cmp">{table}</div>'


def comparison_texts(frame: pd.DataFrame) -> list[list[str]]:
    """Returns the rows of a `comparison_frame` as text, with a dash for each unknown figure."""
    return [[_text(column, value) for column, value in row.items()] for row in frame.to_dict("records")]


def _text(column: str, value: Any) -> str:
    """Formats one cell for display."""
    if pd.isna(value):
        return _UNKNOWN
    form = next((form for name, _, form in _COLUMNS.values() if name == column), None)
    if form in (_SHARE, _POINTS):
        return share_in_percent(value / 100, 1 if form == _SHARE else 2)
    if form in _DIGITS:
        least = 10 ** -_DIGITS[form]
        return f"< {least:g}" if 0 < value < least / 2 else f"{value:,.{_DIGITS[form]}f}"
    return value if isinstance(value, str) else f"{value:,}"


def comparison_csv(frame: pd.DataFrame) -> bytes:
    """Writes a `comparison_frame` as CSV for spreadsheets."""
    safe = frame.assign(Network=[without_formula(title) for title in frame["Network"]])
    return (BYTE_ORDER_MARK + safe.to_csv(index=False)).encode()
