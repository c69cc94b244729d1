"""Runs: started, stopped, refused, deleted, and listed whatever their files contain."""

import json
import os
import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.bundles.class_activation import KERNEL
from core.bundles.library import read_library
from core.datasets.deletion import delete_data_set
from core.errors import BadRequest, InklingError, NotAllowed, UnknownRun
from core.jobs.process import update_state
from core.storage.locks import is_locked, locked
from core.storage.paths import home, runs_folder
from core.training import runs
from core.training.runs import (
    cancel_run,
    delete_run,
    list_runs,
    read_run,
    read_runs,
    resume_run,
    start_run,
)
from tests.core.drawn import drawn_data_set
from tests.core.full_disk import full_disk
from tests.core.training_helpers import figures_of, own_bundles, small_request, trained, wait_for


def test_a_training_ends_in_a_bundle_with_figures(tmp_path, trains_here):
    run = trained(tmp_path)
    assert run.status == "done", run.message
    assert own_bundles() == ["my-things"]
    outcome = run.outcome
    assert outcome.images == outcome.trained_on == sum(map(sum, outcome.confusion)) == 30
    assert outcome.accuracy == sum(outcome.confusion[n][n] for n in range(3)) / 30
    assert outcome.accuracy_low < outcome.accuracy <= outcome.accuracy_high <= 1
    assert outcome.measured_on == "cross-validation"
    assert run.history()["val_accuracy"].tolist() == [pytest.approx(outcome.accuracy, abs=1e-5)]
    logits, labels = read_library([home() / "models"]).get("my-things").evaluation()
    assert (logits.argmax(axis=1) == labels).mean() == pytest.approx(outcome.accuracy)


def test_the_same_data_give_the_same_network(tmp_path, trains_here):
    request = small_request(tmp_path)
    runs = [wait_for(start_run(request).name) for _ in range(2)]
    assert figures_of(runs[0]) == figures_of(runs[1])
    assert sorted(own_bundles()) == ["my-things", "my-things-2"]
    there = read_library([home() / "models"])
    kernels = [there.get(name).head_weights().arrays[KERNEL] for name in own_bundles()]
    assert (kernels[0] == kernels[1]).all()


def test_a_training_of_a_given_name_is_started_once_and_resumed_if_it_was_interrupted(tmp_path, monkeypatch):
    begun = []
    monkeypatch.setattr(runs, "start_worker", lambda module, folder: begun.append(folder.name))
    request = small_request(tmp_path)
    names = [start_run(request, name="20260101-000000-abcdef").name for _ in range(2)]
    assert names == ["20260101-000000-abcdef"] * 2 == [names[0], *begun]
    update_state(read_run(names[0]).folder, started=0.0)
    start_run(request, name=names[0])
    assert begun == names
    assert [run.name for run in list_runs()] == [names[0]]


def test_what_is_thrown_away_while_it_runs_leaves_nothing(tmp_path):
    thrown = start_run(small_request(tmp_path, augmentations=64))
    wait_for(thrown.name, phase="Looking at")
    cancel_run(thrown.name, keep=False)
    until = time.monotonic() + 30
    while any(each.name == thrown.name for each in list_runs()):
        assert time.monotonic() < until
        time.sleep(0.05)
    assert own_bundles() == []
    with pytest.raises(UnknownRun):
        read_run(thrown.name)


@pytest.mark.parametrize("status", ["interrupted", "failed", "done"])
def test_a_run_that_nobody_works_on_is_deleted_to_make_room_on_a_full_disk(tmp_path, monkeypatch, status):
    monkeypatch.setattr(runs, "start_worker", lambda module, folder: None)
    run = start_run(small_request(tmp_path))
    update_state(run.folder, status="running" if status == "interrupted" else status, started=1.0)
    with full_disk():
        cancel_run(run.name, keep=False)
    with pytest.raises(UnknownRun):
        read_run(run.name)


