"""The library is read at most once a second, but new networks are found at once."""

import os
import shutil
import sys
import threading

import pytest

from api import networks
from api.networks import in_memory, library, network
from api.work import in_thread
from core.errors import UnknownNetwork
from core.inference.loaded import loaded_classifier
from core.storage.files import read_json, write_json
from core.storage.paths import SHIPPED, own_bundles
from tests.api.asked import asked_by, stays
from tests.in_a_thread import run_coroutine


def copy(name):
    folder = own_bundles() / name
    shutil.copytree(SHIPPED / "digits-dense", folder)
    write_json(folder / "card.json", read_json(folder / "card.json") | {"name": name})
    return folder


def test_a_new_network_is_found_at_once_and_a_deleted_one_forgotten(monkeypatch):
    assert library() is library()
    folder = copy("mine")
    assert network("mine").folder == folder
    monkeypatch.setattr(networks, "KEPT_SECONDS", 0.0)
    networks._kept.clear()
    assert "mine" in library().bundles
    shutil.rmtree(folder)
    assert "mine" not in library().bundles
    with pytest.raises(UnknownNetwork, match="Received: mine"):
        network("mine")


def test_another_home_is_another_library(monkeypatch, tmp_path):
    copy("mine")
    assert network("mine")
    assert "mine" in network("mine").name
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / "other"))
    with pytest.raises(UnknownNetwork):
        network("mine")


def test_a_network_comes_into_memory_once(shipped):
    classifier = in_memory("digits-simple")
    assert in_memory("digits-simple") is classifier
    assert loaded_classifier(shipped.get("digits-simple")) is classifier
    with pytest.raises(UnknownNetwork):
        in_memory("nothing")


@pytest.mark.skipif(sys.platform != "linux", reason="only there, threads can let others go first")
def test_it_is_loaded_by_a_thread_that_goes_before_those_that_ask(monkeypatch):
    monkeypatch.setattr(networks, "is_loaded", lambda bundle: False)
    monkeypatch.setattr(networks, "loaded_classifier", lambda bundle: niceness())
    loading, asking = run_coroutine(
        in_thread(asked_by(stays), lambda stop: (in_memory("digits-simple"), niceness()), is_asking=True)
    )
    assert loading == niceness() < asking


def niceness():
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
