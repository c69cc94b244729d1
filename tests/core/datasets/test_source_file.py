"""Files are read within bounds, and a faulty one is reported in one sentence."""

import io
import os

import pytest

from core.datasets.source_file import (
    SourceFile,
    Window,
    below_root,
    cannot_open,
    climbs,
    open_regular,
    plain_path,
    read_whole,
    reason_of,
    refuse_pointer,
    unreadable,
)
from core.errors import BadData


@pytest.mark.parametrize("error", [OSError("gone"), ValueError(), MemoryError("full"), EOFError()])
def test_whatever_a_file_raises_is_a_sentence_about_it(error):
    def fails():
        raise error

    with pytest.raises(BadData, match=r"damaged or cannot be read. Received: a/b\.png: "):
        read_whole(SourceFile("a/b.png", fails), 10)


def test_a_file_is_read_within_bounds():
    file = SourceFile("a.png", lambda: io.BytesIO(b"12345"))
    assert read_whole(file, 5) == b"12345"
    with pytest.raises(BadData, match="is larger"):
        read_whole(file, 4)
    with pytest.raises(OSError, match="left out"):
        cannot_open()


def test_reasons_say_something():
    assert reason_of(ValueError()) == "ValueError"
    assert reason_of(OSError(2, "No such file", "/secret/path")) == "No such file"
    assert str(unreadable("a", EOFError())).endswith("Received: a: EOFError")


def test_what_never_ends_is_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path):
        with pytest.raises(OSError, match="regular"):
            open_regular(path)


@pytest.mark.parametrize("name", ["../a", "a/../../b", "/etc/passwd", "C:/x", "c:x", "//host/share/a"])
def test_paths_that_lead_out(name):
    assert climbs(name)


@pytest.mark.parametrize("name", ["a", "a/b", "a..b/c", ".../a"])
def test_paths_that_stay(name):
    assert not climbs(name)


@pytest.mark.parametrize(
    ("names", "below"),
    [
        (["/home/me/a", "/home/b"], ["home/me/a", "home/b"]),
        (["C:/x/a", "C:/b"], ["x/a", "b"]),
        (["c:a"], ["a"]),
        (["/a", "b"], ["/a", "b"]),
        (["/a", "C:/b"], ["/a", "C:/b"]),
        (["C:/a", "D:/b"], ["C:/a", "D:/b"]),
        (["/../a", "/b"], ["../a", "b"]),
        (["C:/C:/a"], ["C:/a"]),
        (["/"], ["/"]),
        (["/me/a", "__MACOSX/me/._a"], ["me/a", "__MACOSX/me/._a"]),
        (["C:/me/a", "desktop.ini", "me/Thumbs.db"], ["me/a", "desktop.ini", "me/Thumbs.db"]),
        (["a", "/.DS_Store"], ["a", "/.DS_Store"]),
        (["/root/.cache/a", "/root/.cache/b"], ["root/.cache/a", "root/.cache/b"]),
        (["a", "b"], ["a", "b"]),
        ([], []),
    ],
)
def test_a_root_that_all_paths_begin_with_says_nothing(names, below):
    assert below_root(names) == below


def test_a_picture_is_no_pointer():
    refuse_pointer(b"\x89PNG", "a.png")


def test_a_window_is_a_file_of_its_own(tmp_path):
    (tmp_path / "a").write_bytes(b"0123456789")
    with io.BufferedReader(Window(tmp_path / "a", 3, 4)) as window:
        assert window.read() == b"3456"
        assert window.seek(1) == 1
        assert window.read(2) == b"45"
        assert window.seek(0, io.SEEK_END) == 4
        assert window.read() == b""
        assert window.seek(99) == 4


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("./a/b", "a/b"),
        ("a//b", "a/b"),
        ("./././a", "a"),
        ("a/./b", "a/b"),
        ("/a", "/a"),
        ("//a", "/a"),
        ("../a", "../a"),
    ],
)
def test_steps_that_lead_nowhere_are_no_folders(name, plain):
    assert plain_path(name) == plain
    assert climbs(plain) == climbs(name)
