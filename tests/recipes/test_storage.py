"""Tables on disk, and the folders of trainings."""

from pathlib import Path

from recipes.storage import read_table, work_folder, write_table


def test_a_table_is_read_as_it_was_written_and_replaced_whole(tmp_path):
    path = tmp_path / "folder" / "table.csv"
    assert read_table(path) == []
    rows = [{"a": "one, two", "b": 'say "x"'}, {"a": "", "b": "é\nline"}]
    write_table(path, rows)
    assert read_table(path) == rows
    write_table(path, rows[:1])
    assert read_table(path) == rows[:1]
    assert [entry.name for entry in path.parent.iterdir()] == ["table.csv"]


def test_trainings_are_kept_in_the_repository_unless_a_folder_is_named(tmp_path, monkeypatch):
    monkeypatch.delenv("INKLING_WORK", raising=False)
    assert work_folder("digits") == Path(__file__).resolve().parents[2] / "work" / "digits"
    monkeypatch.setenv("INKLING_WORK", str(tmp_path))
    assert work_folder("digits") == tmp_path / "digits"
