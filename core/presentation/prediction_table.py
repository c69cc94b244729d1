"""The table of predictions for many photos: building it, filtering it, and writing it as CSV."""

from collections.abc import Collection, Sequence

import pandas as pd

from core.errors import without_received
from core.inference.batch import Row, Verdict
from core.inference.classifier import ClassProbability
from core.presentation.spreadsheet import without_formula
from core.presentation.wording import not_sure_in_words

ALL, UNSURE, DISPUTED, UNREADABLE = "All", "Not sure", "Networks disagree", "Unreadable"
_OTHER_COLUMNS = ("photo", "confidence", "sure", "kind", "disagree", "name", "problem")
FILTERS = (ALL, UNSURE, DISPUTED, UNREADABLE)


def filtered(rows: Sequence[Row], which: str = ALL, words: str = "", network: int = 0) -> list[Row]:
    """Returns the rows that match a filter and search words.

    Args:
        rows: All rows.
        which: One of `FILTERS`.
        words: Search words, in upper or lower case; all of them must occur in a row's name or labels.
        network: Index of the network that must be unsure for the filter `UNSURE`.
    """
    terms = words.lower().split()
    matching = [row for row in rows if _matches(row, which, network)]
    return [row for row in matching if all(term in _text(row) for term in terms)]


def counts(rows: Sequence[Row], network: int = 0) -> dict[str, int]:
    """Counts the rows that match each filter.

    Args:
        rows: All rows.
        network: As for `filtered`.
    """
    return {which: sum(_matches(row, which, network) for row in rows) for which in FILTERS}


def table(
    rows: Sequence[Row],
    titles: Sequence[str],
    thumbnails: bool = True,
    in_words: bool = False,
    leading: int = 0,
) -> pd.DataFrame:
    """Converts rows to a table with one row per photo and four columns per network.

    Args:
        rows: The rows.
        titles: The networks' titles, in the order of each row's verdicts. Duplicate titles get a number.
        thumbnails: Whether to include a column of thumbnails, as data URLs.
        in_words: Whether to say in words that an answer is not sure, as `verdict_in_words` does, or missing.
        leading: Index of the network whose columns come first.

    Returns:
        A table with the column "photo" (the thumbnails); for each network, a column named by its title (its
        answer or, without one, its best guess; in words, the kind of thing comes before a guess),
        "confidence" (of that, 0 to 1), "sure" and "kind", with
        the title added to the last three names unless the network leads; then "disagree" (only for
        several networks), "name" and "problem".
    """
    columns: dict[str, list[object]] = {}
    if thumbnails:
        columns["photo"] = [row.thumbnail_address for row in rows]
    for index in sorted(range(len(titles)), key=lambda index: index != leading):
        verdicts = [row.verdicts[index] if row.verdicts else None for row in rows]
        column, suffix = _network_columns(index == leading, titles[index], columns)
        columns[column] = [_cell(row, verdict, in_words) for row, verdict in zip(rows, verdicts, strict=True)]
        columns[f"confidence{suffix}"] = [
            _confidence(verdict, in_words) if verdict else None for verdict in verdicts
        ]
        columns[f"sure{suffix}"] = [bool(verdict and verdict.sure) for verdict in verdicts]
        columns[f"kind{suffix}"] = [verdict.kind if verdict else "" for verdict in verdicts]
    if len(titles) > 1:
        columns["disagree"] = [row.disputed for row in rows]
    columns["name"] = [row.name for row in rows]
    columns["problem"] = [without_received(row.problem) for row in rows]
    return pd.DataFrame(columns)


def _network_columns(is_leading: bool, title: str, taken: Collection[str]) -> tuple[str, str]:
    """Returns a name for a network's column and a suffix for its other columns, so that all are unique."""
    number, column = 2, title
    while True:
        suffix = "" if is_leading else f" ({column})"
        names = {column, f"confidence{suffix}", f"sure{suffix}", f"kind{suffix}"}
        if column not in _OTHER_COLUMNS and not names & set(taken):
            return column, suffix
        number, column = number + 1, f"{title} ({number})"


def verdict_in_words(verdict: Verdict) -> str:
    """Says in a few words what a network makes of a photo, such as "cat" or "Not sure (cat?)"."""
    if verdict.answer:
        return verdict.answer.label
    return verdict.kind or not_sure_in_words(verdict.best.label, verdict.best.probability)


def _cell(row: Row, verdict: Verdict | None, in_words: bool) -> str:
    """Returns the text for a network's answer to a photo, or why there is no answer."""
    if verdict is not None:
        return verdict_in_words(verdict) if in_words else _said(verdict).label
    missing = "No answer" if row.thumbnail else "Cannot be read"
    return missing if in_words else ""


def _confidence(verdict: Verdict, in_words: bool) -> float:
    """Returns the probability of what is said: in words, that of a kind of thing if only that is likely."""
    if in_words and verdict.answer is None and verdict.kind:
        return verdict.kind_probability
    return _said(verdict).probability


def _said(verdict: Verdict) -> ClassProbability:
    """Returns the answer, or the best guess if there is no answer."""
    return verdict.answer or verdict.best


def as_csv(rows: Sequence[Row], titles: Sequence[str]) -> bytes:
    """Writes rows as CSV for spreadsheets: UTF-8 with a byte order mark, and no formulas.

    Args:
        rows: The rows.
        titles: The networks' titles, in the order of each row's verdicts.
    """
    # Titles of networks are names of columns.
    cells = table(rows, titles, thumbnails=False).map(without_formula).rename(columns=without_formula)
    return cells.round(4).to_csv(index=False).encode("utf-8-sig")


def _matches(row: Row, which: str, network: int) -> bool:
    if which == UNREADABLE:
        return bool(row.problem)
    if which == UNSURE:
        verdict = row.verdicts[network] if row.verdicts else None
        return verdict is not None and not verdict.sure
    return row.disputed if which == DISPUTED else True


def _text(row: Row) -> str:
    labels = (f"{verdict.best.label} {verdict.kind}" for verdict in row.verdicts if verdict)
    return " ".join((row.name, *labels, row.problem)).lower()
