"""Records for programs: lines of JSON that any output can hold, and rows of CSV that no spreadsheet obeys."""

import csv
import io
import json
import sys

import pytest

from core.cli.rows import CSV_COLUMNS, csv_rows, json_line

RECORD = {
    "file": "=1+1.png",
    "model": "m",
    "digits": ["4"],
    "predictions": [{"label": "café", "probability": 0.9}, {"label": "tea", "probability": 0.1}],
}


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_json_is_readable_where_the_output_can_write_it(monkeypatch, encoding):
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding=encoding))
    line = json_line(RECORD)
    assert json.loads(line) == RECORD
    assert ("café" in line) == (encoding == "utf-8")


@pytest.mark.parametrize("text", ["\x9b31mred", "\u202egpj.exe", "caf\udce9", "a\x1b\n"])
def test_json_has_nothing_that_a_terminal_obeys(monkeypatch, text):
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    line = json_line({**RECORD, "file": text})
    assert line.isprintable()
    assert json.loads(line)["file"] == text


def test_each_class_has_a_row_and_no_cell_is_a_formula(tmp_path):
    path = tmp_path / "answers.csv"
    with csv_rows(path) as write:
        write(RECORD)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == CSV_COLUMNS
    assert [(row["label"], row["rank"]) for row in rows] == [("café", "1"), ("tea", "2")]
    assert not rows[0]["file"].startswith("=")


def test_without_a_path_nothing_is_written():
    with csv_rows(None) as write:
        write(RECORD)
