"""Deletes and restores networks that the user taught, imported or added."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import streamlit as st

from core.bundles.bundle import Bundle
from core.bundles.deleted import restore_bundle
from core.bundles.library import delete_bundle, read_library
from core.presentation.markdown import escape_markdown
from core.storage.kept_time import KEPT_DAYS
from core.storage.paths import added_bundles, own_bundles
from widgets.shared.actions import action_button
from widgets.shared.panel_keys import PanelKey
from widgets.shared.widget_keys import NetworkKey

_ORIGINS = {
    "taught": "taught here",
    "imported": "imported from a file",
    "added": "added from Keras Applications",
}


def delete_button(bundle: Bundle) -> None:
    """Offers to delete a network, with a confirmation, if the user taught, imported or added it."""
    if bundle.folder.parent not in (own_bundles(), added_bundles()):
        return
    with st.popover(
        "Delete this network", icon=":material/delete:", key=PanelKey.DELETE_NETWORK.of(bundle.name)
    ):
        st.write(f"You can bring it back for {KEPT_DAYS} days, at the end of the Networks page.")
        action_button(
            "Delete",
            partial(delete_bundle, bundle.name),
            type="primary",
            key=NetworkKey.REMOVE.of(bundle.name),
        )


def show_deleted(is_shown: Callable[[str], bool] = lambda name: True) -> None:
    """Shows the recently deleted networks, each with a button that restores it.

    Args:
        is_shown: Returns whether to show a network, given its name.
    """
    for deleted in read_library().deleted:
        if not is_shown(deleted.name):
            continue
        with st.container(horizontal=True, vertical_alignment="center"):
            when = f"{datetime.fromtimestamp(deleted.deleted):%d %b at %H:%M:%S}"
            words = f'"{deleted.title}", {_ORIGINS[deleted.origin]}, was deleted on {when}.'
            st.caption(escape_markdown(words))
            action_button(
                "Bring it back",
                partial(restore_bundle, deleted.name, deleted.id),
                icon=":material/undo:",
                key=NetworkKey.RESTORE.of(deleted.id, deleted.name),
            )
