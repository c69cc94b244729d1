"""What visitors of this server may do, and how pages tell them."""

import streamlit as st

from core.presentation.markdown import escape_markdown
from core.storage.settings import is_public, may_read_server_paths, may_teach


def may_open_server_paths() -> bool:
    """Returns whether this visitor may open folders of the computer that the app runs on."""
    return may_read_server_paths(st.get_option("server.address"), st.context.headers.to_dict())


def sharing_notice() -> str:
    """Returns a notice of what visitors of a shared server may do; empty if the server is not shared."""
    if not is_public():
        return ""
    if may_teach():
        return (
            "This Inkling is shared: you can draw, upload photos and teach networks here. "
            "Importing networks and deleting are switched off."
        )
    return (
        "This Inkling is shared: you can draw and upload photos here. "
        "Teaching, importing and deleting are switched off."
    )


def show_sharing_notice() -> None:
    """Shows the sharing notice if the server is shared."""
    if notice := sharing_notice():
        st.caption(f":material/group: {escape_markdown(notice)}")
