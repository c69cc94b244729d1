"""Limits for what a browser may send."""

import tomllib

from tests.conftest import ROOT
from widgets.shared.limits import MANY_FILES, MAX_ZIP_MB


def test_the_server_takes_what_the_inputs_allow():
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())
    assert config["server"]["maxUploadSize"] == MAX_ZIP_MB


def test_a_folder_may_have_hundreds_of_files():
    assert 100 <= MANY_FILES < 1_000
