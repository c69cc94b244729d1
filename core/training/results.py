"""A finished run's test pictures: which went wrong, and which labels are likely wrong."""

import io

import pandas as pd

from core.datasets.data_set import DataSet, Sample
from core.storage.files import read_regular
from core.training.runs import Run

ANSWERS_FILE = "test.csv"
# Runs of versions before have it under this name.
ISSUES_FILE = "suspects.csv"
# A line for each picture of a large data set.
_MAX_TABLE_BYTES = 256 * 2**20


def answers_of(run: Run) -> pd.DataFrame:
    """Reads what the network answered for each test picture; empty if nothing was written.

    Returns:
        `number` of the sample, `name`, `label`, `answer`, and `probability` of the answer, 0 to 1.
    """
    return _table(run, ANSWERS_FILE, ("number", "name", "label", "answer", "probability"))


def label_issues_of(run: Run, data_set: DataSet) -> tuple[list[Sample], dict[int, str]]:
    """Returns pictures whose class is likely wrong, the likeliest first.

    A picture that has been removed or given another class since is left out.

    Returns:
        The pictures, and by their numbers the classes that they look like.
    """
    table = _table(run, ISSUES_FILE, ("number", "label", "suggestion"))
    sample_of = {sample.number: sample for sample in data_set.samples}
    rows = [
        row
        for row in table.to_dict("records")
        if row["number"] in sample_of and sample_of[row["number"]].label == str(row["label"])
    ]
    suggestions = {row["number"]: str(row["suggestion"]) for row in rows}
    return [sample_of[number] for number in suggestions], suggestions


def count_label_issues(run: Run) -> int:
    """Counts the pictures whose class was likely wrong when the network was measured."""
    return len(_table(run, ISSUES_FILE, ("number", "label", "suggestion")))


def pictures_of(data_set: DataSet, rows: pd.DataFrame) -> list[Sample]:
    """Returns the pictures of some rows, in their order; those that are gone are left out."""
    sample_of = {sample.number: sample for sample in data_set.samples}
    return [sample_of[number] for number in rows["number"] if number in sample_of]


def mistakes(answers: pd.DataFrame) -> pd.DataFrame:
    """Returns the rows that went wrong, the surest wrong answers first."""
    wrong = answers[answers["label"] != answers["answer"]]
    return wrong.sort_values("probability", ascending=False, kind="stable")


def _table(run: Run, name: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """Reads a table; it is empty if there is none, or it was damaged from outside."""
    # A class may be called 7, or "nan".
    texts = dict.fromkeys(("name", "label", "answer", "suggestion"), str)
    try:
        file = io.BytesIO(read_regular(run.folder / name, _MAX_TABLE_BYTES))
        types = {**texts, "number": int, "probability": float}
        # Without an index, a row with more fields than the header does not make one of its first.
        return pd.read_csv(
            file,
            keep_default_na=False,
            index_col=False,
            usecols=lambda column: column in columns,
            dtype=types,
        )[list(columns)]
    except (OSError, ValueError, KeyError, OverflowError):
        return pd.DataFrame(columns=list(columns))
