"""Loaded models, shared by all sessions."""

import streamlit as st

from core.bundle import Bundle
from core.classifier import Classifier
from core.library import Library, read_library
from core.storage.paths import shelves_state

# A person compares a handful; the least recently used beyond this leaves memory.
MAX_LOADED = 12


def library() -> Library:
    """Returns the library, read anew when a bundle has come, gone or changed."""
    return _library(shelves_state())


@st.cache_resource(max_entries=1, show_spinner=False)
def _library(state: tuple[tuple[str, int], ...]) -> Library:
    return read_library()


def classifier(bundle: Bundle) -> Classifier:
    """Returns a bundle with its network in memory."""
    return _loaded(bundle.name, bundle.card["sha256"]["model.tflite"], bundle)


@st.cache_resource(max_entries=MAX_LOADED, show_spinner=False)
def _loaded(name: str, sha256: str, _bundle: Bundle) -> Classifier:
    return Classifier(_bundle)
