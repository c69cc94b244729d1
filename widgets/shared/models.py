"""Loaded networks, shared by all sessions, and what tells them apart."""

from pathlib import Path

import streamlit as st

from core.bundles.applications import APPLICATIONS
from core.bundles.bundle import Bundle
from core.inference.classifier import Classifier

# A person compares a handful; the least recently used beyond this leaves memory.
MAX_LOADED = 12


def classifier(bundle: Bundle) -> Classifier:
    """Returns a bundle with its network in memory."""
    return _loaded(*identity(bundle), bundle)


@st.cache_resource(max_entries=MAX_LOADED, show_spinner=False)
def _loaded(name: str, sha256: str, _bundle: Bundle) -> Classifier:
    return Classifier(_bundle)


def identity(bundle: Bundle) -> tuple[str, str]:
    """Returns what tells a network from every other, and from a later one of its name: name and sha256."""
    return bundle.name, bundle.card.sha256["model.tflite"]


def is_added(bundle: Bundle) -> bool:
    """Tells whether a network was added from Keras Applications."""
    return bundle.card.network.name in APPLICATIONS


def training_pictures(bundle: Bundle) -> Path | None:
    """Returns the sheet of pictures that a network was trained on; None if it was added without them."""
    return None if is_added(bundle) else bundle.folder / "examples.png"
