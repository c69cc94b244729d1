"""A text file is written completely or left as it was, and only a regular file is ever replaced."""

import os

import pytest

from core.errors import BadData
from core.storage.text_files import open_whole
from tests.core.storage.test_files import lay_odd


def test_a_text_file_appears_whole_when_its_block_ends(tmp_path):
    path = tmp_path / "a.csv"
    with open_whole(path) as file:
        file.write("ä,1\r\n")
        file.flush()
        assert not path.exists()
    assert path.read_bytes() == "ä,1\r\n".encode()
    assert [child.name for child in tmp_path.iterdir()] == ["a.csv"]


def test_a_text_file_stays_as_it_was_when_its_block_fails(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("before")

    def write_half():
        with open_whole(path) as file:
            file.write("half of it")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_half()
    assert path.read_text() == "before"
    assert [child.name for child in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize("what", ["folder", "pipe", "device"])
def test_what_is_no_file_is_not_replaced_by_one(tmp_path, what):
    path = lay_odd(tmp_path / "a.csv", what)
    before = path.lstat()
    with (
        pytest.raises(BadData, match=r"cannot be written.*, which is (a folder|not a regular file)"),
        open_whole(path),
    ):
        pass
    assert os.path.samestat(path.lstat(), before)
    assert [child.name for child in tmp_path.iterdir()] == ["a.csv"]


def test_a_text_file_is_written_where_a_link_leads(tmp_path):
    (tmp_path / "a.csv").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "a.csv")
    with open_whole(tmp_path / "link") as file:
        file.write("new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "a.csv").read_text() == "new"


def test_a_text_file_that_cannot_be_written_gets_a_sentence(tmp_path):
    with (
        pytest.raises(BadData, match=r"cannot be written.*Received: .*a\.csv: [A-Z][a-z ]+$"),
        open_whole(tmp_path / "no folder" / "a.csv"),
    ):
        pass
