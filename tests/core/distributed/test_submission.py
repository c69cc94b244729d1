"""Submitting trainings to Ray: the Python that runs them, and what is said where something is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.distributed import submission
from core.distributed.submission import entrypoint, submit
from core.errors import ClusterFailed
from core.jobs.log import read_log
from core.jobs.process import read_state, update_state
from core.training.runs import read_run, start_run
from tests.conftest import ROOT
from tests.core.distributed.another_python import folder_of_another_python
from tests.core.training_helpers import small_request


def test_a_cluster_that_is_not_there_fails_the_run_with_a_sentence(tmp_path, monkeypatch):
    pytest.importorskip("ray", reason="pip install -r requirements-ray.txt")
    folder = tmp_path / "a-run"
    folder.mkdir()
    update_state(folder, status="waiting")
    monkeypatch.setenv("INKLING_RAY_ADDRESS", "http://me:secret@127.0.0.1:1")
    assert submission.main(folder) == 1
    state = read_state(folder)
    assert state.status == "failed"
    assert state.message.startswith(
        "The training could not be submitted to the Ray cluster; check that the cluster is running"
    )
    # All visitors can read it.
    assert "Received: http://127.0.0.1:1: " in state.message
    assert "secret" not in state.message


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


def test_only_the_address_of_a_dashboard_is_tried(tmp_path, monkeypatch):
    pytest.importorskip("ray", reason="pip install -r requirements-ray.txt")
    monkeypatch.setenv("INKLING_RAY_ADDRESS", "ray://me:secret@head:10001")
    with pytest.raises(ClusterFailed, match=r"such as http://head:8265\. Received: ray://head:10001$"):
        submit(tmp_path)


@pytest.mark.parametrize("is_first", [True, False])
def test_a_node_trains_with_the_python_that_has_ray(tmp_path, tmp_path_factory, monkeypatch, is_first):
    monkeypatch.setattr("core.training.runs.start_worker", lambda module, folder: None)
    pytest.importorskip("ray", reason="pip install -r requirements-ray.txt")
    run = start_run(small_request(tmp_path))
    first = Path(sys.executable).parent if is_first else folder_of_another_python(tmp_path_factory)
    environment = os.environ | {"PATH": f"{first}{os.pathsep}{os.environ['PATH']}"}
    # Ray starts it this way.
    subprocess.run(entrypoint(run.folder), shell=True, cwd=ROOT, env=environment, check=False)
    assert read_run(run.name).status == "done", read_log(run.folder)


def test_where_no_python_has_ray_the_log_says_what_is_missing(tmp_path, tmp_path_factory, monkeypatch):
    run = tmp_path / "a 'run'"
    run.mkdir()
    environment = {"PATH": f"{folder_of_another_python(tmp_path_factory)}{os.pathsep}{os.environ['PATH']}"}
    monkeypatch.setattr(sys, "executable", str(tmp_path / "gone" / "python"))
    done = subprocess.run(entrypoint(run), shell=True, cwd=ROOT, env=environment, check=False)
    assert done.returncode == 1
    assert "ModuleNotFoundError" in read_log(run)
