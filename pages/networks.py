"""Which networks there are, how good each one is, and what is inside it."""

import streamlit as st

from core.bundles.library import read_library
from core.storage.settings import is_public
from widgets.networks.address import opened_network, show_way_back
from widgets.networks.listing import show_hidden_and_deleted, show_list
from widgets.networks.manage import show_card_download, show_description, show_hiding
from widgets.networks.views import KEEPING, show_view
from widgets.shared.deep_links import enter
from widgets.shared.deletion import delete_button
from widgets.shared.renaming import show_renaming
from widgets.shared.scrolling import scroll_here
from widgets.shared.widget_keys import NetworksKey
from widgets.train.export import show_forms, show_import

enter()

library = read_library()
bundle = opened_network(library)
if bundle is None:
    st.title("The networks")
    show_list(library)
    if not is_public():
        show_import()
    show_hidden_and_deleted(library)
else:
    # The list may have been scrolled far down.
    scroll_here(bundle.name, NetworksKey.OPENED)
    show_way_back()
    if show_view(bundle) == KEEPING:
        st.markdown("**Download**")
        if is_public():
            show_card_download(bundle)
            st.caption("On your own computer, you can also export a network, and rename or delete your own.")
        else:
            show_forms(bundle)
            show_card_download(bundle)
            st.markdown("**On this computer**")
            with st.container(horizontal=True):
                show_renaming(bundle)
                show_description(bundle)
                delete_button(bundle)
                show_hiding(bundle)
