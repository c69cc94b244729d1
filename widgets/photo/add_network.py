"""Adding a network that knows a thousand things: the offer, and how far it is."""

import streamlit as st

from core.bundles.additions import (
    Addition,
    cancel_adding,
    forget_addition,
    read_addition,
    read_additions,
    start_adding,
)
from core.bundles.applications import APPLICATIONS, PRECISIONS, Application, bundle_name
from core.bundles.library import read_library
from core.errors import BadRequest
from core.presentation.markdown import escape_markdown
from widgets.shared.actions import act, showing_refusal
from widgets.shared.models import is_added
from widgets.shared.widget_keys import AdditionKey

_LOOK_SECONDS = 1.0
_PRECISION_WORDS = {
    "float32": "exact",
    "float16": "half the size",
    "int8": "a quarter of the size",
}


def has_added() -> bool:
    """Tells whether a network of Keras Applications is in the library."""
    return any(is_added(bundle) for bundle in read_library().bundles.values())


def show_add_network() -> None:
    """Offers networks to add, and shows those that are on their way."""
    with showing_refusal():
        _show_additions()
    with st.expander("Add a network", icon=":material/add:"):
        bundles = read_library().bundles
        offered = sorted(APPLICATIONS.values(), key=lambda app: app.name in bundles)
        app = st.selectbox("Which one", offered, format_func=_in_words)
        precision = st.selectbox(
            "Stored",
            PRECISIONS,
            format_func=_PRECISION_WORDS.__getitem__,
            help="Smaller files answer almost the same; the Networks page says how often.",
        )
        if bundle_name(app, precision) in bundles:
            st.caption("It is in the library already.")
            return
        st.caption(
            "Its official weights are downloaded, converted, and compared with Keras's own answers. After "
            "the download that takes about half a minute; from then on it needs no internet."
        )
        if st.button("Add it", type="primary", icon=":material/download:"):
            act(start_adding, app, precision)


def _show_additions() -> None:
    additions, refused = read_additions()
    for addition in additions:
        _show_over(addition) if addition.is_over else _show_progress(addition)
    for name, sentence in refused.items():
        st.warning(escape_markdown(sentence), icon=":material/info:")
        _dismiss_button(name)


def _in_words(app: Application) -> str:
    return f"{app.title}: {app.about} ({app.megabytes:.0f} MB)"


def _show_progress(addition: Addition) -> None:
    @st.fragment(run_every=_LOOK_SECONDS)
    def live(name: str) -> None:
        try:
            now = read_addition(name)
        except BadRequest:
            # It was dismissed or damaged since the page was drawn: the page says so.
            st.rerun()
        if now.is_over:
            st.rerun()
        state = now.state
        share = state.done / state.total if state.total else 0.0
        count = f": {state.done / 1e6:.1f} of {state.total / 1e6:.1f} MB" if state.total else " ..."
        st.progress(min(share, 1.0), escape_markdown(f"{now.app.title}. {state.phase}{count}"))
        if st.button("Cancel", icon=":material/stop_circle:", key=AdditionKey.CANCEL.of(name)):
            act(cancel_adding, name)

    live(addition.name)


def _show_over(addition: Addition) -> None:
    st.warning(
        escape_markdown(addition.state.message or f"Adding {addition.app.title} was interrupted."),
        icon=":material/info:",
    )
    with st.container(horizontal=True):
        if st.button("Try again", icon=":material/refresh:", key=AdditionKey.RETRY.of(addition.name)):
            act(start_adding, addition.app, addition.precision, addition.weights)
        _dismiss_button(addition.name)


def _dismiss_button(name: str) -> None:
    if st.button("Dismiss", key=AdditionKey.DISMISS.of(name)):
        act(forget_addition, name)
