"""Workers: their state survives damaged files and concurrent writes, and says how they ended."""

import json
import os
import shutil
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import psutil
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from core.errors import BadData, BadRequest, DiskFull, Stopped
from core.jobs.process import (
    State,
    read_state,
    request_discard,
    request_stop,
    run_to_end,
    start_worker,
    stop_request,
    update_state,
    withdraw_stop,
)
from tests.core.full_disk import full_disk, full_disk_with_reserve

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FIELDS = ("status", "phase", "done", "total", "seconds_left", "message", "created", "started", "outcome")


def test_what_is_written_is_read_and_the_rest_stays(tmp_path):
    assert read_state(tmp_path) == State()
    update_state(tmp_path, status="done", done=3, outcome={"accuracy": 0.5})
    update_state(tmp_path, message="Fine.", seconds_left=None)
    assert read_state(tmp_path) == State(status="done", done=3, message="Fine.", outcome={"accuracy": 0.5})


def test_a_folder_that_another_process_has_deleted_does_not_come_back(tmp_path):
    folder = tmp_path / "job"
    for write in (lambda: update_state(folder, phase="Reading"), lambda: request_stop(folder, "keep")):
        with pytest.raises(BadRequest, match=r"has been deleted in the meantime.*Received: job"):
            write()
        assert not folder.exists()
    # It may have been deleted before its worker has begun.
    assert run_to_end(folder, lambda: {}) == "interrupted"
    assert not folder.exists()
    folder.mkdir()
    assert run_to_end(folder, lambda: shutil.rmtree(folder) or {}) == "interrupted"
    assert not folder.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"done": -1},
        {"done": 10**400},
        {"total": 10**12 + 1},
        {"status": "asleep"},
        {"seconds_left": float("nan")},
        {"created": 1e30},
        {"started": -1.0},
    ],
)
def test_what_cannot_be_true_is_not_written(tmp_path, change):
    update_state(tmp_path, status="done")
    with pytest.raises(ValidationError):
        update_state(tmp_path, **change)
    assert read_state(tmp_path) == State(status="done")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(FIELDS), JSON) | JSON | st.binary(max_size=20))
def test_whatever_lies_there_is_a_state(tmp_path, content):
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    (tmp_path / "state.json").write_bytes(data)
    state = read_state(tmp_path)
    assert state.done >= 0
    update_state(tmp_path, status="done")
    assert read_state(tmp_path).status == "done"


def test_a_damaged_state_is_interrupted_and_says_why(tmp_path):
    (tmp_path / "state.json").write_text('{"status": "running", "done": -4}')
    state = read_state(tmp_path)
    assert state.status == "interrupted"
    assert "done should be at least 0. Received: -4" in state.message


@pytest.mark.parametrize("lay", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to("/dev/zero")])
def test_what_is_no_file_is_interrupted_and_says_so_and_asks_for_no_stop(tmp_path, lay):
    lay(tmp_path / "state.json")
    lay(tmp_path / "stop")
    state = read_state(tmp_path)
    assert state.status == "interrupted"
    assert f"state.json of {tmp_path.name} is damaged" in state.message
    assert stop_request(tmp_path) == ""


@pytest.mark.parametrize("year", [1971, 2026, 2150, 9500])
def test_a_job_begins_whatever_year_the_clock_shows(tmp_path, monkeypatch, year):
    now = datetime(year, 1, 1, tzinfo=UTC).timestamp()
    monkeypatch.setattr(time, "time", lambda: now)
    update_state(tmp_path, status="waiting", created=time.time(), started=time.time())
    state = read_state(tmp_path)
    assert state.status == "waiting"
    assert datetime.fromtimestamp(state.created, UTC).year == year


def test_work_is_interrupted_when_nobody_holds_its_lock_any_longer(tmp_path):
    update_state(tmp_path, status="running", started=time.time())
    assert read_state(tmp_path).status == "running"  # the worker may not have locked its folder yet
    update_state(tmp_path, started=0)
    with FileLock(tmp_path / "worker.lock"):
        assert read_state(tmp_path).status == "running"
    assert read_state(tmp_path).status == "interrupted"


@pytest.mark.parametrize("hours_from_now", [-1, 1, 300_000])
def test_what_was_started_at_another_time_is_not_starting(tmp_path, hours_from_now):
    update_state(tmp_path, status="running", started=time.time() + hours_from_now * 3_600)
    assert read_state(tmp_path).status == "interrupted"


def worker_of(folder):
    (worker,) = (
        child for child in psutil.process_iter(["cmdline"]) if str(folder) in (child.info["cmdline"] or [])
    )
    return worker


