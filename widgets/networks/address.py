"""Which network the page shows: `?network=NAME` in its address, so that a link to it can be shared."""

import streamlit as st

from core.bundles.bundle import Bundle
from core.bundles.deleted import read_deleted
from core.bundles.library import Library
from core.errors import UnknownNetwork
from core.storage.settings import is_public
from widgets.shared.callbacks import to_its_end
from widgets.shared.deletion import show_deleted
from widgets.shared.scrolling import scroll_here
from widgets.shared.widget_keys import NetworksKey

_NETWORK = "network"


def opened_network(library: Library) -> Bundle | None:
    """Returns the network that the address names; None for the list, with a notice if the name is unknown."""
    name = st.query_params.get(_NETWORK)
    if not name:
        return None
    try:
        return library.get(name)
    except UnknownNetwork:
        if not is_public() and any(is_in_address(deleted.name) for deleted in read_deleted()):
            # The user who just deleted it may have scrolled far down on its page.
            scroll_here(f"deleted {name}", NetworksKey.OPENED)
            show_deleted(is_in_address)
        else:
            st.warning(
                "There is no network of this name here: it was deleted, or it is on another computer.",
                icon=":material/info:",
            )
        return None


def is_in_address(name: str) -> bool:
    """Returns whether the address names this network."""
    return st.query_params.get(_NETWORK) == name


@to_its_end
def open_network(name: str) -> None:
    """Opens a network by putting its name into the address."""
    st.query_params.from_dict({_NETWORK: name})


def show_way_back() -> None:
    """Shows a button that returns to the list of all networks."""
    st.button("All networks", icon=":material/arrow_back:", key=NetworksKey.BACK, on_click=_close)


@to_its_end
def _close() -> None:
    st.query_params.clear()
