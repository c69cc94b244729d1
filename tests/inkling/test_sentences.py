"""Any bad path, and any place where Inkling cannot write, gives one sentence and never an `OSError`."""

import subprocess
import sys

import numpy as np
import pytest

import inkling
from tests.conftest import ROOT

PATHS = ["x" * 300, f"folder/{'x' * 300}", "~nobody-of-this-name", "a\0b", "\ud800", "/dev/null/x"]


@pytest.fixture(scope="module")
def network():
    return inkling.load_network("digits-dense")


@pytest.mark.parametrize("path", PATHS, ids=range(len(PATHS)))
def test_a_path_that_leads_nowhere(network, path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for read in (
        inkling.read_data_set,
        inkling.load_network,
        inkling.train,
        network.predict,
        lambda place: inkling.evaluate(network, place),
    ):
        with pytest.raises(inkling.InklingError, match="Received: "):
            read(path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", ["x" * 300, "a\0b", "\ud800", "file/x.zip"], ids=range(4))
def test_what_cannot_be_written(network, path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_bytes(b"mine")
    answers = network.predict([np.zeros((28, 28), np.uint8)])
    for save in (network.save, answers.save_csv):
        with pytest.raises(inkling.InklingError, match="Received: "):
            save(path)
    assert [(found.name, found.read_bytes()) for found in tmp_path.iterdir()] == [("file", b"mine")]


@pytest.mark.parametrize("path", ["", None, 5])
def test_what_is_no_path_is_written_nowhere(network, path, tmp_path, monkeypatch):
    """An empty path is refused although `Path("")` is the current folder."""
    monkeypatch.chdir(tmp_path)
    for save in (network.save, network.predict([]).save_csv):
        with pytest.raises(inkling.InklingError, match=r"Give the path of a file or folder.*Received: "):
            save(path)
    with pytest.raises(inkling.InklingError, match="Received: "):
        network.predict(path)
    assert list(tmp_path.iterdir()) == []


def test_a_sentence_stands_alone_in_a_program_that_has_set_up_no_log():
    code = f"""
import inkling
try:
    inkling.load_network("digits-dense").predict({"x" * 300!r} + ".png")
except inkling.InklingError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "Traceback" not in done.stderr
    assert "Received: " in done.stdout


def test_a_home_that_is_none(tmp_path, monkeypatch):
    for label in ("ant", "bee"):
        (tmp_path / "set" / label).mkdir(parents=True)
    (tmp_path / "home").write_bytes(b"a file")
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / "home"))
    for act in (inkling.read_data_set, inkling.train):
        with pytest.raises(inkling.InklingError, match="cannot read or write"):
            act(tmp_path / "set")
    assert inkling.load_network("digits-dense").name == "digits-dense"
