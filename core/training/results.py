"""A finished run's mistakes on test pictures, and the labels that are probably wrong."""

import io

import pandas as pd

from core.datasets.data_set import DataSet, Sample
from core.storage.files import read_regular
from core.training.runs import Run

ANSWERS_FILE = "test.csv"
# Runs of earlier versions use this name.
ISSUES_FILE = "suspects.csv"
# Enough for one line per picture of a large data set.
_MAX_TABLE_BYTES = 256 * 2**20


def answers_of(run: Run) -> pd.DataFrame:
    """Reads the network's answer for each test picture; empty if none were written.

    Returns:
        `number` of the sample, `name`, `label`, `answer`, and `probability` of the answer, 0 to 1.
    """
    return _table(run, ANSWERS_FILE, ("number", "name", "label", "answer", "probability"))


def label_issues_of(run: Run, data_set: DataSet) -> tuple[list[Sample], dict[int, str]]:
    """Returns pictures whose class is probably wrong, most likely first.

    A picture that has since been removed or given another class is left out, and one whose suggested class
    has been renamed or removed.

    Returns:
        The pictures, and the classes that they look like, by picture number.
    """
    table = _table(run, ISSUES_FILE, ("number", "label", "suggestion"))
    sample_of = {sample.number: sample for sample in data_set.samples}
    rows = [
        row
        for row in table.to_dict("records")
        if row["number"] in sample_of
        and sample_of[row["number"]].label == str(row["label"])
        and str(row["suggestion"]) in data_set.classes
    ]
    suggestions = {row["number"]: str(row["suggestion"]) for row in rows}
    return [sample_of[number] for number in suggestions], suggestions


def count_label_issues(run: Run) -> int:
    """Counts the pictures whose class was probably wrong when the network was measured."""
    return len(_table(run, ISSUES_FILE, ("number", "label", "suggestion")))


def pictures_of(data_set: DataSet, rows: pd.DataFrame) -> list[Sample]:
    """Returns the pictures of some rows, in order; pictures that no longer exist are left out."""
    sample_of = {sample.number: sample for sample in data_set.samples}
    return [sample_of[number] for number in rows["number"] if number in sample_of]


def mistakes(answers: pd.DataFrame) -> pd.DataFrame:
    """Returns the rows with wrong answers, most confident first."""
    wrong = answers[answers["label"] != answers["answer"]]
    return wrong.sort_values("probability", ascending=False, kind="stable")


def _table(run: Run, name: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """Reads a table; empty if it does not exist or is damaged."""
    # A class may be called "7" or "nan".
    texts = dict.fromkeys(("name", "label", "answer", "suggestion"), str)
    try:
        file = io.BytesIO(read_regular(run.folder / name, _MAX_TABLE_BYTES))
        types = {**texts, "number": int, "probability": float}
        # Otherwise, pandas takes the first fields as an index if rows have more fields than the header.
        return pd.read_csv(
            file,
            keep_default_na=False,
            index_col=False,
            usecols=lambda column: column in columns,
            dtype=types,
        )[list(columns)]
    except (OSError, ValueError, KeyError, OverflowError):
        return pd.DataFrame(columns=list(columns))
