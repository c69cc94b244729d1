"""Benchmark tables are stored next to their scripts, with date and machine."""

from datetime import date

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
