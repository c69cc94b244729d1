"""Shows a searchable list of the things that a network knows."""

import streamlit as st

from core.bundles.bundle import Bundle
from core.plurals import listed
from core.presentation.known_things import find_things
from core.presentation.markdown import escape_markdown
from widgets.shared.panel_keys import PanelKey
from widgets.shared.widget_keys import NetworkKey

_SHOWN = 60


def show_known_things(bundle: Bundle) -> None:
    """Shows the things that a network knows, with a search by words in their name or kind."""
    count = len(bundle.labels)
    with st.expander(
        escape_markdown(f"What {bundle.title} knows: {count:,} things"),
        icon=":material/search:",
        key=PanelKey.KNOWN_THINGS.of(bundle.name),
    ):
        words = ""
        if count > _SHOWN:
            words = st.text_input(
                "Search",
                placeholder="For example: dog",
                key=NetworkKey.KNOWN_THINGS.of(bundle.name),
                max_chars=100,
            )
        found = find_things(bundle.labels, words)
        if not found:
            st.caption(
                "It knows nothing by that name: it will name something similar, or say that it is not sure."
            )
            return
        st.caption(escape_markdown(f"{listed(found, _SHOWN)}."))
