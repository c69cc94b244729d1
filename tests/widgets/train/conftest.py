"""A home with some history: a data set of drawings, a network, and two runs."""

import shutil

import pytest
import streamlit as st

from core.datasets.store import read_data_set
from core.storage.paths import home
from core.training.runs import list_runs
from tests.conftest import ROOT


@pytest.fixture
def lived_in():
    """Fills this test's home with a copy of a home from version 0.1."""
    shutil.copytree(ROOT / "tests/home_of_version_0_1", home(), dirs_exist_ok=True)
    for cache in (st.cache_resource, st.cache_data):
        cache.clear()
    yield home()
    for cache in (st.cache_resource, st.cache_data):
        cache.clear()


@pytest.fixture
def drawings(lived_in):
    """Its data set: six drawings of each of three classes."""
    return read_data_set("my-drawings")


@pytest.fixture
def done(lived_in):
    """Its finished run."""
    return next(run for run in list_runs() if run.status == "done")


@pytest.fixture
def interrupted(lived_in):
    """Its interrupted run."""
    return next(run for run in list_runs() if run.status == "interrupted")
