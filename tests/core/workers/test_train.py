"""The training worker: how it ends and what it leaves, in this process, or killed in a separate one."""

import itertools
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace

import psutil
import pytest
from filelock import FileLock

from core.bundles.library import read_library
from core.datasets.deletion import delete_data_set
from core.datasets.ingestion import from_path, ingest
from core.datasets.store import create_data_set, read_data_set
from core.errors import Stopped
from core.inference.classifier import Classifier
from core.jobs.process import read_state, request_stop, update_state
from core.jobs.progress import ProgressWriter
from core.preprocessing.decode import decode_image
from core.presentation.wording import share_in_percent
from core.storage.paths import home, runs_folder
from core.training.outcome import parse_outcome
from core.training.prepared_data import prepare
from core.training.presets import suggest
from core.training.request import write_request
from core.training.runs import cancel_run, list_runs, read_run, resume_run, start_run
from core.workers import train as worker
from recipes.data import data_folder
from tests.conftest import ROOT
from tests.core.drawn import burst_zip
from tests.core.forked_workers import fork_trainings
from tests.core.training_helpers import (
    figures_of,
    own_bundles,
    small_request,
    train_in_this_process,
    wait_for,
    worker_of,
)

PHOTOS = data_folder() / "photos"
PHASES = {
    "Reading the pictures",
    "Looking at the pictures",
    "Training the last layer",
    "Measuring on the test part",
    "Looking for wrong labels",
    "Adding it to the library",
}


@pytest.fixture(autouse=True)
def same_priority(monkeypatch):
    """Keeps the priority of the tests' own process, which could not raise it again."""
    monkeypatch.setattr("os.nice", lambda by: by)


@pytest.fixture
def folder(tmp_path):
    """A run that waits for a worker."""
    folder = home() / "runs" / "a-run"
    write_request(folder, small_request(tmp_path))
    update_state(folder, status="waiting", created=1.0)
    return folder


def test_it_trains_to_a_bundle_and_writes_what_it_measured(folder):
    assert worker.main(folder) == 0
    run = read_run("a-run")
    assert run.status == "done"
    assert run.outcome == parse_outcome(read_state(folder).outcome)
    assert (
        f"{share_in_percent(run.outcome.accuracy)} of 30 pictures right in cross-validation." in run.message
    )
    assert run.outcome.seconds > 0
    assert list(read_library([home() / "models"]).bundles) == ["my-things"]
    assert not (folder / "draft").exists()
    assert asdict(run.request)["bundle"] == "my-things"
    state = read_state(folder)
    assert worker.main(folder) == 0  # the run is over, so nothing is done again
    assert read_state(folder) == state


def test_thrown_away_nothing_is_left(folder):
    request_stop(folder, "discard")
    assert worker.main(folder) == 0
    assert list_runs() == []
    assert not folder.exists()


def test_stopped_before_it_has_begun_it_says_so(folder):
    request_stop(folder, "keep")
    assert worker.main(folder) == 1
    run = read_run("a-run")
    assert (run.status, run.message) == ("cancelled", "The training was stopped before it had begun.")


def test_what_cannot_be_trained_on_fails_in_a_sentence(folder, tmp_path):
    write_request(folder, small_request(tmp_path, backbone="nowhere"))
    assert worker.main(folder) == 1
    run = read_run("a-run")
    assert run.status == "failed"
    assert "no network of this name to build on" in run.message


def test_one_run_is_trained_by_one_worker(folder, monkeypatch):
    monkeypatch.setattr("core.jobs.process._LOCK_SECONDS", 0.05)
    with FileLock(folder / "worker.lock"):
        assert worker.main(folder) == 1
    assert read_state(folder).message == ""


def test_a_run_that_came_later_waits_for_its_turn(folder, tmp_path):
    later = home() / "runs" / "later"
    write_request(later, small_request(tmp_path))
    update_state(later, status="waiting", created=2.0)
    with FileLock(folder / "worker.lock"):
        assert worker._is_behind(later)
        assert not worker._is_behind(folder)


def test_stopping_while_features_are_computed_says_why_there_is_no_network(folder):
    prepared = prepare(read_run("a-run").request)
    request_stop(folder, "keep")
    with pytest.raises(Stopped, match="no network to keep; another training on these pictures will reuse"):
        worker.train(prepared, folder, ProgressWriter(folder))


FRAMES = {
    "two things that are held still": {"cup": (1, 30), "pen": (1, 30)},
    "one thing that is held still": {"cup": (1, 30), "pen": (12, 1)},
    "five pictures of each": {"cup": (5, 1), "pen": (5, 1), "tin": (5, 1)},
}


@pytest.mark.parametrize("classes", FRAMES.values(), ids=list(FRAMES))
def test_few_or_nearly_alike_pictures_end_in_a_network_whose_every_class_was_tested(
    tmp_path, folder, classes
):
    data_set = create_data_set("frames", "photo")
    data_set = ingest(data_set, from_path(burst_zip(tmp_path / "frames.zip", classes)))
    write_request(folder, replace(suggest(data_set, effort="Quick").request, bundle="my-things"))
    assert worker.main(folder) == 0
    run = read_run("a-run")
    assert min(run.outcome.per_class_images) >= 1
    assert sum(run.outcome.per_class_images) == run.outcome.images
    alike = [label for label, (scenes, _) in classes.items() if scenes == 1]
    assert list(run.outcome.split_by_picture) == alike
    assert ("almost like those that it learned from" in run.message) == bool(alike)


