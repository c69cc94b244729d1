"""The API reports trainings as they are on disk; `tests/api/test_training_routes.py` tests this over HTTP."""

from datetime import UTC, datetime

import pytest

from api.runs import details, end, list_all
from core.datasets import picture_imports
from core.datasets.import_records import ImportRequest, NextTraining
from core.datasets.picture_imports import start_import
from core.errors import UnknownRun
from core.jobs.process import request_stop, update_state
from core.storage.paths import runs_folder
from core.training import runs
from core.training.runs import start_run
from tests.core.drawn import stroke_file
from tests.core.training_helpers import small_request

HEADER = "epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setattr(runs, "start_worker", lambda module, folder: None)
    return start_run(small_request(tmp_path))


def test_how_far_it_is_comes_from_its_files(run):
    update_state(run.folder, status="running", phase="Training", done=2, total=9, seconds_left=4.5)
    (run.folder / "history.csv").write_text(f"{HEADER}1,2.5,0.5,2.25,0.25,0.001,1.5\n")
    update_state(run.folder, status="waiting")
    found = details(run.name)
    assert (found.id, found.phase, found.done, found.total, found.seconds_left) == (
        run.name,
        "Training",
        2,
        9,
        4.5,
    )
    assert found.epochs == [
        {
            "epoch": 1,
            "loss": 2.5,
            "accuracy": 0.5,
            "val_loss": 2.25,
            "val_accuracy": 0.25,
            "learning_rate": 0.001,
            "seconds": 1.5,
        }
    ]
    assert found.created == datetime.fromtimestamp(run.created, UTC)
    assert (found.result, found.settings["epochs"]) == (None, run.request.epochs)
    assert [one.id for one in list_all().runs] == [run.name]


def test_an_import_that_was_killed_after_starting_its_training_is_listed_as_that(tmp_path, monkeypatch):
    monkeypatch.setattr(picture_imports, "start_worker", lambda module, folder: None)
    monkeypatch.setattr(runs, "start_worker", lambda module, folder: None)
    source = stroke_file(tmp_path, each=4)
    request = ImportRequest(source.name, "Things", str(source), for_training=True, training=NextTraining())
    started = start_import(request)
    assert [one.model for one in list_all().runs] == [""]
    run = start_run(small_request(tmp_path), name=started.name)
    assert [(one.id, one.model) for one in list_all().runs] == [(started.name, run.request.bundle)]


@pytest.mark.parametrize("status", ["failed", "cancelled"])
@pytest.mark.parametrize("keep", [True, False])
def test_one_that_is_over_is_deleted(run, status, keep):
    update_state(run.folder, status=status)
    assert end(run.name, keep) is True
    assert not run.folder.exists()


def test_one_that_was_interrupted_can_be_thrown_away(run):
    update_state(run.folder, status="running", started=0.0)
    assert details(run.name).status == "interrupted"
    assert end(run.name, keep=False) is True
    assert list_all().runs == []


def test_stopping_twice_is_stopping(run):
    request_stop(run.folder, "keep")
    assert end(run.name, keep=False) is False
    assert (run.folder / "stop").read_text() == "discard"


def test_only_a_name_of_a_run_is_one(run):
    for name in (f"../{runs_folder().name}/{run.name}", f"{run.name}/", run.name.upper() + "X", "", "."):
        with pytest.raises(UnknownRun):
            details(name)
