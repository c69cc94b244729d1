"""The views of one network, shown one at a time; the address holds which one."""

import streamlit as st

from core.bundles.bundle import Bundle
from core.presentation.markdown import escape_markdown
from widgets.networks.confidence import show_confidence
from widgets.networks.layers import show_layers
from widgets.networks.mistakes import show_mistakes
from widgets.networks.overview import show_overview
from widgets.networks.training import show_training_record
from widgets.shared.address_choice import choose_in_address
from widgets.shared.address_memory import begin_address, write_address
from widgets.shared.widget_keys import NetworksKey

KEEPING = "Keep and share"
_VIEWS = {
    "Overview": show_overview,
    "Mistakes": show_mistakes,
    "Confidence": show_confidence,
    "Layers": show_layers,
    "Training": show_training_record,
}
VIEWS = (*_VIEWS, KEEPING)


def show_view(bundle: Bundle) -> str:
    """Shows a network's title and the chosen view; returns its name, as the page itself shows `KEEPING`."""
    st.title(escape_markdown(bundle.title), anchor=False)
    if bundle.card.description:
        st.caption(escape_markdown(bundle.card.description))
    views = {view: view for view in VIEWS}
    begin_address()
    chosen = choose_in_address(NetworksKey.VIEW, "Look at", views, "view", "collapsed", is_remembered=False)
    show = _VIEWS.get(chosen)
    if show is not None:
        show(bundle)
    write_address()
    return chosen
