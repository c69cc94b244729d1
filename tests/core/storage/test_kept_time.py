"""What is kept for a week ages only as time passes, even if the clock is set."""

import os
import time

import pytest

from core.storage import files, kept_time
from core.storage.kept_time import (
    KEPT_SECONDS,
    begin_keeping,
    is_forgotten,
    is_kept_no_longer,
    kept_no_longer,
)
from core.storage.paths import home
from tests.core.storage.days import pass_a_week, set_clock


@pytest.fixture
def kept(tmp_path):
    path = tmp_path / "kept"
    path.write_text("")
    begin_keeping(path)
    return path


def test_a_week_of_days_is_over_after_a_week(kept, monkeypatch):
    for day in (0, 0.9, 1.8, 2.7, 3.6, 4.5, 5.4, 6.3, 6.9):
        set_clock(monkeypatch, day)
        assert not is_kept_no_longer(kept)
    set_clock(monkeypatch, 7.1)
    assert is_kept_no_longer(kept)


@pytest.mark.parametrize("days", [-4_000, -8, -1, 8, 4_000])
def test_setting_the_clock_ends_nothing_and_keeps_nothing_for_ever(kept, monkeypatch, days):
    set_clock(monkeypatch, days)
    assert not is_kept_no_longer(kept)
    set_clock(monkeypatch, 0)
    assert not is_kept_no_longer(kept)
    pass_a_week(monkeypatch, lambda: is_kept_no_longer(kept), after=days)
    assert is_kept_no_longer(kept)


def test_weeks_between_two_uses_count_for_a_day_each(kept, monkeypatch):
    days_over = []
    for week in range(1, 10):
        set_clock(monkeypatch, 7 * week)
        days_over.append(is_kept_no_longer(kept))
    assert days_over == [False] * 7 + [True] * 2


@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"seen": "x", "time": 1}', '{"seen": 1e9}'])
def test_what_comes_from_elsewhere_or_without_its_clock_has_a_week_from_now_on(kept, monkeypatch, content):
    os.utime(kept, (2e9, 2e9))
    file = home() / "clock.json"
    if content is None:
        file.unlink()
    else:
        file.write_text(content)
    assert not is_kept_no_longer(kept)
    pass_a_week(monkeypatch, lambda: is_kept_no_longer(kept))
    assert is_kept_no_longer(kept)


def test_however_much_is_kept_the_clock_is_read_once(kept, tmp_path, monkeypatch):
    paths = [kept, *(tmp_path / str(number) for number in range(20))]
    for path in paths[1:]:
        path.mkdir()
        os.utime(path, (0, 0))
    reads = []
    monkeypatch.setattr(kept_time, "read_json", lambda path: reads.append(path) or files.read_json(path))
    assert kept_no_longer([*paths, tmp_path / "gone"]) == set(paths[1:])
    assert kept_no_longer([]) == set()
    assert reads == [home() / "clock.json"]


def test_what_is_not_there_is_not_over(tmp_path):
    assert not is_kept_no_longer(tmp_path / "gone")


def test_a_folder_is_forgotten_a_week_after_the_last_write(tmp_path, monkeypatch):
    long_ago = time.time() - KEPT_SECONDS - 60
    assert not is_forgotten(tmp_path)
    os.utime(tmp_path, (long_ago, long_ago))
    assert is_forgotten(tmp_path)
    future = time.time() + 30 * KEPT_SECONDS
    os.utime(tmp_path, (future, future))
    assert not is_forgotten(tmp_path)
    assert tmp_path.stat().st_mtime < future
