"""Giving a network of one's own another name."""

import streamlit as st

from core.bundles.bundle import Bundle
from core.bundles.format import MAX_TITLE_LETTERS
from core.bundles.renaming import rename_bundle
from core.storage.paths import own_bundles
from widgets.shared.actions import act
from widgets.shared.panel_keys import PanelKey
from widgets.shared.widget_keys import NetworkKey


def show_renaming(bundle: Bundle) -> None:
    """Offers another name for a network that the person taught or imported; others keep theirs."""
    if bundle.folder.parent != own_bundles():
        return
    with st.popover(
        "Rename this network", icon=":material/edit:", key=PanelKey.RENAME_NETWORK.of(bundle.name)
    ):
        title = st.text_input(
            "New name",
            bundle.card.title,
            max_chars=MAX_TITLE_LETTERS,
            key=NetworkKey.TITLE.of(bundle.name, bundle.fingerprint[:8]),
        )
        if st.button("Rename", type="primary", key=NetworkKey.RENAME.of(bundle.name)):
            act(rename_bundle, bundle.name, title)
