"""Tables of a finished training are read as they were written, or as empty tables."""

import os

import pandas as pd
import pytest

from core.datasets.corrections import relabel, remove_class, rename_class
from core.datasets.store import read_data_set
from core.jobs.process import State
from core.training.results import (
    ANSWERS_FILE,
    ISSUES_FILE,
    answers_of,
    label_issues_of,
    mistakes,
    pictures_of,
)
from core.training.runs import Run
from tests.core.training_helpers import small_request


@pytest.fixture
def run(tmp_path):
    """A run whose tables the tests write."""
    folder = tmp_path / "a-run"
    folder.mkdir()
    return Run(folder, State("done"), small_request(tmp_path), None)


def write(run, name, rows):
    pd.DataFrame(rows).to_csv(run.folder / name, index=False)


def test_labels_stay_texts_whatever_they_look_like(run):
    rows = [
        {"number": 1, "name": "7.png", "label": "7", "answer": "nan", "probability": 0.9},
        {"number": 2, "name": "x.png", "label": "nan", "answer": "nan", "probability": 0.5},
        {"number": 3, "name": "y.png", "label": "1.0", "answer": "True", "probability": 0.95},
    ]
    write(run, ANSWERS_FILE, rows)
    assert answers_of(run).to_dict("records") == rows
    assert mistakes(answers_of(run))["number"].tolist() == [3, 1]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"number,label\n1,a\n",
        b"number,name,label,answer,probability\nx,,,,\n",
        *(
            b"number,name,label,answer,probability,suggestion\n%d,a,a,a,0.5,b\n" % number
            for number in (10**30, 2**63, -(10**400))
        ),
    ],
)
def test_a_damaged_table_is_an_empty_one(run, content):
    (run.folder / ANSWERS_FILE).write_bytes(content)
    (run.folder / ISSUES_FILE).write_bytes(content)
    assert answers_of(run).empty
    assert mistakes(answers_of(run)).empty
    assert label_issues_of(run, read_data_set(run.request.data_set)) == ([], {})


def test_fields_that_no_column_has_are_left_out(run):
    (run.folder / ANSWERS_FILE).write_text(
        "number,name,label,answer,probability,other\n1,a.png,a,b,0.5,6,7,8\n"
    )
    assert answers_of(run).to_dict("records") == [
        {"number": 1, "name": "a.png", "label": "a", "answer": "b", "probability": 0.5}
    ]


def test_a_pipe_or_folder_is_no_table(run):
    os.mkfifo(run.folder / ANSWERS_FILE)
    (run.folder / ISSUES_FILE).mkdir()
    assert answers_of(run).empty
    assert label_issues_of(run, read_data_set(run.request.data_set)) == ([], {})


def test_without_tables_nothing_is_listed(run):
    data_set = read_data_set(run.request.data_set)
    assert answers_of(run).empty
    assert label_issues_of(run, data_set) == ([], {})
    assert pictures_of(data_set, answers_of(run)) == []


def test_what_was_corrected_or_removed_since_is_left_out(run):
    data_set = read_data_set(run.request.data_set)
    first = {
        label: next(sample for sample in data_set.samples if sample.label == label)
        for label in data_set.classes
    }
    rows = [
        {"number": sample.number, "label": label, "suggestion": "my house", "self_confidence": 0.1}
        for label, sample in first.items()
    ]
    write(run, ISSUES_FILE, rows)
    samples, suggestions = label_issues_of(run, data_set)
    assert [sample.number for sample in samples] == [row["number"] for row in rows]
    assert set(suggestions.values()) == {"my house"}
    data_set = relabel(data_set.name, {first["my ladder"].number: "my house"})
    data_set = remove_class(data_set.name, "my smiley face")
    samples, suggestions = label_issues_of(run, data_set)
    assert [sample.label for sample in samples] == ["my house"]
    assert list(suggestions) == [first["my house"].number]
    # Accepting a suggestion must not bring back a class under its old name.
    write(run, ISSUES_FILE, [{**rows[0], "suggestion": "my ladder"}])
    assert len(label_issues_of(run, data_set)[0]) == 1
    assert label_issues_of(run, rename_class(data_set.name, "my ladder", "steps")) == ([], {})


def test_pictures_come_in_the_order_of_the_rows(run):
    data_set = read_data_set(run.request.data_set)
    numbers = [data_set.samples[index].number for index in (5, 2, 9)]
    rows = pd.DataFrame({"number": [*numbers, 10**6]})
    assert [sample.number for sample in pictures_of(data_set, rows)] == numbers
