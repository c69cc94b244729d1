"""The worker that trains, in this process: how it ends, and what it leaves."""

import subprocess
import sys
from dataclasses import asdict

import pytest
from filelock import FileLock

from core.bundles.library import read_library
from core.errors import Stopped
from core.jobs.process import read_state, request_stop, update_state
from core.jobs.progress import ProgressWriter
from core.storage.paths import home
from core.training.outcome import parse_outcome
from core.training.prepared_data import prepare
from core.training.request import write_request
from core.training.runs import list_runs, read_run
from core.workers import train as worker
from tests.conftest import ROOT
from tests.core.training_helpers import small_request


@pytest.fixture(autouse=True)
def same_priority(monkeypatch):
    """The tests' own process cannot take back that it has stepped back."""
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
    assert run.message == f"{run.outcome.accuracy:.1%} of {run.outcome.images} test pictures right."
    assert run.outcome.seconds > 0
    assert list(read_library([home() / "models"]).bundles) == ["my-things"]
    assert not (folder / "draft").exists()
    assert asdict(run.request)["bundle"] == "my-things"
    state = read_state(folder)
    assert worker.main(folder) == 0  # it is over, so nothing is done again
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
    assert "No network of this name to build on" in run.message


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


def test_stopping_while_features_are_computed_keeps_nothing(folder):
    prepared = prepare(read_run("a-run").request)
    request_stop(folder, "keep")
    with pytest.raises(Stopped, match="before there was anything to keep"):
        worker.train(prepared, folder, ProgressWriter(folder))


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
    # As where it is not installed: `None` makes Python refuse the import.
    monkeypatch.setitem(sys.modules, "core.training.publish", None)
    assert worker.main(folder) == 1
    assert failed == [ModuleNotFoundError]
    run = read_run("a-run")
    assert (run.status, "ModuleNotFoundError" in run.message) == ("failed", True)
