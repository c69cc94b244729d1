"""Loaded networks, shared by all sessions, and what tells them apart."""

import streamlit as st

from core.bundles.bundle import Bundle
from core.inference.classifier import Classifier
from core.inference.imagenet import imagenet_names
from core.inference.loaded import loaded_classifier


def classifier(bundle: Bundle) -> Classifier:
    """Returns a bundle with its network in memory."""
    return loaded_classifier(bundle)


def identity(bundle: Bundle) -> tuple[str, str]:
    """Returns what tells a network from every other, and from a later one of its name.

    Returns:
        Its name; and the sha256 of its card, which holds that of every other file, with its title, which
        changes when there is another network of that title.
    """
    return bundle.name, f"{bundle.fingerprint} {bundle.title}"


def show_training_pictures(bundle: Bundle) -> None:
    """Shows the sheet of pictures that a network was trained on; ImageNet's may not be passed on."""
    if bundle.labels == tuple(imagenet_names()):
        return
    try:
        st.image(
            bundle.folder / "examples.png",
            caption="Some of the pictures it learned from.",
            alt=f"A sheet of small training pictures of {bundle.title}.",
        )
    except Exception:
        # Pillow may raise anything on a file that is no sound picture; other networks come after this one.
        st.caption("The pictures it learned from cannot be shown: its examples.png is not a sound PNG file.")