def test_stopping_before_anything_was_learned_says_so(tmp_path):
    request = small_request(tmp_path)
    # Another training has the turn, so this one waits.
    with locked(runs_folder() / ".turn.lock"):
        run = start_run(request)
        cancel_run(run.name, keep=True)
        over = wait_for(run.name)
    assert (over.status, over.message) == ("cancelled", "The training was stopped before it had begun.")
    assert own_bundles() == []


def test_bad_numbers_and_public_demos_are_refused(tmp_path, monkeypatch):
    for change in ({"epochs": 0}, {"learning_rate": 9.0}, {"test_share": 0.9}, {"batch_size": 0}):
        with pytest.raises(BadRequest, match="Received"):
            start_run(small_request(tmp_path, **change))
    request = small_request(tmp_path)
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    for forbidden in (lambda: start_run(request), lambda: delete_data_set(request.data_set)):
        with pytest.raises(NotAllowed, match="is shared"):
            forbidden()
    with pytest.raises(NotAllowed):
        drawn_data_set(tmp_path)
    assert list_runs() == []


def test_too_small_a_class_fails_with_the_advice(tmp_path, trains_here):
    request = replace(small_request(tmp_path), data_set=drawn_data_set(tmp_path, each=2).name)
    over = wait_for(start_run(request).name)
    assert over.status == "failed"
    assert "Add at least 1 more" in over.message


def test_names_that_climb_are_no_runs():
    for name in ("..", "../runs", ".lock", ""):
        with pytest.raises(UnknownRun):
            read_run(name)


def test_a_finished_run_is_deleted_but_its_bundle_stays(tmp_path, trains_here):
    run = trained(tmp_path)
    assert not is_locked(run.folder / "worker.lock")
    delete_run(run.name)
    assert list_runs() == []
    assert own_bundles() == ["my-things"]


JSON = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.lists(st.integers())
REQUEST = {"data_set": "a", "title": "A", "bundle": "a", "strategy": "head", "backbone": "sketches-345"}
FIELDS = [*REQUEST, "way", "epochs", "views", "learning_rate", "seed", "description"]
STATE = ["status", "phase", "done", "total", "seconds_left", "message", "created", "started", "outcome"]


def lay_run(name, request=REQUEST, state=None):
    """Writes the files of a run that has no worker, as they could come from outside."""
    folder = home() / "runs" / name
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in (("request.json", request), ("state.json", state or {"status": "cancelled"})):
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        (folder / file).write_bytes(data)
    return folder


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.binary(max_size=20) | st.dictionaries(st.sampled_from(FIELDS), JSON).map(lambda some: REQUEST | some),
    st.binary(max_size=20) | st.dictionaries(st.sampled_from(STATE), JSON),
)
def test_whatever_lies_there_the_list_is_shown(request, state):
    lay_run("sound")
    lay_run("other", request, state)
    names = [run.name for run in list_runs()]
    assert "sound" in names
    try:
        run = read_run("other")
        assert "other" in names
        assert (run.outcome is not None) == (run.status == "done")
        assert read_runs()[1] == []
    except InklingError as error:
        assert read_runs()[1] == [str(error)]
        assert "The training other cannot be read" in str(error)


def test_a_run_that_cannot_be_read_is_a_sentence_and_can_be_deleted():
    lay_run("sound")
    (home() / "runs" / "no-run").mkdir()
    (home() / "runs" / "no-run" / "worker.lock").touch()
    lay_run("damaged", {**REQUEST, "epochs": -1})
    lay_run("climbing", {**REQUEST, "bundle": "../../up"})
    assert [run.name for run in list_runs()] == ["sound"]
    climbing, damaged = read_runs()[1]
    assert "The training climbing cannot be read" in climbing
    assert "epochs should be at least 1. Received: -1" in damaged
    for name in ("damaged", "climbing"):
        with pytest.raises(BadRequest):
            resume_run(name)
        delete_run(name)
    assert read_runs()[1] == []


