"""Clients learn the names of what is damaged on this computer, but not where it lies."""

import errno
import shutil
import tempfile
from pathlib import Path

import pytest

from api.server_paths import without_paths
from core.jobs.process import update_state
from core.storage.paths import SHIPPED, home
from tests.api.problem_checks import problem_in
from tests.conftest import ROOT


def nothing_tells_where(response):
    for folder in (home(), SHIPPED.parent, tempfile.gettempdir()):
        assert str(folder) not in response.text, response.text


def damage(kind, name):
    """Puts a thing of a kind there that cannot be read; returns its folder."""
    folder = home() / kind / name
    if kind == "models":
        shutil.copytree(SHIPPED / "digits-dense", folder)
        (folder / "card.json").write_text("{")
    elif kind == "datasets":
        (folder / "pictures").mkdir(parents=True)
        (folder / "dataset.json").write_text("{")
    else:
        folder.mkdir(parents=True)
        (folder / "request.json").write_text("{")
    return folder


@pytest.mark.parametrize("kind", ["models", "datasets", "runs"])
def test_what_is_left_out_of_a_list_is_named_without_its_path(client, kind):
    damage(kind, "torn")
    if kind == "models":
        shutil.copytree(SHIPPED / "digits-dense", home() / kind / "digits-dense")
    response = client.get(f"/v1/{kind}")
    nothing_tells_where(response)
    named = [sentence for sentence in response.json()["refused"] if "torn" in sentence]
    assert len(named) == 1
    assert len(response.json()["refused"]) == (2 if kind == "models" else 1)


def test_paths_are_left_out_where_no_temporary_file_can_be_written(client, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: ["/nowhere"])
    problem_in(client.get("/v1/models/nobody"), 404)
    assert without_paths(f"Received: {home()}/models/torn") == "Received: torn"


@pytest.mark.parametrize("kind", ["models", "datasets", "runs"])
def test_a_folder_that_cannot_be_listed_is_named_without_its_path(client, kind, monkeypatch):
    real = Path.iterdir

    def refusing(folder):
        if folder == home() / kind:
            raise PermissionError(errno.EACCES, "Permission denied", str(folder))
        return real(folder)

    (home() / kind).mkdir(parents=True)
    monkeypatch.setattr(Path, "iterdir", refusing)
    response = client.get(f"/v1/{kind}")
    nothing_tells_where(response)
    assert response.status_code == 200
    assert any(f"cannot read or write {kind}" in sentence for sentence in response.json()["refused"])


def test_a_training_on_a_damaged_data_set_is_refused_without_its_path(client):
    damage("datasets", "torn")
    response = client.post("/v1/train", json={"data_set": "torn"})
    problem_in(response, 422, 'The data set "torn" is left out', "or delete the folder torn: ")
    nothing_tells_where(response)


def test_the_message_of_a_training_names_its_log_without_its_path(client):
    folder = home() / "runs" / "mine"
    shutil.copytree(ROOT / "tests/home_of_version_0_1/runs/20261125-203512-cd74a3", folder)
    update_state(folder, status="failed", message=f"An unexpected error; details are in {folder}/work.log. A")
    for response in (client.get("/v1/runs"), client.get("/v1/runs/mine")):
        nothing_tells_where(response)
        assert "details are in work.log. A" in response.text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("delete {home}/datasets/a: it is", "delete a: it is"),
        ("[Errno 13] Permission denied: '{home}/models/a b/card.json'", "Permission denied: 'a b/card.json'"),
        ("in {home}. Received: {shipped}/digits-deep, and so on", "Received: digits-deep, and so on"),
        ("Received: photos{temporary}/a.png", "photos{temporary}/a.png"),
        ("Received: {home}s/a.png", "{home}s/a.png"),
        ("see /api/docs. Received: /api/v1/x", "see /api/docs. Received: /api/v1/x"),
    ],
)
def test_only_paths_on_this_computer_are_shortened(text, shown, monkeypatch):
    # Elsewhere, the tests' folders are in the temporary folder.
    monkeypatch.setattr(tempfile, "gettempdir", lambda: "/somewhere")
    folders = {"home": home(), "shipped": SHIPPED, "temporary": "/somewhere"}
    assert without_paths(text.format(**folders)).endswith(shown.format(**folders))
