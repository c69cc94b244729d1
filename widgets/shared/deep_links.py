"""Handles deep links: a page that was opened by its own address, and not through `streamlit_app.py`."""

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager


def enter() -> None:
    """Starts the run again at the entry script if Streamlit bypassed it.

    Until the entry script has run once in a server's life, Streamlit takes a folder called `pages` for its
    older kind of navigation: a page that is the first to be asked for, as from a tab that stayed open over a
    restart, would appear without the app's own navigation and layout. The flag for this is a private part of
    Streamlit; a test holds that it is still there and still decides.
    """
    if getattr(PagesManager, "uses_pages_directory", False):
        PagesManager.uses_pages_directory = False
        st.rerun()
