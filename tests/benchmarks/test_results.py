"""Benchmark tables are stored next to their scripts, with date and machine."""

from datetime import date

import pytest

from benchmarks import results
from recipes.storage import read_table
from recipes.timing import machine


def test_rows_are_kept_with_date_and_machine_and_printed(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(results, "FOLDER", tmp_path)
    results.keep("sample", [{"what": "a walk", "value": 3, "unit": "km", "asked": "at most 4"}])
    (row,) = read_table(tmp_path / "sample.csv")
    assert row == {
        "what": "a walk",
        "value": "3",
        "unit": "km",
        "asked": "at most 4",
        "date": date.today().isoformat(),
        "machine": machine(),
    }
    assert "a walk" in capsys.readouterr().out


def test_other_tables_are_kept_as_they_are(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "FOLDER", tmp_path)
    results.keep_table("sample", [{"a": 1, "b": "x"}])
    assert read_table(tmp_path / "sample.csv") == [{"a": "1", "b": "x"}]


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("heads", ["pictures_of_a_class"]),
        ("uneven", ["pictures_of_a_class"]),
        ("unknown", ["pictures_of_a_class", "score"]),
    ],
)
def test_stored_means_are_those_of_the_stored_rows(name, columns):
    rows = read_table(results.FOLDER / f"{name}.csv")
    means = results.means_of_data_sets([row for row in rows if row["data_set"] != "mean"], *columns)
    stored = [row for row in rows if row["data_set"] == "mean"]
    assert [{column: str(value) for column, value in row.items()} for row in means] == stored


def test_a_mean_leaves_out_data_sets_to_which_a_figure_does_not_apply():
    rows = [
        {"data_set": "a", "size": 3, "right_percent": 90.0, "people_percent": ""},
        {"data_set": "b", "size": 3, "right_percent": 80.0, "people_percent": 5.0},
        {"data_set": "a", "size": 5, "right_percent": 95.0, "people_percent": 1.0},
    ]
    assert results.means_of_data_sets(rows, "size") == [
        {"data_set": "mean", "size": 3, "right_percent": 85.0, "people_percent": 5.0},
        {"data_set": "mean", "size": 5, "right_percent": 95.0, "people_percent": 1.0},
    ]
