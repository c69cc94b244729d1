"""Jobs on a Ray cluster: how far the dashboard's answers and the job's record are trusted."""

import itertools
import json
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from core.jobs import ray_job
from core.jobs.process import read_state, start_worker, update_state
from core.jobs.ray_job import end_waiting_ray_job, forget_ray_job, is_ray_job_alive, write_ray_job
from tests.core.raw_answers import served


class Dashboard(BaseHTTPRequestHandler):
    """Answers like Ray's dashboard; tests/core/distributed/test_on_a_cluster.py uses a real one."""

    def do_GET(self):
        self.server.asked.append(("GET", self.path, self.headers["Authorization"]))
        status, body = self.server.answer
        self.send_response(status)
        self.end_headers()
        for piece in [body] if isinstance(body, bytes) else body:
            self.wfile.write(piece)

    def do_POST(self):
        self.server.asked.append(("POST", self.path, self.headers["Authorization"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"stopped": true}')

    def log_message(self, *_):
        """Prints nothing."""


@pytest.fixture
def dashboard(monkeypatch):
    """A dashboard that this process is configured to ask."""
    server = HTTPServer(("127.0.0.1", 0), Dashboard)
    server.asked, server.answer = [], (200, b'{"status": "RUNNING"}')
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("INKLING_RAY_ADDRESS", f"127.0.0.1:{server.server_port}/")
    monkeypatch.setenv("RAY_AUTH_TOKEN_PATH", "/nowhere")
    monkeypatch.setattr(ray_job, "_answers", {})
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def folder(tmp_path):
    """A job's folder, for which a Ray job was submitted long ago."""
    folder = tmp_path / "a-run"
    folder.mkdir()
    update_state(folder, status="running", phase="Learning", started=1.0)
    os.utime(folder / "state.json", (1, 1))
    write_ray_job(folder, "inkling-1")
    return folder


@pytest.mark.parametrize(
    ("answer", "alive", "status"),
    [
        ((200, b'{"status": "PENDING"}'), True, "running"),
        ((200, b'{"status": "RUNNING"}'), True, "running"),
        ((200, b'{"status": "FAILED"}'), False, "interrupted"),
        ((200, b'{"status": "SUCCEEDED"}'), False, "interrupted"),
        ((200, b'{"status": "STOPPED"}'), False, "interrupted"),
        ((404, b"no such job"), None, "interrupted"),
        ((401, b"no token"), None, "interrupted"),
        ((200, b"<html>"), None, "interrupted"),
        ((200, b"[1]"), None, "interrupted"),
        ((200, b"\xff" * 3), None, "interrupted"),
        ((200, b"[" * 100_000), None, "interrupted"),
    ],
)
def test_the_cluster_says_whether_a_worker_lives(dashboard, folder, answer, alive, status):
    dashboard.answer = answer
    assert is_ray_job_alive(folder) is alive
    assert read_state(folder).status == status
    assert set(dashboard.asked) == {("GET", "/api/jobs/inkling-1", None)}


def test_an_answer_that_never_ends_is_not_waited_for(dashboard, folder):
    dashboard.answer = 200, (b" " for _ in iter(lambda: time.sleep(0.05), "never"))
    assert is_ray_job_alive(folder) is None


def test_an_answer_that_is_too_long_is_not_read(dashboard, folder):
    dashboard.answer = 200, (b" " * 2**20 for _ in itertools.count())
    assert is_ray_job_alive(folder) is None


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno length\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 1000 + b"\r\n",
    ],
)
def test_an_address_that_is_no_cluster_gives_no_answer(folder, monkeypatch, answer):
    with served(answer) as address:
        monkeypatch.setenv("INKLING_RAY_ADDRESS", address)
        monkeypatch.setattr(ray_job, "_answers", {})
        assert is_ray_job_alive(folder) is None
        assert not end_waiting_ray_job(folder)


def test_it_is_asked_once_for_pages_that_look_often(dashboard, folder):
    for _ in range(20):
        assert read_state(folder).status == "running"
    assert len(dashboard.asked) == 1


def test_what_is_over_needs_no_cluster(dashboard, folder):
    update_state(folder, status="done")
    assert read_state(folder).status == "done"
    assert dashboard.asked == []


def test_a_state_that_is_being_written_has_a_writer_while_the_cluster_is_silent(dashboard, folder):
    dashboard.answer = (500, b"")
    update_state(folder, phase="Learning")
    assert is_ray_job_alive(folder)
    assert read_state(folder).status == "running"


def test_the_token_is_found_where_ray_looks_for_it(dashboard, folder, tmp_path, monkeypatch):
    (tmp_path / "token").write_text("secret-1\n")
    monkeypatch.setenv("RAY_AUTH_TOKEN_PATH", str(tmp_path / "token"))
    is_ray_job_alive(folder)
    ray_job._answers.clear()
    monkeypatch.setenv("RAY_AUTH_TOKEN", "secret-2")
    is_ray_job_alive(folder)
    assert [asked[2] for asked in dashboard.asked] == ["Bearer secret-1", "Bearer secret-2"]


@pytest.mark.parametrize(
    "record",
    [
        b"",
        b"[]",
        b'{"submission_id": "../../x"}',
        b'{"submission_id": 5}',
        b'{"submission_id": "a b"}',
        b"x" * 9000,
    ],
)
def test_a_record_from_outside_leads_nowhere(dashboard, folder, record):
    (folder / "ray_job.json").write_bytes(record)
    assert is_ray_job_alive(folder) is None
    assert not end_waiting_ray_job(folder)
    assert dashboard.asked == []


def test_no_cluster_is_asked_that_this_process_is_not_set_to_use(dashboard, folder, monkeypatch):
    (folder / "ray_job.json").write_text(json.dumps({"submission_id": "inkling-1", "address": "http://evil"}))
    monkeypatch.delenv("INKLING_RAY_ADDRESS")
    assert is_ray_job_alive(folder) is None
    assert read_state(folder).status == "interrupted"
    assert dashboard.asked == []


def test_only_a_job_that_waits_is_taken_back(dashboard, folder):
    assert not end_waiting_ray_job(folder)
    dashboard.answer = (200, b'{"status": "PENDING"}')
    assert end_waiting_ray_job(folder)
    assert dashboard.asked[-1][:2] == ("POST", "/api/jobs/inkling-1/stop")
    forget_ray_job(folder)
    assert not end_waiting_ray_job(folder)


def test_a_worker_of_this_machine_is_not_judged_by_an_older_job(dashboard, folder):
    # This module ends at once; the state is still "waiting" because it was started only a moment ago.
    start_worker("core.errors", folder)
    assert not (folder / "ray_job.json").exists()
    assert read_state(folder).status == "waiting"
    assert dashboard.asked == []
