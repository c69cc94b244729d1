"""The Networks page without a browser: every network, and those that are damaged."""

import os

import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.conftest import ROOT


def test_it_lists_every_network(shipped):
    app = AppTest.from_file(ROOT / "pages/networks.py", default_timeout=60).run()
    assert not app.exception
    assert len(app.dataframe[0].value) == len(shipped.bundles)
    assert not app.warning


def test_a_damaged_network_is_named(tmp_path, monkeypatch):
    home = tmp_path / "elsewhere"
    (home / "models" / "broken").mkdir(parents=True)
    monkeypatch.setenv("INKLING_HOME", str(home))
    st.cache_resource.clear()
    app = AppTest.from_file(ROOT / "pages/networks.py", default_timeout=60).run()
    st.cache_resource.clear()
    assert not app.exception
    assert "broken" in app.warning[0].value


def test_a_folder_whose_name_is_not_utf_8_is_named(tmp_path, monkeypatch, shipped):
    os.makedirs(os.fsencode(tmp_path / "elsewhere" / "models") + b"/caf\xe9")
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / "elsewhere"))
    app = AppTest.from_file(ROOT / "pages/networks.py", default_timeout=60).run()
    assert not app.exception
    assert r"caf\udce9" in app.warning[0].value
    assert len(app.expander) == len(shipped.bundles)