def test_a_finished_run_whose_figures_are_damaged_has_failed(tmp_path):
    lay_run("done", state={"status": "done", "message": "Fine.", "outcome": {"accuracy": 2}})
    run = read_run("done")
    assert (run.status, run.outcome) == ("failed", None)
    assert "cannot be read; try again" in run.message


@pytest.mark.parametrize(
    "content", [b"", b"\xff\x00", b"epoch,loss\n1,2\n", b"epoch\nx\n", b"a,b\n1\n2,3,4\n"]
)
def test_a_damaged_history_is_an_empty_one(content):
    folder = lay_run("a")
    assert read_run("a").history().empty
    (folder / "history.csv").write_bytes(content)
    assert read_run("a").history().empty


@pytest.mark.parametrize("lay", [None, os.mkfifo, os.mkdir, lambda path: path.symlink_to(path)])
def test_a_run_whose_request_is_missing_or_no_file_is_a_sentence_unless_it_is_hidden(lay):
    for name in ("a", ".deleted-b"):
        request = lay_run(name) / "request.json"
        request.unlink()
        if lay:
            lay(request)
    assert list_runs() == []
    (sentence,) = read_runs()[1]
    assert "The training a cannot be read; delete its folder" in sentence
    assert "Received: " in sentence
    delete_run("a")
    assert read_runs() == ([], [])


@pytest.mark.parametrize("name", ["caf\udce9", "a\x1b[2Jb"])
@pytest.mark.parametrize("request_", [REQUEST, b"{"])
def test_a_run_whose_name_cannot_be_shown_is_a_sentence_that_can(name, request_):
    lay_run("sound")
    lay_run(name, request_)
    runs, (sentence,) = read_runs()
    assert [run.name for run in runs] == ["sound"]
    assert "give it another one" in sentence
    assert sentence.isprintable()
    sentence.encode()


@pytest.mark.parametrize("state", [{"started": 4e9}, {"started": 1e30}, {"created": 1e30}, {"done": 10**400}])
def test_a_run_that_nobody_works_on_blocks_nothing_whatever_its_state_says(state):
    folder = lay_run("a", state={"status": "running", **state})
    assert read_run("a").status == "interrupted"
    delete_run("a")
    assert not folder.exists()


HEADER = b"epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds\n"


@pytest.mark.parametrize("fields", [b"8", b"8,9,10", b","])
def test_fields_that_no_column_has_are_left_out_of_a_history(fields):
    folder = lay_run("a")
    (folder / "history.csv").write_bytes(HEADER + b"1,2,3,4,5,6,7," + fields + b"\n")
    assert read_run("a").history().to_dict("records") == [
        {
            "epoch": 1,
            "loss": 2,
            "accuracy": 3,
            "val_loss": 4,
            "val_accuracy": 5,
            "learning_rate": 6,
            "seconds": 7,
        }
    ]


@pytest.mark.parametrize(
    "row", [b"1,2,3,inf,5,6,7", b"1e30,2,3,4,5,6,7", b"-1,2,3,4,5,6,7", b"1,2,3", b",,,,,,"]
)
def test_rows_that_cannot_be_true_are_left_out_of_a_history_and_the_others_counted_anew(row):
    folder = lay_run("a")
    (folder / "history.csv").write_bytes(HEADER + row + b"\n2,2,3,4,5,6,7\n3,2,3,1,5,6,8\n")
    history = read_run("a").history()
    assert history["epoch"].tolist() == [2, 3]
    assert history["val_loss"].idxmin() == 1


def test_a_pipe_or_folder_is_no_history():
    folder = lay_run("a")
    os.mkfifo(folder / "history.csv")
    assert read_run("a").history().empty
    lay_run("b").joinpath("history.csv").mkdir()
    assert read_run("b").history().empty
