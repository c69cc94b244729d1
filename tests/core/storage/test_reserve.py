"""Deletions use room that is held back for them when the disk is full."""

import errno
import os
import shutil
import tempfile
from types import SimpleNamespace

import pytest

from core.errors import DiskFull
from core.storage.files import write_whole
from core.storage.leftovers import sweep_all
from core.storage.paths import home
from core.storage.reserve import RESERVE_BYTES, with_reserve
from tests.core.full_disk import full_disk, full_disk_with_reserve


def set_free(monkeypatch, free_bytes):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=free_bytes, used=0))


@pytest.mark.parametrize("free_bytes", [10 * RESERVE_BYTES, 100 * RESERVE_BYTES])
def test_room_is_held_back_only_on_a_disk_that_has_much(monkeypatch, free_bytes):
    home().mkdir(parents=True, exist_ok=True)
    set_free(monkeypatch, free_bytes)
    sweep_all()
    assert (home() / ".reserve").exists() == (free_bytes > 64 * RESERVE_BYTES)


def test_on_a_full_disk_the_work_is_done_with_the_reserve_and_the_rest_of_it_held_again(monkeypatch):
    with full_disk_with_reserve(monkeypatch):
        set_free(monkeypatch, 10**6)
        with_reserve(lambda: write_whole(home() / "a", b"1"))
    assert (home() / "a").read_bytes() == b"1"
    assert 9 * 10**5 < (home() / ".reserve").stat().st_size < 10**6
    set_free(monkeypatch, 100 * RESERVE_BYTES)
    sweep_all()
    assert (home() / ".reserve").stat().st_size == RESERVE_BYTES


@pytest.mark.parametrize(("free_bytes", "may_write"), [(0, True), (10**6, False)])
def test_where_root_may_write_more_than_is_said_to_be_free_the_reserve_stays(
    monkeypatch, free_bytes, may_write
):
    """Of the room that a deleted file leaves, ext4 first gives root its part; that does not count as free."""
    path = home() / ".reserve"
    attempts = []

    def usage(folder):
        return SimpleNamespace(free=free_bytes, used=10**9 + (path.stat().st_size if path.exists() else 0))

    def create_file(*args, prefix, **options):
        # The first attempt to hold the reserve again.
        if path.name in prefix and not may_write and not attempts:
            attempts.append(prefix)
            raise OSError(errno.ENOSPC, "No space left on device", prefix)
        return mkstemp(*args, prefix=prefix, **options)

    with full_disk_with_reserve(monkeypatch), monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", usage)
        mkstemp = tempfile.mkstemp
        patch.setattr(tempfile, "mkstemp", create_file)
        with_reserve(lambda: write_whole(home() / "a", b"1"))
    expected = RESERVE_BYTES if may_write else free_bytes
    assert 0 < expected - path.stat().st_size < 10**5


def test_without_a_reserve_it_is_said():
    home().mkdir(parents=True, exist_ok=True)
    with full_disk(), pytest.raises(DiskFull, match="nothing was lost"):
        with_reserve(lambda: write_whole(home() / "a", b"1"))


def test_what_a_killed_process_had_written_of_the_reserve_is_removed():
    home().mkdir(parents=True, exist_ok=True)
    begun, own = home() / "..reserve-ab12_xyz", home() / ".notes-ab12_xyz"
    for path in (begun, own):
        path.write_bytes(b"1")
        os.utime(path, (1, 1))
    sweep_all()
    assert (begun.exists(), own.exists()) == (False, True)
