"""Trainings that version 0.1 left on disk are listed, shown and finished."""

import json
import shutil

import pytest

from core.bundles.library import read_library
from core.datasets.store import read_data_set
from core.storage.paths import home
from core.training.results import answers_of, label_issues_of
from core.training.runs import list_runs, read_runs, resume_run
from tests.conftest import ROOT
from tests.core.training_helpers import wait_for


@pytest.fixture
def runs():
    """The trainings in a copy of that version's home, by status."""
    shutil.copytree(ROOT / "tests" / "home_of_version_0_1", home())
    return {run.status: run for run in list_runs()}


def test_both_are_listed_with_what_was_asked_for(runs):
    assert set(runs) == {"done", "interrupted"}
    assert read_runs()[1] == []
    request = runs["done"].request
    assert (request.strategy, request.augmentations, request.epochs) == ("scratch", 2, 3)
    request = runs["interrupted"].request
    assert (request.strategy, request.backbone, request.learning_rate) == ("head", "sketches-345", 1e-6)


def test_the_finished_one_shows_its_figures_and_tables(runs):
    run = runs["done"]
    state = json.loads((run.folder / "state.json").read_text())
    assert run.outcome.accuracy == state["outcome"]["accuracy"]
    assert run.outcome.labels == tuple(state["outcome"]["labels"])
    assert run.message == state["message"]
    answers = answers_of(run)
    assert len(answers) == run.outcome.images
    right = (answers["label"] == answers["answer"]).mean()
    assert right == pytest.approx(run.outcome.accuracy, abs=1e-5)
    assert label_issues_of(run, read_data_set(run.request.data_set)) == ([], {})
    history = run.history()
    assert list(history["epoch"]) == [1, 2, 3]
    assert run.outcome.best_epoch == history["val_loss"].idxmin() + 1


def test_the_interrupted_one_goes_on_and_ends_in_a_bundle(runs, trains_here):
    """Its checkpoint is from an obsolete way of learning: the last layer now learns in a second."""
    run = runs["interrupted"]
    resume_run(run.name)
    over = wait_for(run.name)
    assert over.status == "done", over.message
    assert over.outcome.measured_on == "cross-validation"
    bundle = read_library([home() / "models"]).get("interrupted-things")
    assert bundle.labels == over.outcome.labels
