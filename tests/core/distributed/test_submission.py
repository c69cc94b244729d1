"""Trainings as jobs of a real Ray cluster: the same runs, stopped, killed and resumed as at home."""

import sys

import pytest

from core.distributed import submission
from core.distributed.submission import submit
from core.errors import ClusterFailed
from core.jobs.process import read_state, update_state


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
