"""Compares up to five networks: which one is better, and when its confidence can be believed."""

import streamlit as st

from core.presentation.comparison_figures import comparison_style
from widgets.compare.choices import LABELLED, TRAINING, choose_networks, choose_view
from widgets.compare.labelled import show_labelled
from widgets.compare.one_picture import show_one_picture
from widgets.compare.training import show_training
from widgets.shared.address_memory import begin_address, write_address
from widgets.shared.deep_links import enter
from widgets.shared.widget_keys import CompareKey

enter()

st.html(comparison_style())
st.title("Compare networks")
st.caption(
    "Which one is better? When can its confidence be believed? Where does each one break? The address of "
    "this page holds what you chose, so you can send it; a picture of your own is not in it."
)
begin_address()
with st.container(horizontal=True, key=CompareKey.CHOICES):
    networks, titles = choose_networks()
    view = choose_view()
if not networks:
    st.info(
        "Choose at least one network; with two or more you see how they differ.",
        icon=":material/arrow_upward:",
    )
elif view == LABELLED:
    show_labelled(networks, titles)
elif view == TRAINING:
    show_training(networks, titles)
else:
    show_one_picture(networks, titles)
write_address()
