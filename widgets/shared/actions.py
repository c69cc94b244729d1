"""What a click does that may be refused."""

from collections.abc import Callable

import streamlit as st

from core.errors import InklingError


def act(action: Callable[[str], object], name: str) -> None:
    """Does something to what bears a name, and shows the page anew; or says why it could not be done."""
    try:
        action(name)
    except InklingError as error:
        st.warning(str(error))
        return
    st.rerun()
