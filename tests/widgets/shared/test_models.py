"""Loaded networks, which all sessions share, and what tells them apart."""

import shutil

import pytest
import streamlit as st

from core.bundles.bundle import read_bundle
from core.storage.files import read_json, write_json
from core.storage.paths import SHIPPED, home
from widgets.shared.models import classifier, identity, is_added, training_pictures


@pytest.fixture
def own_bundle():
    folder = home() / "models" / "my-digits"
    shutil.copytree(SHIPPED / "digits-dense", folder)
    write_json(folder / "card.json", read_json(folder / "card.json") | {"name": "my-digits"})
    return folder


def test_a_network_is_loaded_once_and_anew_when_its_file_has_changed(shipped):
    bundle = shipped.get("digits-dense")
    first = classifier(bundle)
    assert classifier(read_bundle(bundle.folder)) is first
    assert classifier(shipped.get("digits-simple")) is not first
    st.cache_resource.clear()
    assert classifier(bundle) is not first


def test_a_network_is_known_by_its_name_and_file(shipped, own_bundle):
    names = {identity(bundle) for bundle in (*shipped.bundles.values(), read_bundle(own_bundle))}
    assert len(names) == len(shipped.bundles) + 1
    name, sha256 = identity(read_bundle(own_bundle))
    assert name == "my-digits"
    assert sha256 == identity(shipped.get("digits-dense"))[1]
    assert len(sha256) == 64


def test_shipped_networks_show_what_they_learned_from(shipped):
    for bundle in shipped.bundles.values():
        assert not is_added(bundle)
        assert training_pictures(bundle).is_file()
