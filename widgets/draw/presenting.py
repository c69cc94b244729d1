"""Presenting on a projector: a large canvas, large answers and nothing else.

The address says so, `?present=yes`: the browser's Back leaves the presentation and not the app, a reload
keeps it, and it can be bookmarked.
"""

import streamlit as st

from widgets.shared.callbacks import to_its_end
from widgets.shared.widget_keys import DrawKey

_PRESENT, _YES = "present", "yes"


def present_button() -> None:
    """Offers to present, or to leave the presentation; while presenting, the page's style is another."""
    if st.query_params.get(_PRESENT) == _YES:
        st.button("Leave", key=DrawKey.LEAVE, icon=":material/close:", shortcut="Escape", on_click=_leave)
    else:
        st.button("Present", key=DrawKey.PRESENT, icon=":material/present_to_all:", on_click=_present)


@to_its_end
def _present() -> None:
    st.query_params[_PRESENT] = _YES


@to_its_end
def _leave() -> None:
    st.query_params.pop(_PRESENT, None)
