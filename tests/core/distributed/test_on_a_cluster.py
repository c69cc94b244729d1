"""A real Ray cluster: runs trainings as jobs, and answers pictures once though driver and node are killed."""

import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from PIL import Image

from core.cli.main import main
from core.jobs.log import read_log
from core.training.runs import cancel_run, list_runs, read_run, resume_run, start_run
from tests.conftest import ROOT
from tests.core.distributed.another_python import folder_of_another_python
from tests.core.distributed.clusters import add_node, small_cluster
from tests.core.distributed.folders import NETWORK, placed, read, tables
from tests.core.pictures_for_tests import ink_of
from tests.core.training_helpers import (
    PATIENCE_SECONDS,
    figures_of,
    kill,
    own_bundles,
    small_request,
    train_in_this_process,
    wait_for,
)

PICTURES, SHARDS = 48, 24


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A cluster of one node with one processor that accepts jobs."""
    pytest.importorskip("ray", reason="pip install -r requirements-ray.txt")
    with pytest.MonkeyPatch.context() as patch:
        # The first Python on a node's path need not be the one that runs Ray.
        patch.setenv("PATH", f"{folder_of_another_python(tmp_path_factory)}{os.pathsep}{os.environ['PATH']}")
        with small_cluster(patch) as cluster:
            yield cluster


def test_a_run_on_ray_is_stopped_killed_and_resumed_as_any_other(tmp_path, monkeypatch, cluster):
    request = small_request(tmp_path)
    with monkeypatch.context() as patch:
        train_in_this_process(patch)
        at_home = wait_for(start_run(request).name)
    # On shared storage, a lock held by another machine may be invisible.
    monkeypatch.setattr("core.jobs.process.is_locked", lambda path: False)
    monkeypatch.setenv("INKLING_RAY_ADDRESS", cluster.head_node.webui_url)

    # Killed halfway, the run is interrupted, can be resumed, and yields the same network.
    run = start_run(request)
    assert run.status == "waiting"
    wait_for(run.name, "running")
    kill(run)
    assert wait_for(run.name).status == "interrupted"
    resume_run(run.name)
    done = wait_for(run.name)

    # The node has room for one job: the next one waits, and can be withdrawn.
    slow = start_run(small_request(tmp_path, each=40, augmentations=64))
    assert wait_for(slow.name, phase="Looking at").status == "running"
    behind = start_run(request)
    wait_until(lambda: is_waiting_on_ray(behind))
    assert read_run(behind.name).status == "waiting"
    cancel_run(behind.name, keep=True)
    over = read_run(behind.name)
    assert (over.status, over.message) == ("cancelled", "The training was stopped before it had begun.")

    # A request to stop is read on the node where the job runs.
    cancel_run(slow.name, keep=False)
    wait_until(lambda: slow.name not in [each.name for each in list_runs()])
    assert done.status == "done", read_log(done.folder)
    assert figures_of(done) == figures_of(at_home)
    assert own_bundles() == ["my-things", done.request.bundle]


def is_waiting_on_ray(run):
    """Returns whether a run's job has been submitted, but no node has room for it."""
    from core.jobs import ray_job

    ray_job._answers.clear()
    job = ray_job._read(run.folder)
    return job is not None and ray_job._status_of(job) == "PENDING"


def wait_until(is_so):
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


def write_large_pictures(folder):
    """Writes pictures that are slow to read, so that work can be stopped halfway; one is broken."""
    folder.mkdir()
    for index in range(PICTURES):
        paper = np.kron(255 - ink_of(str(index % 10)), np.ones((5, 5), np.uint8))
        Image.fromarray(paper).save(folder / f"{index:03}.png")
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")


def command(places, out, *options):
    """The arguments of a `predict` command."""
    words = ["predict", *places, "--network", NETWORK, "--top", "3", "--parquet", str(out)]
    return [*words, "--shards", str(SHARDS), *options]


def parts(out):
    """The finished shards, and when they were written."""
    return {path.name: path.stat().st_mtime_ns for path in (out / "answers").glob("part-*")}


def kill_after_a_shard(arguments, out):
    """Starts a job in a separate process, and kills it when a shard is done."""
    process = subprocess.Popen([sys.executable, "-m", "core", *arguments], cwd=ROOT, start_new_session=True)
    until = time.monotonic() + PATIENCE_SECONDS
    while not parts(out):
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_every_picture_is_answered_once_though_driver_and_node_are_killed(tmp_path, shipped, cluster):
    places, out = [str(tmp_path / "photos")], tmp_path / "out"
    write_large_pictures(tmp_path / "photos")
    kill_after_a_shard(command(places, out), out)
    done = parts(out)
    done_at_kill, is_over = [], threading.Event()
    node = add_node(cluster)

    def kill_a_node():
        while len(parts(out)) < len(done) + 2:
            if is_over.wait(0.005):
                return
        done_at_kill.append(len(parts(out)))
        cluster.remove_node(node, allow_graceful=False)

    killer = threading.Thread(target=kill_a_node, daemon=True)
    killer.start()
    status = main(command(places, out, "--ray", cluster.address))
    is_over.set()
    killer.join()
    # One picture cannot be answered.
    assert status == 1
    assert 1 <= len(done) < done_at_kill[0] < SHARDS
    assert len(parts(out)) == SHARDS
    assert done.items() <= parts(out).items()
    answers, errors = read(out)
    # Without Ray, the same files give the same tables.
    _, expected_answers, expected_errors = tables(shipped, places, tmp_path / "other")
    assert len(answers) == PICTURES
    assert placed(answers) == placed(expected_answers)
    assert [row["probabilities"] for row in answers] == [row["probabilities"] for row in expected_answers]
    assert errors == expected_errors
    assert placed(errors) == [(str(tmp_path / "photos" / "broken.png"), None)]
