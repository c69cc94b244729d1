"""Trainings over HTTP: started from a data set or a zip, inspected, stopped and deleted."""

import io
import zipfile

import pytest

from core.bundles.library import read_library
from core.datasets import picture_imports
from core.datasets.picture_imports import read_imports
from core.datasets.store import data_sets
from core.jobs.process import update_state
from core.storage.paths import imports_folder
from core.training import runs
from core.training.runs import list_runs
from tests.api.problem_checks import problem_in
from tests.core.drawn import drawn_data_set, pattern_zip
from tests.core.training_helpers import small_request


def not_started(module, folder):
    """A worker that has not begun."""


@pytest.fixture
def starts_nothing(monkeypatch):
    for module in (runs, picture_imports):
        monkeypatch.setattr(module, "start_worker", not_started)


def test_a_data_set_becomes_a_network_that_answers(client, tmp_path, trains_here, nine):
    data_set = drawn_data_set(tmp_path, each=8)
    answer = client.post("/v1/train", json={"data_set": data_set.name, "title": "Mine", "effort": "quick"})
    assert answer.status_code == 202, answer.text
    run = client.get(answer.headers["location"]).json()
    assert run["id"] == answer.json()["id"]
    assert (run["status"], run["title"], run["data_set"], run["model"]) == (
        "done",
        "Mine",
        data_set.name,
        "mine",
    )
    outcome = list_runs()[0].outcome
    assert run["result"]["accuracy"] == outcome.accuracy
    assert run["result"]["labels"] == list(outcome.labels)
    assert "bundle_folder" not in run["result"]
    assert [epoch["epoch"] for epoch in run["epochs"]] == list(range(1, len(run["epochs"]) + 1))
    assert run["epochs"][0]["loss"] > 0
    assert run["settings"]["strategy"] == "head"
    assert [one["id"] for one in client.get("/v1/runs").json()["runs"]] == [run["id"]]
    (entry,) = client.post("/v1/predict", json={"models": ["mine"], "drawings": [nine], "top": 9}).json()[
        "answers"
    ]
    assert {one["label"] for one in entry["results"][0]["predictions"]} == set(outcome.labels)
    assert client.delete(f"/v1/runs/{run['id']}").status_code == 204
    problem_in(client.get(f"/v1/runs/{run['id']}"), 404, "may have been deleted")
    problem_in(client.delete(f"/v1/runs/{run['id']}"), 404)
    assert "mine" in read_library().bundles


def test_a_zip_of_class_folders_becomes_a_network(client, tmp_path, imports_here, trains_here):
    with pattern_zip(tmp_path / "toys.zip", each=5, kinds=("stripes", "dots")).open("rb") as file:
        answer = client.post("/v1/train", files={"file": file}, data={"effort": "quick", "kind": "photo"})
    assert answer.status_code == 202, answer.text
    run = client.get(answer.headers["location"]).json()
    assert (run["status"], run["title"], run["model"]) == ("done", "toys", "toys")
    assert sorted(run["result"]["labels"]) == ["dots", "stripes"]
    (data_set,) = data_sets()
    assert run["data_set"] == data_set.name
    # Both the address given at first and the run's own address work.
    assert client.get(f"/v1/runs/{run['id']}").json() == run
    assert [one["id"] for one in client.get("/v1/runs").json()["runs"]] == [run["id"]]


def test_pictures_that_are_being_taken_in_are_a_training_too(client, tmp_path, starts_nothing):
    with pattern_zip(tmp_path / "toys.zip", each=1).open("rb") as file:
        answer = client.post("/v1/train", files={"file": file}, data={"title": "My toys"})
    (picture_import,) = read_imports()[0]
    assert answer.json()["id"] == picture_import.name
    assert answer.json()["settings"]["effort"] == "normal"
    update_state(picture_import.folder, status="running", phase="Reading the pictures", done=1, total=3)
    (run,) = client.get("/v1/runs").json()["runs"]
    assert (run["title"], run["phase"], run["done"], run["total"]) == (
        "My toys",
        "Reading the pictures",
        1,
        3,
    )
    update_state(picture_import.folder, status="failed", message="No picture. Received: 3 files: milk")
    run = client.get(f"/v1/runs/{picture_import.name}").json()
    assert (run["status"], run["message"], run["result"]) == (
        "failed",
        "No picture. Received: 3 files: milk",
        None,
    )
    assert client.delete(f"/v1/runs/{picture_import.name}").status_code == 204
    assert client.get("/v1/runs").json()["runs"] == []
    assert read_imports()[0] == []


def test_what_was_left_out_of_a_zip_is_said(client, tmp_path, imports_here, trains_here):
    path = pattern_zip(tmp_path / "toys.zip", each=5, kinds=("stripes", "dots"))
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("set/dots/damaged.png", b"no picture")
    with path.open("rb") as file:
        answer = client.post("/v1/train", files={"file": file}, data={"effort": "quick", "kind": "photo"})
    location = answer.headers["location"]
    run = client.get(location).json()
    assert run["status"] == "done", run["message"]
    (note,) = run["notes"]
    assert note.startswith("1 left out: ")
    assert "damaged.png" in note
    assert client.get(f"/v1/runs/{run['id']}").json()["notes"] == [note]
    # Once the training is deleted, the address given at first leads nowhere, and is named as it was sent.
    assert client.delete(location).status_code == 204
    assert read_imports()[0] == []
    first_id = location.rpartition("/")[2]
    problem_in(client.get(location), 404, "may have been deleted", f"Received: {first_id}")


