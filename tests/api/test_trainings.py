"""A training requested over the API becomes the same request that the page would make."""

import io
import json
import zipfile

import pytest
from starlette.datastructures import FormData, UploadFile

from api.problems import Refusal
from api.trainings import train_on_data_set, train_on_zip
from core.datasets import picture_imports
from core.datasets.import_records import NextTraining
from core.datasets.picture_imports import read_import, read_imports
from core.errors import BadRequest
from core.training import runs
from core.training.presets import suggest
from core.training.runs import read_run
from tests.core.drawn import drawn_data_set


@pytest.fixture(autouse=True)
def starts_nothing(monkeypatch):
    for module in (runs, picture_imports):
        monkeypatch.setattr(module, "start_worker", lambda module, folder: None)


@pytest.mark.parametrize("effort", ["quick", "careful"])
def test_a_training_is_the_one_that_is_suggested(tmp_path, effort):
    data_set = drawn_data_set(tmp_path, each=6)
    asked = {"data_set": data_set.name, "title": " My\x00 things ", "strategy": "scratch", "effort": effort}
    request = read_run(train_on_data_set(json.dumps(asked).encode())).request
    suggested = suggest(data_set, "My things", "scratch", None, effort.capitalize()).request
    assert (request.title, request.bundle) == ("My things", "my-things")
    for name in ("data_set", "strategy", "backbone", "epochs", "augmentations", "learning_rate"):
        assert getattr(request, name) == getattr(suggested, name)


def packed():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a/1.png", b"x")
    file.seek(0)
    return file


def test_a_zip_is_handed_to_an_import_that_knows_what_follows():
    form = FormData(
        {
            "file": UploadFile(packed(), filename="..\\../Café.zip"),
            "strategy": "tune",
            "backbone": "things-1000",
            "effort": "careful",
            "kind": "photo",
        }
    )
    picture_import = read_import(train_on_zip(form))
    request = picture_import.request
    assert (request.title, request.kind, request.for_training) == ("Café", "photo", True)
    assert request.training == NextTraining("tune", "things-1000", "Careful")
    (upload,) = (picture_import.folder / "upload").iterdir()
    assert upload.read_bytes() == packed().getvalue()
    assert upload.suffix == ".zip"


@pytest.mark.parametrize(
    ("backbone", "kind", "known"),
    [
        ("mobilenet-v9", None, "sketches-345, .*things-1000"),
        ("", "ink", "sketches-345"),
        ("things-1000", "ink", "sketches-345"),
    ],
)
def test_a_network_to_build_on_is_looked_up_before_pictures_are_imported(backbone, kind, known):
    form = {"file": UploadFile(packed(), filename="toys.zip"), "backbone": backbone}
    with pytest.raises(BadRequest, match=rf"Available: {known}\. Received: {backbone or 'nothing'}"):
        train_on_zip(FormData(form | ({"kind": kind} if kind else {})))
    assert read_imports()[0] == []


def test_from_scratch_on_top_of_a_network_is_refused_before_pictures_are_imported(tmp_path):
    asked = {"strategy": "scratch", "backbone": "sketches-345"}
    data_set = drawn_data_set(tmp_path, each=6)
    with pytest.raises(BadRequest, match="builds on no other network"):
        train_on_data_set(json.dumps({"data_set": data_set.name, **asked}).encode())
    with pytest.raises(BadRequest, match="builds on no other network"):
        train_on_zip(FormData({"file": UploadFile(packed(), filename="toys.zip"), **asked}))
    assert read_imports()[0] == []


def test_without_a_file_it_is_refused():
    for fields, received in (({"title": "x"}, "none"), ({"file": "toys.zip"}, "text, without a file name")):
        with pytest.raises(Refusal, match=f"field called file. Received: {received}"):
            train_on_zip(FormData(fields))
