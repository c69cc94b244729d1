"""Files appear completely or not at all."""

import errno
import os
import re
import sys
import tempfile
import time
from pathlib import Path

import pytest

from core.errors import CannotReadOrWrite, DiskFull
from core.storage.files import (
    delete_folder,
    list_folder,
    new_folder,
    read_json,
    read_regular,
    remove,
    replace_folder,
    sweep,
    translating_disk_full,
    translating_os_errors,
    write_json,
    write_whole,
)
from tests.core.full_disk import full_disk

NOBODY = 65534


def test_what_is_written_is_read_again(tmp_path):
    write_whole(tmp_path / "deep" / "a.bin", b"123")
    write_json(tmp_path / "b.json", {"ä": [1, 2]})
    assert (tmp_path / "deep" / "a.bin").read_bytes() == b"123"
    assert read_json(tmp_path / "b.json") == {"ä": [1, 2]}
    assert [path.name for path in tmp_path.iterdir()] != []
    assert not list(tmp_path.rglob(".*"))


def test_what_was_damaged_or_is_not_there_reads_as_none(tmp_path):
    (tmp_path / "c.json").write_text("{")
    assert read_json(tmp_path / "c.json") is None
    assert read_json(tmp_path / "d.json") is None


def test_a_file_is_read_whole_up_to_its_limit(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"1\r\n\x1a")
    (tmp_path / "link").symlink_to(path)
    assert read_regular(path, 4) == read_regular(tmp_path / "link", 5) == b"1\r\n\x1a"
    with pytest.raises(OSError, match="more than 3 bytes"):
        read_regular(path, 3)


def lay_odd(path, what):
    """Creates something that is not a regular file, or nothing; returns its path."""
    match what:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "device":
            path.symlink_to("/dev/zero")
        case "dangling link":
            path.symlink_to(path.with_name("nowhere"))
        case "link to itself":
            path.symlink_to(path)
    return path


ODD = ("folder", "pipe", "device", "dangling link", "link to itself", "nothing")


@pytest.mark.parametrize("what", ODD)
def test_what_is_no_file_is_refused_at_once(tmp_path, what):
    path = lay_odd(tmp_path / "a.json", what)
    with pytest.raises(OSError):
        read_regular(path, 10)
    assert read_json(path) is None


def test_a_name_that_no_file_can_have_is_refused(tmp_path):
    with pytest.raises(OSError):
        read_regular(tmp_path / "a\0b", 10)


def test_a_file_that_cannot_be_begun_is_named_as_it_would_be_called(tmp_path):
    with pytest.raises(FileNotFoundError) as caught:
        write_whole(tmp_path / "no" / "a", b"1", creates_folder=False)
    assert caught.value.filename == str(tmp_path / "no" / "a")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_read_only_folders_are_removed_too():
    # pytest's own temporary folder is closed to other users.
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "a"
        (folder / "b").mkdir(parents=True)
        (folder / "b" / "c").touch()
        for path in (folder / "b" / "c", folder / "b", folder):
            path.chmod(0o555)
        is_root = os.geteuid() == 0
        if is_root:
            # Root may write everywhere, so somebody else removes it.
            for path in (Path(parent), *Path(parent).rglob("*")):
                os.chown(path, NOBODY, NOBODY)
            os.seteuid(NOBODY)
        try:
            remove(folder)
        finally:
            if is_root:
                os.seteuid(0)
        assert not folder.exists()


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    write_whole(tmp_path / "a", b"old")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(DiskFull, match="nothing was lost"):
        write_whole(tmp_path / "a", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"old"


@pytest.mark.parametrize(
    ("moved", "target", "named"),
    [
        ("pets", ".deleted/pets", "pets"),
        (".a.json-x1y2", "a.json", "a.json"),
        ("b", None, "b"),
        ("sets/.draft-1", "sets/.deleted-2", "sets"),
        ("sets/.lock", None, "sets"),
        ("runs/a/state.lock", None, "runs/a"),
    ],
)
def test_a_path_that_users_know_is_named(moved, target, named):
    with (
        pytest.raises(CannotReadOrWrite, match=f"cannot read or write {re.escape(named)};"),
        translating_os_errors(),
    ):
        raise PermissionError(errno.EACCES, "no", moved, None, target)


def test_other_faults_are_not_called_a_full_disk(tmp_path):
    with pytest.raises(PermissionError), translating_disk_full(tmp_path):
        raise PermissionError(errno.EACCES, "no")


@pytest.mark.parametrize("what", ["file", "folder", "dangling link", "link to itself"])
def test_what_the_operating_system_refuses_is_a_sentence_that_names_it_and_is_logged(tmp_path, what, caplog):
    path = lay_odd(tmp_path / "caf\udce9", what)
    if what == "file":
        path.touch()

    def write():
        if what == "folder":
            write_whole(path, b"1")
        else:
            write_whole(path / "a", b"1")

    with pytest.raises(CannotReadOrWrite, match=r"caf\\udce9.*Received: ") as caught, translating_os_errors():
        write()
    str(caught.value).encode()
    assert "Traceback" in caplog.text


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_told_as_such_whoever_meets_it(number, tmp_path):
    with (
        pytest.raises(DiskFull, match=r"disk is full.* Received: no room in .*a\.zip"),
        translating_os_errors(),
    ):
        raise OSError(number, "no", str(tmp_path / "a.zip"))
    in_its_folder = pytest.raises(DiskFull, match="no room in its folder")
    file = (tmp_path / "b").open("wb", buffering=0)
    with file, full_disk(), in_its_folder, translating_os_errors():
        file.write(b"1")


@pytest.mark.parametrize(
    "error", [OSError(errno.EMFILE, "Too many open files"), RuntimeError("can't start new thread")]
)
def test_what_the_computer_has_run_out_of_is_not_the_fault_of_a_file(error, tmp_path):
    words = rf"start more programs or open more files now.* Received: {re.escape(error.args[-1])}$"
    with pytest.raises(CannotReadOrWrite, match=words), translating_os_errors():
        raise error


def test_refusals_of_ours_and_faults_of_the_program_stay_what_they_are():
    for error in (DiskFull("Full."), BrokenPipeError(), ValueError(), RuntimeError("no")):
        with pytest.raises(type(error)), translating_os_errors():
            raise error


def test_a_folder_is_listed_without_what_is_unfinished(tmp_path):
    for name in ("b", "a", ".writing-x"):
        (tmp_path / name).mkdir()
    assert list_folder(tmp_path) == [tmp_path / "a", tmp_path / "b"]
    (tmp_path / "file").touch()
    assert list_folder(tmp_path / "file") == list_folder(tmp_path / "nowhere") == []


def test_leftovers_are_swept_when_they_are_old(tmp_path):
    for name in (".writing-x1", ".importing-z3", ".bringing-z4", ".deleted-y2"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "part").write_text("x")
    (tmp_path / "kept").mkdir()
    sweep(tmp_path)
    assert len(list(tmp_path.iterdir())) == 5
    long_ago = time.time() - 7_200
    # In version 0.1, the prefix of unfinished imports was ".bringing-".
    for name in (".writing-x1", ".importing-z3", ".bringing-z4", "kept"):
        os.utime(tmp_path / name, (long_ago, long_ago))
    sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".deleted-y2", "kept"]


