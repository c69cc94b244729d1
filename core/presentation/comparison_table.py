"""The figures of several networks as one table: on a page, as a file, and in a report."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from core.comparison.figures_table import NetworkFigures
from core.presentation.spreadsheet import BYTE_ORDER_MARK, without_formula
from core.presentation.wording import share_in_percent

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

# Each column: what it is called, what it means in one line, and how its numbers are written.
_UNKNOWN = "-"
_SHARE, _POINTS, _LOSS, _NUMBER = "share", "points", "loss", "number"
# Digits behind the point, the same in each row: so figures that stand below each other can be compared.
_DIGITS = {_LOSS: 4, _NUMBER: 2}
_COLUMNS: dict[str, tuple[str, str, str]] = {
    "accuracy": ("Accuracy", "Share of right answers.", _SHARE),
    "accuracy_low": ("At least", "Lower end of the accuracy's 95% interval.", _SHARE),
    "accuracy_high": (
        "At most",
        "Upper end. Measured on very many pictures, the accuracy would most likely lie between the two.",
        _SHARE,
    ),
    "balanced_accuracy": ("Balanced accuracy", "The same, but every class counts the same.", _SHARE),
    "top5_accuracy": ("Top 5", "Share of pictures whose class is among its five likeliest answers.", _SHARE),
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
    "answered": ("Sure", 'Share of pictures of which it is sure; of the others it says "not sure".', _SHARE),
    "right_when_sure": ("Accuracy when sure", "Share of right answers among those.", _SHARE),
    "milliseconds": ("Time (ms)", "Thousandths of a second for one picture.", _NUMBER),
    "megabytes": ("Size (MB)", "Millions of bytes of its file.", _NUMBER),
}


def comparison_frame(figures: Sequence[NetworkFigures], titles: Sequence[str]) -> pd.DataFrame:
    """Returns the figures of networks, one row each.

    Args:
        figures: Of all networks.
        titles: Their names.

    Returns:
        `Network`, `Pictures` and a column for each figure, as numbers: shares as percentages, not rounded.
    """
    rows = []
    for one, title in zip(figures, titles, strict=True):
        row: dict[str, object] = {"Network": title, "Pictures": one.pictures}
        for name, (column, _, form) in _COLUMNS.items():
            value = one.size_bytes / 1e6 if name == "megabytes" else getattr(one, name)
            row[column] = None if value is None else value * (1 if form in _DIGITS else 100)
        rows.append(row)
    return pd.DataFrame(rows)


def column_explanations() -> dict[str, str]:
    """Returns for each column of figures one line about it."""
    return {column: line for column, line, _ in _COLUMNS.values()}


def comparison_styler(frame: pd.DataFrame) -> "Styler":
    """Returns the table of `comparison_frame` with its numbers as they are written; they can be sorted."""
    return frame.style.format({name: partial(_text, name) for name in frame.columns})


def comparison_texts(frame: pd.DataFrame) -> list[list[str]]:
    """Returns the rows of `comparison_frame` as texts; a figure that is not known is a dash."""
    return [[_text(column, value) for column, value in row.items()] for row in frame.to_dict("records")]


def _text(column: str, value: Any) -> str:
    """Writes one cell as it is shown."""
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
    """Writes the table as CSV for spreadsheets."""
    safe = frame.assign(Network=[without_formula(title) for title in frame["Network"]])
    return (BYTE_ORDER_MARK + safe.to_csv(index=False)).encode()
