"""The answers to many photos, as a table to look at, filter and take away."""

from collections.abc import Sequence

import pandas as pd

from core.inference.batch import Row

# What a table can be reduced to.
ALL, UNSURE, DISPUTED, UNREADABLE = "All", "Not sure", "Networks disagree", "Unreadable"
FILTERS = (ALL, UNSURE, DISPUTED, UNREADABLE)


def filtered(rows: Sequence[Row], which: str = ALL, words: str = "") -> list[Row]:
    """Returns the rows of a kind in whose name or answers all words occur.

    Args:
        rows: All rows.
        which: One of `FILTERS`.
        words: What to search for; capital letters do not matter.
    """
    wanted = words.lower().split()
    return [row for row in rows if _is(row, which) and all(word in _text(row) for word in wanted)]


def counts(rows: Sequence[Row]) -> dict[str, int]:
    """Counts the rows that each filter leaves."""
    return {which: sum(_is(row, which) for row in rows) for which in FILTERS}


def table(rows: Sequence[Row], titles: Sequence[str], thumbnails: bool = True) -> pd.DataFrame:
    """Writes rows as a table: one line a photo, four columns a network.

    Args:
        rows: Some rows.
        titles: The networks' titles, in the order of their verdicts.
        thumbnails: Whether a column holds the small pictures, as data addresses.

    Returns:
        A frame with the columns "photo" (with thumbnails), and for each network its title (the best guess),
        "confidence" (0 to 1), "sure" and "kind"; then "disagree", "name" and "problem".
    """
    columns: dict[str, list[object]] = {}
    if thumbnails:
        columns["photo"] = [row.thumbnail_address for row in rows]
    for index, title in enumerate(titles):
        verdicts = [row.verdicts[index] if row.verdicts else None for row in rows]
        suffix = "" if index == 0 else f" ({title})"
        columns[title] = [each.best.label if each else "" for each in verdicts]
        columns[f"confidence{suffix}"] = [each.best.probability if each else None for each in verdicts]
        columns[f"sure{suffix}"] = [bool(each and each.sure) for each in verdicts]
        columns[f"kind{suffix}"] = [each.kind if each else "" for each in verdicts]
    if len(titles) > 1:
        columns["disagree"] = [row.disputed for row in rows]
    columns["name"] = [row.name for row in rows]
    columns["problem"] = [row.problem for row in rows]
    return pd.DataFrame(columns)


def as_csv(rows: Sequence[Row], titles: Sequence[str]) -> bytes:
    """Writes all rows as CSV, with a mark that lets spreadsheets see that it is UTF-8."""
    found = table(rows, titles, thumbnails=False).map(_harmless)
    return found.round(4).to_csv(index=False).encode("utf-8-sig")


def _harmless(cell: object) -> object:
    """Keeps spreadsheets from taking a file's name for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _is(row: Row, which: str) -> bool:
    if which == UNREADABLE:
        return bool(row.problem)
    if which == UNSURE:
        return bool(row.verdicts) and not row.verdicts[0].sure
    return row.disputed if which == DISPUTED else True


def _text(row: Row) -> str:
    labels = (f"{each.best.label} {each.kind}" for each in row.verdicts)
    return " ".join((row.name, *labels, row.problem)).lower()