IMPORTED = """
import sys
from pathlib import Path
from core.workers.train import main
assert not {"sklearn", "scipy", "cleanlab"} & set(sys.modules), "the worker starts without what takes seconds"
code = main(Path(sys.argv[1]))
sys.exit(code or ("keras" in sys.modules or "tensorflow" in sys.modules))
"""


def test_a_new_last_layer_is_trained_without_keras(folder):
    command = [sys.executable, "-c", IMPORTED, str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert read_run("a-run").status == "done"


def test_what_cannot_be_imported_ahead_fails_where_it_is_needed(folder, monkeypatch):
    failed = []
    monkeypatch.setattr("threading.excepthook", lambda thread: failed.append(thread.exc_type))
    # As if it were not installed: `None` makes Python refuse the import.
    monkeypatch.setitem(sys.modules, "core.training.publish", None)
    assert worker.main(folder) == 1
    assert failed == [ModuleNotFoundError]
    run = read_run("a-run")
    assert (run.status, "ModuleNotFoundError" in run.message) == ("failed", True)


def test_killed_before_everything_that_it_writes_nothing_is_lost(tmp_path, monkeypatch):
    """Workers resume the same run one after another; each one survives one more write than the previous."""
    request = small_request(tmp_path, each=15, augmentations=2)
    fork_trainings(monkeypatch)
    undisturbed = wait_for(start_run(request).name)
    shutil.rmtree(read_data_set(request.data_set).folder / "features")
    processes = fork_trainings(monkeypatch, deaths=itertools.count(1))
    run = start_run(request)
    phases = []
    while True:
        processes[run.folder].join()
        state = read_state(run.folder)
        if state.status == "done":
            break
        assert processes[run.folder].exitcode == -signal.SIGKILL, state
        phases.append(state.phase)
        # Skips the seconds granted to a worker that is starting.
        update_state(run.folder, started=0)
        assert {each.name: each.status for each in list_runs()} == {
            undisturbed.name: "done",
            run.name: "interrupted",
        }
        assert set(own_bundles()) <= {undisturbed.request.bundle, run.request.bundle}
        resume_run(run.name)
    assert figures_of(read_run(run.name)) == figures_of(undisturbed)
    assert sorted(own_bundles()) == sorted([undisturbed.request.bundle, run.request.bundle])
    assert set(phases) >= PHASES, phases


def test_two_started_at_once_train_one_after_the_other(tmp_path, monkeypatch):
    fork_trainings(monkeypatch)
    request = small_request(tmp_path, augmentations=8)
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: start_run(request), range(2)))
    assert len({run.name for run in both}) == 2
    assert len({run.request.bundle for run in both}) == 2
    running_together = 0
    while not all(read_run(run.name).status == "done" for run in both):
        states = [read_run(run.name) for run in both]
        assert all(state.status not in ("failed", "interrupted") for state in states), states
        running_together = max(running_together, sum(state.status == "running" for state in states))
        time.sleep(0.1)
    assert running_together == 1


def test_a_data_set_deleted_meanwhile_fails_in_a_sentence(tmp_path, monkeypatch):
    fork_trainings(monkeypatch)
    request = small_request(tmp_path, augmentations=40)
    run = start_run(request)
    wait_for(run.name, phase="Looking at")
    delete_data_set(request.data_set)
    over = wait_for(run.name)
    assert over.status == "failed"
    assert "deleted" in over.message
    assert own_bundles() == []
    assert not (home() / "datasets" / request.data_set).exists()


def test_a_full_disk_fails_in_a_sentence_and_goes_on_when_there_is_room(folder, monkeypatch):
    """The operating system refuses files above a size, as if a quota were used up."""
    subprocess.run(
        [sys.executable, "-m", "core.workers.train", str(folder)],
        cwd=ROOT,
        check=False,
        capture_output=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000)),
    )
    over = read_run(folder.name)
    assert over.status == "failed"
    assert "disk is full" in over.message
    assert own_bundles() == []
    train_in_this_process(monkeypatch)
    resume_run(folder.name)
    assert wait_for(folder.name).status == "done"
    assert own_bundles() == ["my-things"]


@pytest.mark.skipif(not hasattr(os, "nice"), reason="on Windows it is started so")
def test_the_worker_steps_back(tmp_path):
    # Another training has the turn, so this one waits.
    with FileLock(runs_folder() / ".turn.lock"):
        run = start_run(small_request(tmp_path))
        wait_for(run.name, phase="another training")
        assert worker_of(run).nice() > psutil.Process().nice()
        cancel_run(run.name, keep=False)


@pytest.mark.data
def test_people_are_neither_cats_nor_dogs(tmp_path, trains_here):
    for kind in ("cat", "dog"):
        (tmp_path / "pets" / kind).mkdir(parents=True)
        for path in sorted((PHOTOS / "cats_dogs" / kind).glob("*.jpg"))[:10]:
            shutil.copy(path, tmp_path / "pets" / kind)
    data_set = ingest(create_data_set("Pets", "photo"), from_path(tmp_path / "pets"))
    run = start_run(suggest(data_set, "Pets", "head").request)
    network = Classifier(read_library().get(read_run(run.name).request.bundle))
    sure = {
        kind: [network.classify_picture(decode_image(path.read_bytes())).sure for path in paths]
        for kind, paths in {
            "people": sorted((PHOTOS / "pacs_photo" / "person").glob("*.jpg"))[1::6],
            "dogs": sorted((PHOTOS / "cats_dogs" / "dog").glob("*.jpg"))[10::20],
        }.items()
    }
    assert not any(sure["people"])
    assert sum(sure["dogs"]) >= 0.8 * len(sure["dogs"])
