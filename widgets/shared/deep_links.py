"""Handles pages that are opened directly by their own address, or through the browser's history."""

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from widgets.shared.page_state import address_state


def enter() -> None:
    """Notes a visit to the page; restarts the run at `streamlit_app.py` if Streamlit bypassed that script.

    Until the entry script has run for the first time after the server starts, Streamlit takes a folder called
    `pages` for its older kind of navigation. If the first request is for a page, for example from a tab that
    stayed open while the server restarted, the page would appear without the app's navigation and layout.
    The flag for this is a private part of Streamlit; a test checks that it still exists and still has this
    effect.
    """
    if getattr(PagesManager, "uses_pages_directory", False):
        PagesManager.uses_pages_directory = False
        st.rerun()
    context = get_script_run_ctx()
    if context is not None:
        address_state().visit.begin_run(context.page_script_hash, is_history_navigation())


def is_history_navigation() -> bool:
    """Returns whether the page runs because the user went back or forward in the browser's history."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation
