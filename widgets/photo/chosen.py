"""The answers for what was chosen: one photo or many, or what to do while there is none."""

import streamlit as st

from core.inference.classifier import Classifier
from widgets.photo.answers import show_photo
from widgets.photo.sources import chosen_example
from widgets.photo.table import show_last, show_many
from widgets.shared.announcing import announce
from widgets.shared.page_state import photo_state
from widgets.shared.photo_selection import PhotoSelection
from widgets.shared.scrolling import scroll_here
from widgets.shared.widget_keys import PhotoKey

_BY_CHOICE = "Choose a photo, or many, and at least one network. The answers appear here."
# There may be no camera.
_BY_CAMERA = "Once you have taken a picture and chosen at least one network, the answers appear here."


@st.fragment(key=PhotoKey.ANSWERS)
def show_chosen(source: str, selection: PhotoSelection | None, networks: list[Classifier]) -> None:
    """Shows the answers; a click on an example runs this alone again, so that they are there at once.

    Args:
        source: Where photos come from.
        selection: What has come; None for nothing. Of the examples, the one that was clicked last counts.
        networks: The chosen networks.
    """
    if source == "examples":
        selection = chosen_example()
    if selection is None or not networks:
        if not show_last():
            st.info(_BY_CAMERA if source == "camera" else _BY_CHOICE, icon=":material/bar_chart:")
    else:
        # On a phone the answers lie below all choices.
        scroll_here(selection.fingerprint, PhotoKey.ANSWERED)
        if len(selection.photos) > 1:
            show_many(selection, networks)
        else:
            show_photo(selection.photos[0], networks)
    announce(photo_state().spoken, PhotoKey.SPOKEN)