def test_a_worker_that_ended_without_a_word_is_not_starting_any_longer(tmp_path, monkeypatch):
    (tmp_path / "slow_worker.py").write_text("import time; time.sleep(60)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    start_worker("slow_worker", tmp_path)
    worker = worker_of(tmp_path)
    assert read_state(tmp_path).status == "waiting"
    worker.kill()
    worker.wait(60)
    for _ in range(2):
        assert read_state(tmp_path).status == "interrupted"
    # Another process goes on with it.
    update_state(tmp_path, status="waiting", started=time.time())
    assert read_state(tmp_path).status == "waiting"


def test_a_worker_has_the_same_home_where_that_was_given_as_a_relative_path(tmp_path, monkeypatch):
    (tmp_path / "home_worker.py").write_text("from core.storage.paths import home; print(home())")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("INKLING_HOME", "relative-to-here")
    monkeypatch.chdir(tmp_path)
    start_worker("home_worker", tmp_path)
    assert worker_of(tmp_path).wait(60) == 0
    assert (tmp_path / "worker.log").read_text().strip() == str(tmp_path / "relative-to-here")


def test_a_worker_that_lives_is_starting_however_long_it_takes(tmp_path, monkeypatch):
    (tmp_path / "slow_worker.py").write_text("import time; time.sleep(60)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    start_worker("slow_worker", tmp_path)
    worker = worker_of(tmp_path)
    update_state(tmp_path, started=time.time() - 3_600)
    assert read_state(tmp_path).status == "waiting"
    worker.kill()
    worker.wait(60)
    assert read_state(tmp_path).status == "interrupted"


def test_texts_of_a_state_move_no_cursor(tmp_path):
    update_state(tmp_path, status="failed", phase="a\x1b[2J", message="b\r\x9b1mc")
    state = read_state(tmp_path)
    assert (state.phase, state.message) == (r"a\x1b[2J", r"b\r\x9b1mc")


def test_an_error_that_names_an_unprintable_file_is_told(tmp_path):
    assert run_to_end(tmp_path, lambda: _raise(BadData("Received: caf\udce9"))) == "failed"
    assert read_state(tmp_path).message == r"Received: caf\udce9"


def _count(folder, name, times):
    for number in range(1, times + 1):
        update_state(folder, **{name: number})


def test_two_processes_that_write_at_once_both_succeed(tmp_path):
    with ProcessPoolExecutor(2) as pool:
        done = [pool.submit(_count, tmp_path, name, 40) for name in ("done", "total")]
        for future in done:
            future.result()
    state = read_state(tmp_path)
    assert (state.done, state.total) == (40, 40)


def test_a_reader_waits_for_nobody(tmp_path):
    update_state(tmp_path, status="done")
    with FileLock(tmp_path / "state.lock"):
        assert read_state(tmp_path).status == "done"


def _raise(error):
    raise error


@pytest.mark.parametrize(
    ("work", "status", "message"),
    [
        (lambda: {"message": "Fine."}, "done", "Fine."),
        (lambda: _raise(Stopped("It was stopped.")), "cancelled", "It was stopped."),
        (lambda: _raise(BadData("A picture is missing.")), "failed", "A picture is missing."),
        (lambda: _raise(OSError(28, "No space left on device")), "failed", "The disk is full"),
        (
            lambda: _raise(PermissionError(13, "no", "a.json")),
            "failed",
            "Inkling cannot read or write a.json;",
        ),
        (lambda: _raise(MemoryError()), "failed", "There was not enough memory"),
        (lambda: np.empty(2**55), "failed", "There was not enough memory"),
        (lambda: _raise(ZeroDivisionError()), "failed", "An unexpected error occurred"),
    ],
)
def test_every_end_is_written(tmp_path, capsys, work, status, message):
    update_state(tmp_path, status="running", seconds_left=3.0)
    assert run_to_end(tmp_path, work) == status
    state = read_state(tmp_path)
    assert state.status == status
    assert state.message.startswith(message)
    assert state.seconds_left is None
    assert ("ZeroDivisionError" in capsys.readouterr().err) == ("ZeroDivisionError" in state.message)


def test_what_is_over_is_not_done_again(tmp_path):
    update_state(tmp_path, status="failed", message="Before.")
    assert run_to_end(tmp_path, lambda: {"message": "Again."}) == "failed"
    assert read_state(tmp_path).message == "Before."


def test_two_workers_never_do_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr("core.jobs.process._LOCK_SECONDS", 0.05)
    with FileLock(tmp_path / "worker.lock"):
        assert run_to_end(tmp_path, lambda: {"message": "Twice."}) is None
    assert read_state(tmp_path).message == ""


def test_what_nobody_works_on_can_be_thrown_away_on_a_full_disk_too(tmp_path):
    update_state(tmp_path, status="waiting", started=time.time())
    with full_disk(), pytest.raises(DiskFull):
        request_discard(tmp_path)
    for state in ({"status": "running", "started": 1.0}, {"status": "done"}):
        update_state(tmp_path, **state)
        with full_disk():
            request_discard(tmp_path)
    request_discard(tmp_path)
    assert stop_request(tmp_path) == "discard"


def test_stopping_is_asked_for_and_taken_back(tmp_path):
    assert stop_request(tmp_path) == ""
    for request in ("keep", "discard"):
        request_stop(tmp_path, request)
        assert stop_request(tmp_path) == request
    (tmp_path / "stop").write_bytes(b"\xff")
    assert stop_request(tmp_path) == ""
    withdraw_stop(tmp_path)
    withdraw_stop(tmp_path)
    assert stop_request(tmp_path) == ""


def test_a_worker_is_a_process_of_its_own_that_logs_into_its_folder(tmp_path):
    update_state(tmp_path, message="Of an earlier worker.")
    before = time.time()
    start_worker("platform", tmp_path)  # any module that prints and takes less than a second
    state = read_state(tmp_path)
    assert (state.status, state.message) == ("waiting", "")
    assert before <= state.started <= time.time()
    until = time.monotonic() + 60
    while not (tmp_path / "worker.log").read_text():
        assert time.monotonic() < until
        time.sleep(0.01)
    assert os.uname().sysname in (tmp_path / "worker.log").read_text()
    for child in psutil.Process().children():
        with suppress(psutil.ZombieProcess):  # the child has ended
            if str(tmp_path) in child.cmdline():
                assert os.getsid(child.pid) != os.getsid(0)


def test_on_a_full_disk_a_job_can_be_stopped(tmp_path, monkeypatch):
    with full_disk_with_reserve(monkeypatch):
        request_stop(tmp_path, "discard")
    assert stop_request(tmp_path) == "discard"
