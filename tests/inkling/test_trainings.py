"""Teaching from Python: the run on disk is the one the page shows, with its network, figures and mistakes."""

import os
import shutil
import signal
import time
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import inkling
from core.errors import BadRequest, InklingError
from core.jobs.process import stop_request, update_state
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.quickdraw_format import to_quickdraw
from core.storage.paths import home
from core.training import runs
from core.training.runs import list_runs, read_run
from inkling import trainings
from inkling.data_sets import DataSet
from inkling.trainings import Training
from tests.conftest import ROOT
from tests.core.drawn import drawn_data_set
from tests.inkling.test_html import Reader


@pytest.fixture
def drawings(tmp_path):
    return DataSet(drawn_data_set(tmp_path, each=6))


@pytest.mark.usefixtures("trains_here")
def test_a_network_is_taught_and_answers(drawings, capsys, monkeypatch):
    training = inkling.train(drawings, "My <b>things</b>", effort="quick", seed=3)
    assert training.accuracy > 0.8
    low, high = training.accuracy_interval
    assert low < training.accuracy <= high
    assert training.network.predict(to_quickdraw(example_drawing("sketches", 0)[1])).label == "my house"
    # The page lists this run, with everything that was requested.
    (run,) = list_runs()
    assert (run.name, run.request.seed, run.request.title) == (training.run.name, 3, "My <b>things</b>")
    assert inkling.load_network(run.request.bundle).classes == training.network.classes
    assert "18 drawings of 3 classes" in capsys.readouterr().err
    page = Reader(training._repr_html_())
    assert "My <b>things</b>" in page.text
    assert "With 95% certainty" in page.text
    assert "of 18 pictures right in cross-validation" in repr(training)
    assert repr(training.confusion()).startswith("Confusion matrix")
    # The outcome of very many classes has no matrix, which is then counted from the answers.
    monkeypatch.setattr("core.training.outcome.MAX_CONFUSION_CLASSES", 2)
    bare = Training(training.run, replace(training.outcome, confusion=()))
    assert bare.confusion()._repr_html_() == training.confusion()._repr_html_()
    # Training in one step gives no curve, and this is stated instead.
    assert "only the last layer" in repr(training.curves())


@pytest.mark.usefixtures("trains_here")
def test_mistakes_are_shown_as_pictures_the_surest_first(drawings):
    training = inkling.train(drawings, "My things", effort="quick")
    numbers = [sample.number for sample in drawings.content.samples]
    answers = pd.DataFrame(
        {
            "number": [*numbers[:3], 999],
            "name": ["<i>one</i>", "two", "three", "gone"],
            "label": "my house",
            "answer": ["my ladder", "my ladder", "my house", "<b>my</b> ladder"],
            "probability": [0.6, 0.9, 0.9, 0.5],
        }
    )
    answers.to_csv(training.run.folder / "test.csv", index=False)
    page = Reader(training.mistakes()._repr_html_())
    assert "3 wrong answers" in page.text
    assert page.text.index("90%") < page.text.index("60%") < page.text.index("50%")
    # For a picture that is no longer in the data set, only the name is shown.
    assert (page.tags.count("img"), "gone" in page.text) == (2, True)
    assert not {"b", "i"} & set(page.tags)
    assert repr(training.mistakes(1)).splitlines()[1:] == ["two: my house, mistaken for my ladder"]
    answers["answer"] = answers["label"]
    answers.to_csv(training.run.folder / "test.csv", index=False)
    assert "no mistake" in repr(training.mistakes())


