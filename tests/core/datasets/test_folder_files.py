"""The files of a folder: all are listed, without following links or waiting for anything."""

import os
from pathlib import Path

import pytest

from core.datasets import folder_files
from core.datasets.folder_files import files_of_folder
from core.datasets.source_file import LINK, NO_FILE
from core.errors import BadData


def test_files_come_in_order_with_what_is_wrong_with_them(tmp_path):
    (tmp_path / "b/deep").mkdir(parents=True)
    (tmp_path / "@eaDir").mkdir()
    for name in ("b/deep/2.png", "b/1.png", "@eaDir/1.png", "a.txt"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "c").symlink_to(tmp_path / "b")
    (tmp_path / "d.png").symlink_to(tmp_path / "b/1.png")
    os.mkfifo(tmp_path / "e.png")
    files = files_of_folder(tmp_path)
    assert [(file.name, file.problem) for file in files] == [
        ("a.txt", ""),
        ("b/1.png", ""),
        ("b/deep/2.png", ""),
        ("c", LINK),
        ("d.png", LINK),
        ("e.png", NO_FILE),
    ]
    assert files[1].open().read() == b"x"


def test_too_many_files_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(folder_files, "MAX_FILES", 2)
    for number in range(3):
        (tmp_path / str(number)).touch()
    with pytest.raises(BadData, match=f"at most 2 files.* in {tmp_path.name}$"):
        files_of_folder(tmp_path)
    # The root of a disk has no name.
    with pytest.raises(BadData, match=r"in .*[/\\]$"):
        files_of_folder(Path(tmp_path.anchor))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open any folder")
def test_a_closed_folder_within_is_named(tmp_path):
    (tmp_path / "a").mkdir(mode=0)
    assert [file.name for file in files_of_folder(tmp_path)] == ["a"]


def test_a_folder_that_cannot_be_listed_is_refused(tmp_path):
    with pytest.raises(BadData, match="cannot be opened"):
        files_of_folder(tmp_path / "gone")
