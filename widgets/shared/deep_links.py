"""Handles deep links: a page opened by its own address and not through `streamlit_app.py`, or by "Back"."""

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx


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


def is_history_navigation() -> bool:
    """Tells whether the page runs since a person went back or forth in the browser's history."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation
