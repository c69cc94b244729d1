"""Renames the user's own networks."""

from functools import partial

import streamlit as st

from core.bundles.bundle import Bundle
from core.bundles.format import MAX_TITLE_CHARACTERS
from core.bundles.renaming import rename_bundle
from core.storage.paths import own_bundles
from widgets.shared.actions import action_button
from widgets.shared.page_state import value_at_click
from widgets.shared.panel_keys import PanelKey
from widgets.shared.widget_keys import NetworkKey


def show_renaming(bundle: Bundle) -> None:
    """Offers to rename a network if the user taught or imported it."""
    if bundle.folder.parent != own_bundles():
        return
    # The keys change with the title, so the panel closes when the network has its new one.
    panel = PanelKey.RENAME_NETWORK.of(bundle.name, bundle.fingerprint[:8])
    with st.popover("Rename this network", icon=":material/edit:", key=panel):
        key = NetworkKey.TITLE.of(bundle.name, bundle.fingerprint[:8])
        st.text_input(
            "New name",
            bundle.card.title,
            max_chars=MAX_TITLE_CHARACTERS,
            key=key,
        )
        action_button(
            "Rename",
            partial(_rename, bundle.name, key),
            type="primary",
            key=NetworkKey.RENAME.of(bundle.name),
        )


def _rename(name: str, key: str) -> None:
    rename_bundle(name, value_at_click(key))
