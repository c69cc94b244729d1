"""Trainings as jobs of a real Ray cluster: the same runs, stopped, killed and resumed as at home."""

import os
import sys
import time
from pathlib import Path

import pytest

from core.distributed import submission
from core.distributed.submission import submit
from core.errors import ClusterFailed
from core.jobs.log import read_log
from core.jobs.process import read_state, update_state
from core.training.runs import cancel_run, list_runs, read_run, resume_run, start_run
from tests.core.distributed.clusters import small_cluster
from tests.core.training_helpers import (
    PATIENCE_SECONDS,
    figures_of,
    kill,
    own_bundles,
    small_request,
    train_in_this_process,
    wait_for,
)


def test_a_run_on_ray_is_stopped_killed_and_resumed_as_any_other(tmp_path, monkeypatch):
    pytest.importorskip("ray", reason="pip install -r requirements-ray.txt")
    request = small_request(tmp_path)
    with monkeypatch.context() as patch:
        train_in_this_process(patch)
        at_home = wait_for(start_run(request).name)
    # The nodes take the Python that they find first.
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    # On shared storage, a lock of another machine may not be seen.
    monkeypatch.setattr("core.jobs.process.is_locked", lambda path: False)
    with small_cluster(monkeypatch, nodes=1, has_jobs=True) as (cluster, _):
        monkeypatch.setenv("INKLING_RAY_ADDRESS", cluster.head_node.webui_url)

        # Killed in the middle, it is interrupted, goes on, and ends in the same network.
        run = start_run(request)
        assert run.status == "waiting"
        wait_for(run.name, "running")
        kill(run)
        assert wait_for(run.name).status == "interrupted"
        resume_run(run.name)
        done = wait_for(run.name)

        # There is room for one: the next one waits, and can be taken back.
        slow = start_run(small_request(tmp_path, augmentations=48))
        assert wait_for(slow.name, phase="features").status == "running"
        behind = start_run(request)
        wait_until(lambda: is_waiting_on_ray(behind))
        assert read_run(behind.name).status == "waiting"
        cancel_run(behind.name, keep=True)
        over = read_run(behind.name)
        assert (over.status, over.message) == ("cancelled", "The training was stopped before it had begun.")

        # A request to stop is read where it works.
        cancel_run(slow.name, keep=False)
        wait_until(lambda: slow.name not in [each.name for each in list_runs()])
    assert done.status == "done", read_log(done.folder)
    assert figures_of(done) == figures_of(at_home)
    assert own_bundles() == ["my-things", done.request.bundle]


def is_waiting_on_ray(run):
    """Whether a run's job has been submitted, and no node has room for it."""
    from core.jobs import ray_job

    ray_job._answers.clear()
    job = ray_job._read(run.folder)
    return job is not None and ray_job._status_of(job) == "PENDING"


def wait_until(is_so):
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_cluster_that_is_not_there_fails_the_run_with_a_sentence(tmp_path, monkeypatch):
    pytest.importorskip("ray", reason="pip install -r requirements-ray.txt")
    folder = tmp_path / "a-run"
    folder.mkdir()
    update_state(folder, status="waiting")
    monkeypatch.setenv("INKLING_RAY_ADDRESS", "http://127.0.0.1:1")
    assert submission.main(folder) == 1
    state = read_state(folder)
    assert state.status == "failed"
    assert state.message.startswith("The training could not be given to the Ray cluster; see that it runs")
    assert "Received: http://127.0.0.1:1: " in state.message


@pytest.mark.parametrize("has_ray", [True, False])
def test_what_is_missing_is_named(tmp_path, monkeypatch, has_ray):
    if has_ray:
        pytest.importorskip("ray", reason="pip install -r requirements-ray.txt")
    else:
        monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.delenv("INKLING_RAY_ADDRESS", raising=False)
    words = "set INKLING_RAY_ADDRESS" if has_ray else r"pip install -r requirements-ray\.txt"
    with pytest.raises(ClusterFailed, match=words):
        submit(tmp_path)
