"""Whatever is given as a path, and wherever Inkling cannot write: one sentence, never an `OSError`."""

import numpy as np
import pytest

import inkling

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


def test_a_home_that_is_none(tmp_path, monkeypatch):
    for label in ("ant", "bee"):
        (tmp_path / "set" / label).mkdir(parents=True)
    (tmp_path / "home").write_bytes(b"a file")
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / "home"))
    for act in (inkling.read_data_set, inkling.train):
        with pytest.raises(inkling.InklingError, match="cannot read or write"):
            act(tmp_path / "set")
    assert inkling.load_network("digits-dense").name == "digits-dense"
