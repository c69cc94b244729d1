"""Locks end with their process, and bring back no folder."""

import subprocess
import sys

import pytest

from core.errors import CannotReadOrWrite
from core.storage import locks
from core.storage.files import translating_os_errors
from core.storage.locks import is_locked, locked
from tests.core.storage.test_files import lay_odd


def test_a_lock_that_is_not_let_go_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr("core.storage.locks._LOCK_SECONDS", 0.01)
    waiting = pytest.raises(CannotReadOrWrite, match=r"later.*a\.lock is locked")
    with locked(tmp_path / "a.lock"), waiting, translating_os_errors(), locked(tmp_path / "a.lock"):
        pass


def test_a_lock_creates_its_folder_unless_that_is_not_wanted(tmp_path):
    with pytest.raises(FileNotFoundError), locked(tmp_path / "gone" / ".lock", creates_folder=False):
        pass
    assert not (tmp_path / "gone").exists()
    with locked(tmp_path / "new" / ".lock"):
        assert (tmp_path / "new").is_dir()


def test_a_lock_does_not_bring_back_a_folder_that_is_moved_away_at_this_moment(tmp_path, monkeypatch):
    folder, lock = tmp_path / "set", locks.FileLock
    folder.mkdir()
    (folder / "list.json").touch()
    (folder / ".lock").touch()

    def after_moving(path, **settings):
        folder.rename(tmp_path / "moved")
        return lock(path, **settings)

    monkeypatch.setattr(locks, "FileLock", after_moving)
    with pytest.raises(FileNotFoundError), locked(folder / ".lock", creates_folder=False):
        pytest.fail("There is nothing to lock.")
    assert [path.name for path in tmp_path.iterdir()] == ["moved"]
    (tmp_path / "moved").rename(folder)
    assert not is_locked(folder / ".lock")
    assert [path.name for path in tmp_path.iterdir()] == ["moved"]


def test_a_lock_is_seen_from_outside_and_dies_with_its_process(tmp_path):
    path = tmp_path / "lock"
    assert not is_locked(path)
    with locked(path):
        assert is_locked(path)
    assert not is_locked(path)
    code = (
        "import sys, time; from pathlib import Path; from core.storage.locks import locked\n"
        "with locked(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    assert is_locked(path)
    process.kill()
    process.wait()
    assert not is_locked(path)


@pytest.mark.parametrize("what", ["folder", "dangling link", "link to itself", "nothing"])
def test_what_is_no_lock_is_not_held(tmp_path, what):
    assert not is_locked(lay_odd(tmp_path / "lock", what))
