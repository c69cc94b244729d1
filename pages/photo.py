"""What is in this photo: several networks side by side, for one photo or for thousands."""

import streamlit as st

from core.storage.settings import is_public
from widgets.photo.add_network import show_add_network
from widgets.photo.answers import show_photo
from widgets.photo.sources import photos_from, sources
from widgets.photo.table import show_last, show_many
from widgets.shared.announcing import announce
from widgets.shared.choices import choose_photo_networks, choose_source
from widgets.shared.deep_links import enter
from widgets.shared.known_things import show_known_things
from widgets.shared.page_state import photo_state
from widgets.shared.scrolling import scroll_here
from widgets.shared.widget_keys import PhotoKey

enter()

st.title("What is in this photo?")
source = choose_source(PhotoKey.SOURCE, "Choose a source", sources())
left, right = st.columns([2, 5], gap="medium")
with left:
    selection = photos_from(source)
    networks = choose_photo_networks()
    for network in networks:
        show_known_things(network.bundle)
    if not is_public():
        show_add_network()
with right:
    if selection is None or not networks:
        if not show_last():
            st.info(
                "Choose a photo, or many, and at least one network. The answers appear here.",
                icon=":material/arrow_back:",
            )
    else:
        # On a phone the answers lie below all choices.
        scroll_here(selection.fingerprint, PhotoKey.ANSWERED)
        if len(selection.photos) > 1:
            show_many(selection, networks)
        else:
            show_photo(selection.photos[0], networks)
announce(photo_state().spoken, PhotoKey.SPOKEN)
