"""Downloads a network's card, changes its description, and hides a network that came with Inkling."""

from functools import partial

import streamlit as st

from core.bundles.bundle import Bundle
from core.bundles.format import MAX_TEXT_CHARACTERS
from core.bundles.hidden import can_be_hidden, hidden_names, hide_bundle, show_bundle
from core.bundles.renaming import describe_bundle
from core.presentation.hugging_face_card import hugging_face_card
from core.storage.paths import own_bundles
from widgets.shared.actions import action_button
from widgets.shared.page_state import value_at_click
from widgets.shared.panel_keys import PanelKey
from widgets.shared.widget_keys import NetworkKey


def show_card_download(bundle: Bundle) -> None:
    """Offers a network's card as a file."""
    st.download_button(
        "Its card, for Hugging Face",
        hugging_face_card(bundle),
        f"{bundle.name}-README.md",
        "text/markdown",
        on_click="ignore",
        icon=":material/description:",
        help="A Markdown file in their format, with figures, data, licences and limits.",
    )


def show_description(bundle: Bundle) -> None:
    """Offers to change the description of a network that the user taught or imported."""
    if bundle.folder.parent != own_bundles():
        return
    with st.popover(
        "Describe this network", icon=":material/notes:", key=PanelKey.DESCRIBE_NETWORK.of(bundle.name)
    ):
        key = NetworkKey.DESCRIPTION.of(bundle.name, bundle.fingerprint[:8])
        st.text_area(
            "What it is for",
            bundle.card.description,
            max_chars=MAX_TEXT_CHARACTERS,
            key=key,
        )
        action_button(
            "Save",
            partial(_describe, bundle.name, key),
            type="primary",
            key=NetworkKey.DESCRIBE.of(bundle.name),
        )


def show_hiding(bundle: Bundle) -> None:
    """Offers to hide a network that came with Inkling, or to show it again."""
    if not can_be_hidden(bundle):
        return
    if bundle.name in hidden_names():
        st.caption("It is hidden: the other pages do not offer it.")
        action_button(
            "Show it again",
            partial(show_bundle, bundle.name),
            icon=":material/visibility:",
            key=NetworkKey.SHOW.of(bundle.name),
        )
    else:
        action_button(
            "Hide this network",
            partial(hide_bundle, bundle),
            icon=":material/visibility_off:",
            key=NetworkKey.HIDE.of(bundle.name),
            help="The other pages will not offer it; you can show it again here.",
        )


def _describe(name: str, key: str) -> None:
    describe_bundle(name, value_at_click(key))
