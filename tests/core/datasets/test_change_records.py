"""Records of changes: damaged ones only cannot be undone, and each is read only when needed."""

import json
import os

import pytest

from core.datasets import change_records
from core.datasets.change_records import CHANGE_FILE, last_change, write_next_record
from core.datasets.changes import undo
from core.datasets.corrections import relabel, remove_class, rename_class
from core.datasets.data_set import LIST
from core.errors import BadData
from tests.core.drawn import drawn_data_set


@pytest.fixture
def data_set(tmp_path):
    return drawn_data_set(tmp_path, each=3)


@pytest.mark.parametrize("content", ["", "{", '{"what": 1}', "[]", '{"what": "x", "time": "NaN"}'])
def test_a_damaged_record_only_cannot_be_undone(data_set, content):
    remove_class(data_set.name, "my ladder")
    (data_set.folder / "change.json").write_text(content)
    assert last_change(data_set) is None
    with pytest.raises(BadData, match="nothing left to undo"):
        undo(data_set.folder)
    assert len(relabel(data_set.name, {1: None}).samples) == 5


def test_undoing_reads_the_record_of_the_change_once(data_set, monkeypatch):
    rename_class(data_set.name, "my house", "my ladder")
    read, names = change_records.read_regular, []
    monkeypatch.setattr(
        change_records, "read_regular", lambda path, size: names.append(path.name) or read(path, size)
    )
    undo(data_set.folder)
    assert names == [CHANGE_FILE]


def test_the_list_says_which_change_was_the_last_one(data_set):
    remove_class(data_set.name, "my ladder")
    earlier = last_change(data_set)
    later = change_records.replace(earlier, what="A later change")
    write_next_record(data_set.folder, later, b"a list that was never written")
    assert last_change(data_set) == earlier
    write_next_record(data_set.folder, later, (data_set.folder / LIST).read_bytes())
    assert last_change(data_set).what == "A later change"


@pytest.mark.parametrize("name", [CHANGE_FILE, f".{CHANGE_FILE}"])
@pytest.mark.parametrize("kind", ["folder", "pipe", "device"])
def test_what_is_no_file_is_no_record_and_hinders_no_change(data_set, name, kind):
    path = data_set.folder / name
    path.unlink(missing_ok=True)
    if kind == "folder":
        path.mkdir()
        (path / "a-file").touch()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    last_change(data_set)
    remove_class(data_set.name, "my ladder")
    renamed = rename_class(data_set.name, "my house", "home")
    assert undo(data_set.folder).classes == ("my house", "my smiley face")
    assert undo(data_set.folder).classes == renamed.classes


def test_a_copy_that_an_earlier_version_left_is_no_record(data_set):
    remove_class(data_set.name, "my ladder")
    content = json.loads((data_set.folder / CHANGE_FILE).read_text())
    del content["list_sha256"]
    (data_set.folder / f".{CHANGE_FILE}").write_text(json.dumps({**content, "what": "An earlier change"}))
    assert "removed" in last_change(data_set).what
    assert undo(data_set.folder).samples == data_set.samples
