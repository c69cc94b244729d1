"""The list of all networks, each with its description, its figures and a button that opens it."""

from collections.abc import Hashable
from functools import partial

import streamlit as st

from core.bundles.bundle import Bundle
from core.bundles.hidden import can_be_hidden, hidden_names, show_bundle, visible
from core.bundles.library import Library
from core.errors import without_received
from core.presentation.cards_html import network_figures_html
from core.presentation.markdown import escape_markdown
from core.presentation.model_cards import card_table
from core.storage.settings import is_public
from widgets.networks.address import is_in_address, open_network
from widgets.shared.actions import action_button
from widgets.shared.deletion import show_deleted
from widgets.shared.widget_keys import NetworkKey


def show_list(library: Library) -> None:
    """Shows every visible network with its description, its figures and a button that opens it."""
    bundles = visible(library.bundles.values())
    if bundles:
        st.caption(
            "Open one to see how it works, what it mixes up, and whether its confidence can be trusted. The "
            "Compare page shows which of several is better, and whether that could be chance."
        )
        for bundle, figures in zip(bundles, card_table(bundles).to_dict("records"), strict=True):
            _show_entry(bundle, figures)
    st.caption(
        "Every figure was measured once, when the network was made, on pictures that it had never seen "
        "unless the list says otherwise. "
        "Accuracy: the share of right answers. Balanced accuracy: the same, but every class counts the same. "
        "Calibration error: by how much its confidence and its accuracy differ. "
        "Parameters: the numbers that it has learned."
    )


def show_hidden_and_deleted(library: Library) -> None:
    """Shows what is not in the list: hidden and deleted networks, and folders that are not valid networks."""
    if not is_public():
        hidden = hidden_names()
        for bundle in library.bundles.values():
            if can_be_hidden(bundle) and bundle.name in hidden:
                _show_hidden(bundle)
        # A network that was just deleted on its own page is shown at the top.
        show_deleted(lambda name: not is_in_address(name))
    for sentence in library.refused:
        st.warning(escape_markdown(without_received(sentence)))


def _show_entry(bundle: Bundle, figures: dict[Hashable, object]) -> None:
    left, right = st.container(border=True).columns([1, 4], vertical_alignment="center")
    left.button(
        escape_markdown(bundle.title),
        icon=":material/hub:",
        key=NetworkKey.OPEN.of(bundle.name),
        on_click=open_network,
        args=(bundle.name,),
        width="stretch",
    )
    with right.container(gap="xsmall"):
        st.caption(escape_markdown(bundle.card.description))
        # The name is already on the button.
        st.html(network_figures_html({name: value for name, value in figures.items() if name != "Network"}))


def _show_hidden(bundle: Bundle) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f'"{escape_markdown(bundle.title)}" is hidden.')
        action_button(
            "Show it again",
            partial(show_bundle, bundle.name),
            icon=":material/visibility:",
            key=NetworkKey.SHOW.of(bundle.name),
        )
