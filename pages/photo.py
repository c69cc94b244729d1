"""Shows what several networks see in a photo, side by side, for one photo or for thousands."""

import streamlit as st

from core.storage.settings import is_public
from widgets.photo.add_network import show_add_network
from widgets.photo.chosen import show_chosen
from widgets.photo.sources import photos_from, sources
from widgets.shared.address_choice import choose_in_address
from widgets.shared.address_memory import begin_address
from widgets.shared.choices import choose_photo_networks
from widgets.shared.deep_links import enter
from widgets.shared.known_things import show_known_things
from widgets.shared.widget_keys import PhotoKey

enter()

st.title("What is in this photo?")
begin_address()
source = choose_in_address(PhotoKey.SOURCE, "Choose a source", sources(), "source of photos")
# The style sheet puts the answers beside the rest; on a phone, between the choices and what is seldom needed.
with st.container(key=PhotoKey.AREAS):
    choices, answers = st.container(key=PhotoKey.CHOICES), st.container(key=PhotoKey.RESULTS)
    more = st.container(key=PhotoKey.MORE)
with choices:
    selection = photos_from(source)
    networks = choose_photo_networks()
# The answers are sent to the browser first, so that they do not wait for the remaining choices.
with answers:
    show_chosen(source, selection, networks)
with more:
    for network in networks:
        show_known_things(network.bundle)
    if not is_public():
        show_add_network()
