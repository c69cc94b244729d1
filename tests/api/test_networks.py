"""The library is read at most once a second, but what is new is found at once."""

import shutil

import pytest

from api import networks
from api.networks import library, network
from core.errors import UnknownNetwork
from core.storage.files import read_json, write_json
from core.storage.paths import SHIPPED, own_bundles


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