def test_epochs_are_drawn_as_curves():
    shutil.copytree(ROOT / "tests" / "home_of_version_0_1", home())
    done = [run for run in list_runs() if run.outcome and len(run.history()) > 1]
    assert done
    for run in done:
        assert Reader(Training(run, run.outcome).curves()._repr_html_()).tags.count("img") == 2


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"strategy": "magic"}, "head, tune, scratch"),
        ({"effort": "much"}, "quick, normal, careful"),
        ({"epoch": 3}, "epochs, augmentations"),
        ({"epochs": 0}, "epochs should be at least 1"),
        ({"learning_rate": "fast"}, "learning_rate should be a number. Received: 'fast'"),
        ({"backbone": "no-such"}, "no-such"),
        ({"backbone": "x" * 10**6}, "Received: x{200}$"),
        ({"backbone": 0}, "name of the backbone is a text. Received: 0"),
        ({"backbone": np.zeros(2)}, "name of the backbone is a text. Received: array"),
        ({"strategy": "scratch", "backbone": "sketches-345"}, "builds on no other network"),
        ({"strategy": ["head"]}, "head, tune, scratch. Received: \\['head'\\]"),
        ({"effort": np.zeros(2)}, "quick, normal, careful. Received: array"),
        ({"name": None}, "name of the network is a text. Received: None"),
        ({"name": np.zeros(2)}, "name of the network is a text. Received: array"),
        ({"epochs": None}, "epochs should be a whole number. Received: None"),
        ({"epochs": 10**5_000}, "epochs should .*Received: a number of about 5,000 digits"),
        ({"seed": float("nan")}, "seed should be a whole number. Received: nan"),
        ({"epochs": "3"}, "epochs should be a whole number. Received: '3'"),
        ({"epochs": 2.5}, "epochs should be a whole number. Received: 2.5"),
        ({"batch_size": True}, "batch_size should be a whole number. Received: True"),
        ({"seed": np.zeros(1)}, "seed should be a whole number. Received: array"),
        ({"test_share": "0.2"}, "test_share should be a number. Received: '0.2'"),
        ({"learning_rate": True}, "learning_rate should be a number. Received: True"),
        ({"learning_rate": np.True_}, "learning_rate should be a number. Received: True"),
        ({"name": "\ud800"}, "title should be text without halves of characters. Received: "),
        ({"description": "\ud800"}, "description should be text without halves of characters. Received: "),
        ({"description": "x" * 10**6}, "description should have at most 100000 characters. Received: "),
        ({"description": b"toys"}, "description should be text. Received: b'toys'"),
        ({"backbone": ""}, "no network of this name to build on.* Received: nothing"),
        ({"backbone": "", "strategy": "scratch"}, "no network of this name .* Received: nothing"),
        ({"x" * 10**6: 1}, "epochs, .*Received: x{200}$"),
    ],
    ids=range(31),
)
def test_what_cannot_be_done_is_said_before_anything_begins(drawings, options, words):
    with pytest.raises(InklingError, match=words):
        inkling.train(drawings, **{"name": "My things", **options})
    assert list_runs() == []


def test_a_network_to_build_on_is_looked_up_before_pictures_are_imported(tmp_path, monkeypatch):
    drawn_data_set(tmp_path, each=2)
    monkeypatch.setattr("inkling.data_sets.start_import", lambda request: pytest.fail("imported"))
    with pytest.raises(InklingError, match="no network of this name to build on"):
        inkling.train(tmp_path / "drawings.ndjson", "x", backbone="no-such")


def test_settings_without_effect_are_named(drawings, capsys, monkeypatch):
    def refuse(request):
        raise BadRequest("Later. Received: nothing")

    monkeypatch.setattr("inkling.trainings.start_run", refuse)
    with pytest.raises(BadRequest, match="Later"):
        inkling.train(drawings, "x", strategy="head", epochs=3, seed=2, effort="quick")
    written = "".join(capsys.readouterr())
    assert 'A training with strategy="head" does not use epochs.\n' in written


@pytest.mark.usefixtures("imports_here", "trains_here")
def test_a_path_may_be_given_and_too_little_is_a_sentence(tmp_path):
    drawn_data_set(tmp_path, each=2)
    with pytest.raises(InklingError, match="at least 1 more"):
        inkling.train(tmp_path / "drawings.ndjson", "x")


def test_interrupting_keeps_the_best_so_far(drawings, monkeypatch):
    """Interrupts as a notebook's stop button does, while the worker runs in its own process."""

    def look(name):
        run = read_run(name)
        if len(run.history()) and run.status == "running" and not interrupted:
            interrupted.append(True)
            os.kill(os.getpid(), signal.SIGINT)
        return run

    interrupted = []
    monkeypatch.setattr(trainings, "read_run", look)
    training = inkling.train(drawings, "long", effort="quick")
    assert interrupted or training.run.status == "done"
    assert training.network.classes == ("my house", "my smiley face", "my ladder")


def test_a_second_interruption_leaves_it_running(drawings, monkeypatch):
    def interrupt(name):
        raise KeyboardInterrupt

    # The worker never gets anywhere, and every look at the run is interrupted.
    monkeypatch.setattr(
        runs, "start_worker", lambda module, folder: update_state(folder, started=time.time())
    )
    monkeypatch.setattr(trainings, "read_run", interrupt)
    with pytest.raises(KeyboardInterrupt):
        inkling.train(drawings, "long")
    (run,) = list_runs()
    assert run.status == "waiting"
    assert stop_request(run.folder) == "keep"
