"""How a network learns, in plain words and with pictures of this app's own networks."""

import streamlit as st

from widgets.learning.document import show_document
from widgets.shared.deep_links import enter

enter()

with st.container(width=760):
    show_document("how-a-network-learns.md")