@pytest.mark.parametrize("what", ["folder", "pipe", "device", "dangling link", "link to itself"])
def test_whatever_is_left_over_is_swept_but_not_what_a_link_leads_to(tmp_path, what):
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").write_text("x")
    lay_odd(tmp_path / ".writing-a", what)
    (tmp_path / ".writing-b").symlink_to(tmp_path / "kept")
    long_ago = time.time() - 7_200
    for name in (".writing-a", ".writing-b"):
        os.utime(tmp_path / name, (long_ago, long_ago), follow_symlinks=False)
    sweep(tmp_path)
    assert [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")] == ["kept", "kept/file"]


def test_of_a_linked_folder_only_the_link_is_deleted(tmp_path):
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "kept")
    delete_folder(tmp_path / "link")
    assert [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")] == ["kept", "kept/file"]


def test_a_deleted_folder_is_gone_under_its_name_even_where_a_file_in_it_cannot_be_removed(
    tmp_path, monkeypatch
):
    (tmp_path / "a" / "deep").mkdir(parents=True)
    (tmp_path / "a" / "deep" / "file").write_text("x")
    delete_folder(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []
    delete_folder(tmp_path / "a")
    (tmp_path / "b").mkdir()
    monkeypatch.setattr("os.rmdir", lambda *_, **__: (_ for _ in ()).throw(PermissionError("in use")))
    delete_folder(tmp_path / "b")
    assert [path.name.startswith(".deleted-") for path in tmp_path.iterdir()] == [True]


def test_a_folder_takes_the_place_of_another(tmp_path):
    for name in ("new", "newer"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
        replace_folder(tmp_path / name, tmp_path / "kept")
        assert (tmp_path / "kept" / "file").read_text() == name
        assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_folder_that_cannot_be_replaced_stays(tmp_path):
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").write_text("old")
    with pytest.raises(FileNotFoundError):
        replace_folder(tmp_path / "nowhere", tmp_path / "kept")
    assert (tmp_path / "kept" / "file").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


@pytest.mark.parametrize("what", ["folder", "pipe", "device"])
def test_what_is_no_file_is_not_replaced_by_one(tmp_path, what):
    path = lay_odd(tmp_path / "a", what)
    before = path.lstat()
    with pytest.raises(OSError, match="not a regular file"):
        write_whole(path, b"a")
    assert os.path.samestat(path.lstat(), before)
    assert [child.name for child in tmp_path.iterdir()] == ["a"]


def test_a_file_creates_its_folder_unless_that_is_not_wanted(tmp_path):
    for write in (write_whole, write_json):
        with pytest.raises(FileNotFoundError):
            write(tmp_path / "gone" / "a.json", "text", creates_folder=False)
        assert not (tmp_path / "gone").exists()
    write_json(tmp_path / "new" / "a.json", 1)
    assert read_json(tmp_path / "new" / "a.json") == 1


def test_a_new_folder_is_there_whole_or_not_at_all(tmp_path):
    target = tmp_path / "sorted"
    target.mkdir()
    with new_folder(target) as draft:
        (draft / "a").write_text("a")
        assert not list(target.iterdir())
    assert [path.name for path in target.iterdir()] == ["a"]
    with pytest.raises(ZeroDivisionError), new_folder(tmp_path / "other"):
        _ = 1 / 0
    assert [path.name for path in tmp_path.iterdir()] == ["sorted"]


def test_an_error_names_the_new_folder_and_not_its_draft(tmp_path):
    with pytest.raises(FileNotFoundError) as caught, new_folder(tmp_path / "no" / "new"):
        pass
    assert caught.value.filename == str(tmp_path / "no" / "new")


def test_a_new_folder_deletes_nothing_that_arrives_in_between(tmp_path):
    target = tmp_path / "sorted"

    def fill_while_another_does():
        with new_folder(target) as draft:
            (draft / "a").write_text("a")
            target.mkdir()
            (target / "theirs").write_text("theirs")

    with pytest.raises(OSError, match="not empty"):
        fill_while_another_does()
    assert [path.name for path in target.iterdir()] == ["theirs"]
    assert [path.name for path in tmp_path.iterdir()] == ["sorted"]
