"""A finished run's test pictures: which went wrong, and which labels are likely wrong."""

import pandas as pd

from core.datasets.store import DataSet, Sample
from core.training.runs import Run


def answers_of(run: Run) -> pd.DataFrame:
    """Reads what the network answered for each test picture; empty if nothing was written.

    Returns:
        `number` (of the sample), `name`, `label`, `answer`, and `probability` of the answer.
    """
    return _table(run, "test.csv")


def suspects_of(run: Run, data_set: DataSet) -> tuple[list[Sample], dict[int, str]]:
    """Returns pictures whose class is likely wrong, the likeliest first, and what they look like, by number.

    A picture that has been removed or given another class since is left out.
    """
    table = _table(run, "suspects.csv")
    there = {sample.number: sample for sample in data_set.samples}
    rows = [
        row
        for row in table.to_dict("records")
        if row["number"] in there and there[row["number"]].label == str(row["label"])
    ]
    return [there[row["number"]] for row in rows], {row["number"]: str(row["suggestion"]) for row in rows}


def pictures_of(data_set: DataSet, rows: pd.DataFrame) -> list[Sample]:
    """Returns the pictures of some rows, in their order; those that are gone are left out."""
    there = {sample.number: sample for sample in data_set.samples}
    return [there[number] for number in rows["number"] if number in there]


def mistakes(answers: pd.DataFrame) -> pd.DataFrame:
    """Returns the rows that went wrong, the surest wrong answers first."""
    wrong = answers[answers["label"] != answers["answer"]]
    return wrong.sort_values("probability", ascending=False, kind="stable")


def _table(run: Run, name: str) -> pd.DataFrame:
    try:
        table = pd.read_csv(run.folder / name, keep_default_na=False)
    except (OSError, ValueError):
        return pd.DataFrame(columns=["number", "name", "label", "answer", "suggestion", "probability"])
    # A class may be called 7, or "nan".
    return table.astype({column: str for column in ("label", "answer", "suggestion") if column in table})
