"""Loaded models, shared by all sessions."""

import streamlit as st

from core.bundles.bundle import Bundle
from core.bundles.library import Library, read_library
from core.inference.classifier import Classifier
from core.storage.paths import library_fingerprint

# A person compares a handful; the least recently used beyond this leaves memory.
MAX_LOADED = 12


def library() -> Library:
    """Returns the library, read anew when a bundle has come, gone or changed."""
    return _library(library_fingerprint())


@st.cache_resource(max_entries=1, show_spinner=False)
def _library(state: tuple[tuple[str, int], ...]) -> Library:
    return read_library()


def classifier(bundle: Bundle) -> Classifier:
    """Returns a bundle with its network in memory."""
    return _loaded(bundle.name, bundle.card["sha256"]["model.tflite"], bundle)


@st.cache_resource(max_entries=MAX_LOADED, show_spinner=False)
def _loaded(name: str, sha256: str, _bundle: Bundle) -> Classifier:
    return Classifier(_bundle)
