"""The answers for the chosen photos, one or many, or a hint while there are none."""

import streamlit as st

from core.inference.classifier import Classifier
from widgets.photo.answers import show_photo
from widgets.photo.sources import chosen_example
from widgets.photo.table import show_last, show_many
from widgets.shared.address_memory import write_address
from widgets.shared.announcing import announce
from widgets.shared.page_state import photo_state
from widgets.shared.photo_selection import PhotoSelection
from widgets.shared.scrolling import scroll_here
from widgets.shared.widget_keys import PhotoKey

_BY_CHOICE = "Choose a photo, or many, and at least one network. The answers appear here."
# A condition rather than a request, because there may be no camera.
_BY_CAMERA = "Once you have taken a picture and chosen at least one network, the answers appear here."


@st.fragment(key=PhotoKey.ANSWERS)
def show_chosen(source: str, selection: PhotoSelection | None, networks: list[Classifier]) -> None:
    """Shows the answers; a click on an example reruns only this fragment, so that they appear at once.

    Args:
        source: The source of the photos.
        selection: The chosen photos; None if there are none. Ignored for the source "examples", where the
            example that was clicked last is used.
        networks: The chosen networks.
    """
    if source == "examples":
        selection = chosen_example()
    if selection is None or not networks:
        if not show_last():
            st.info(_BY_CAMERA if source == "camera" else _BY_CHOICE, icon=":material/bar_chart:")
    else:
        # On a phone, the answers are below all choices.
        scroll_here(selection.fingerprint, PhotoKey.ANSWERED)
        if len(selection.photos) > 1:
            show_many(selection, networks)
        else:
            show_photo(selection.photos[0], networks)
    announce(photo_state().spoken, PhotoKey.SPOKEN)
    write_address()
