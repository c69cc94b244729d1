"""The worker that adds a network reports failures in a sentence; see also `test_additions`."""

import pytest

from core.bundles.additions import read_addition
from core.bundles.library import read_library
from core.jobs.process import read_state, request_stop
from core.storage.files import write_json
from core.storage.paths import home
from core.workers.add_network import main


@pytest.fixture
def folder():
    """An addition that waits for a worker."""
    folder = home() / "adding" / "mobilenet-v2"
    request = {"application": "mobilenet-v2", "precision": "float32", "weights": ""}
    write_json(folder / "request.json", request)
    return folder


def test_without_a_connection_it_fails_and_says_what_to_do(folder, monkeypatch):
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    assert main(folder) == 1
    addition = read_addition("mobilenet-v2")
    assert addition.state.status == "failed"
    assert addition.state.message.startswith("There is no internet connection")
    assert main(folder) == 1
    assert read_library([home() / "networks"]).bundles == {}


def test_stopped_it_ends_before_tensorflow_starts(folder, tmp_path):
    (tmp_path / "weights.h5").write_bytes(b"")
    write_json(
        folder / "request.json",
        {"application": "mobilenet-v2", "precision": "int8", "weights": str(tmp_path / "weights.h5")},
    )
    request_stop(folder, "discard")
    assert main(folder) == 1
    assert read_addition("mobilenet-v2").state.status == "cancelled"


def test_a_request_that_is_gone_is_a_sentence(folder):
    (folder / "request.json").unlink()
    assert main(folder) == 1
    assert read_state(folder).message.startswith("No network of this name is being added")