def test_an_import_that_goes_on_is_stopped(client, tmp_path, starts_nothing):
    with pattern_zip(tmp_path / "toys.zip", each=1).open("rb") as file:
        run_id = client.post("/v1/train", files={"file": file}).json()["id"]
    assert client.delete(f"/v1/runs/{run_id}").status_code == 202
    assert (imports_folder() / run_id / "stop").read_text() == "discard"


@pytest.mark.parametrize("best", ["discard", "keep"])
def test_a_training_that_goes_on_is_stopped(client, tmp_path, starts_nothing, best):
    run = runs.start_run(small_request(tmp_path))
    answer = client.delete(f"/v1/runs/{run.name}", params={"best": best})
    assert answer.status_code == 202
    assert answer.json()["id"] == run.name
    assert (run.folder / "stop").read_text() == best
    problem_in(client.delete(f"/v1/runs/{run.name}?best=x"), 422, "answered: best should be 'discard'")


def test_one_that_cannot_be_read_is_named_beside_the_others(client, tmp_path, starts_nothing):
    good, bad = (runs.start_run(small_request(tmp_path)) for _ in range(2))
    (bad.folder / "request.json").write_text("{")
    listed = client.get("/v1/runs").json()
    assert [run["id"] for run in listed["runs"]] == [good.name]
    assert bad.name in listed["refused"][0]
    problem_in(client.get(f"/v1/runs/{bad.name}"), 422, bad.name)


@pytest.mark.parametrize(
    "run_id", ["nothing", "..", "%2e%2e", "..%2Fdatasets", "%00", "a" * 300, "%F0%9F%98%80"]
)
def test_no_other_name_leads_to_a_run(client, run_id):
    problem_in(client.get(f"/v1/runs/{run_id}"), 404)
    problem_in(client.delete(f"/v1/runs/{run_id}"), 404)


def test_an_import_of_the_page_is_no_training(client, tmp_path, starts_nothing):
    path = pattern_zip(tmp_path / "toys.zip", each=1)
    name = picture_imports.start_import(picture_imports.ImportRequest("toys", "Toys", str(path))).name
    problem_in(client.get(f"/v1/runs/{name}"), 404)
    assert client.get("/v1/runs").json()["runs"] == []


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({}, 422, "data_set is missing"),
        ({"data_set": 5}, 422, "data_set should be"),
        ({"data_set": "nothing"}, 404, "no such data set"),
        ({"data_set": "../x"}, 404, "no such data set"),
        ({"data_set": "x", "strategy": "magic"}, 422, "'head', 'tune' or 'scratch'"),
        ({"data_set": "x", "effort": "Normal"}, 422, "'quick', 'normal' or 'careful'"),
        ({"data_set": "x", "title": "x" * 201}, 422, "at most 200"),
        ({"data_set": "x", "epochs": 5}, 422, "epochs"),
        ([], 422, "object with named fields"),
    ],
)
def test_what_cannot_be_taught_is_said_in_one_sentence(client, body, status, words):
    problem_in(client.post("/v1/train", json=body), status, words)
    assert list_runs() == []


def test_so_is_a_data_set_that_is_too_small_and_a_network_that_nothing_is_built_on(client, tmp_path):
    small = drawn_data_set(tmp_path, each=1, classes=("house",))
    problem_in(client.post("/v1/train", json={"data_set": small.name}), 422)
    data_set = drawn_data_set(tmp_path, each=6)
    unknown = {"data_set": data_set.name, "backbone": "digits-deep"}
    problem_in(client.post("/v1/train", json=unknown), 422, "digits-deep")
    assert list_runs() == []


def test_a_form_without_a_zip_is_said_in_one_sentence(client, starts_nothing, tmp_path):
    def train(**options):
        return client.post("/v1/train", **options)

    cut = pattern_zip(tmp_path / "whole.zip", each=1).read_bytes()[:-100]
    for content in (b"hello", b"", cut):
        problem_in(train(files={"file": ("toys.zip", content)}), 422, "damaged or not a zip", "toys.zip")
    problem_in(train(files={"other": b"x"}), 422, "field called file")
    problem_in(train(data={"file": "x"}, files={"other": b"x"}), 422, "field called file")
    problem_in(train(files=[("file", b"x"), ("file", b"x")]), 422, "at most 1 file")
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    problem_in(train(files={"file": empty.getvalue()}, data={"kind": "song"}), 422, "'photo' or 'ink'")
    problem_in(train(content=b"x", headers={"content-type": "application/zip"}), 415, "application/zip")
    assert read_imports()[0] == []


def test_a_zip_that_holds_nothing_to_learn_fails_with_its_reason(client, imports_here):
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    run = client.post("/v1/train", files={"file": ("../../e.zip", empty.getvalue())}).json()
    assert run["status"] == "failed"
    assert run["message"]
    assert data_sets() == []
