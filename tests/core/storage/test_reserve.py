"""Deletions use room that is held back for them when the disk is full."""

import os
import shutil
from types import SimpleNamespace

import pytest

from core.errors import DiskFull
from core.storage.files import write_whole
from core.storage.leftovers import sweep_all
from core.storage.paths import home
from core.storage.reserve import RESERVE_BYTES, with_reserve
from tests.core.full_disk import full_disk, full_disk_with_reserve


def set_free(monkeypatch, free_bytes):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=free_bytes))


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
