"""The Networks page without a browser: every network, and those that are damaged."""

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
