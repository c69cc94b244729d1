"""Loaded networks, shared by all sessions, and what identifies them."""

import streamlit as st

from core.bundles.bundle import Bundle
from core.inference.classifier import Classifier
from core.inference.imagenet import imagenet_names
from core.inference.loaded import loaded_classifier


def classifier(bundle: Bundle) -> Classifier:
    """Returns a bundle's network, loaded into memory."""
    return loaded_classifier(bundle)


def identity(bundle: Bundle) -> tuple[str, str]:
    """Returns a key that identifies a network, and distinguishes it from a later one of the same name.

    Returns:
        The network's name; and the SHA-256 of its card, which contains those of all other files, followed by
        its title, which changes when another network has the same title.
    """
    return bundle.name, f"{bundle.fingerprint} {bundle.title}"


def show_training_pictures(bundle: Bundle) -> None:
    """Shows a sheet of the network's training pictures, except ImageNet's, which may not be redistributed."""
    if bundle.labels == tuple(imagenet_names()):
        return
    try:
        st.image(
            bundle.folder / "examples.png",
            caption="Pictures that it learned from.",
            alt=f"A sheet of small training pictures of {bundle.title}.",
        )
    except Exception:
        # Pillow may raise any exception for a damaged file, which must not stop the rest of the page.
        st.caption("The pictures it learned from cannot be shown: its examples.png is damaged.")
