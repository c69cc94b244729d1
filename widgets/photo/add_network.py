"""Adding a network that knows a thousand things: the offer, and how far it is."""

import streamlit as st

from core.bundles.additions import (
    Addition,
    cancel_adding,
    forget_addition,
    list_additions,
    read_addition,
    start_adding,
)
from core.bundles.applications import APPLICATIONS, PRECISIONS, Application, bundle_name
from widgets.shared.actions import act
from widgets.shared.models import library

_LOOK_SECONDS = 1.0
_PRECISION_WORDS = {
    "float32": "exact",
    "float16": "half the size",
    "int8": "a quarter of the size",
}


def has_added() -> bool:
    """Tells whether a network of Keras Applications is in the library."""
    return any(bundle.card["network"]["name"] in APPLICATIONS for bundle in library().bundles.values())


def show_add_network() -> None:
    """Offers networks to add, and shows those that are on their way."""
    for addition in list_additions():
        _show_over(addition) if addition.is_over else _show_progress(addition)
    with st.expander("Add a network", icon=":material/add:"):
        there = library().bundles
        offered = sorted(APPLICATIONS.values(), key=lambda each: each.name in there)
        app = st.selectbox("Which one", offered, format_func=_in_words)
        precision = st.selectbox(
            "Stored",
            PRECISIONS,
            format_func=_PRECISION_WORDS.__getitem__,
            help="Smaller files answer almost the same; the Networks page says how often.",
        )
        if bundle_name(app, precision) in there:
            st.caption("It is in the library already.")
            return
        st.caption(
            "Its official weights are downloaded, converted, and compared with Keras's own answers. After "
            "the download that takes about half a minute; from then on it needs no internet."
        )
        if st.button("Add it", type="primary", icon=":material/download:"):
            act(lambda name: start_adding(APPLICATIONS[name], precision), app.name)


def _in_words(app: Application) -> str:
    return f"{app.title}: {app.about} ({app.megabytes:.0f} MB)"


def _show_progress(addition: Addition) -> None:
    @st.fragment(run_every=_LOOK_SECONDS)
    def live(name: str) -> None:
        now = read_addition(name)
        if now.is_over:
            st.rerun()
        share = now.done / now.total if now.total else 0.0
        count = f": {now.done / 1e6:.1f} of {now.total / 1e6:.1f} MB" if now.total else " ..."
        st.progress(min(share, 1.0), f"{now.app.title}. {now.phase}{count}")
        if st.button("Cancel", icon=":material/stop_circle:", key=f"cancel-{name}"):
            cancel_adding(name)

    live(addition.name)


def _show_over(addition: Addition) -> None:
    st.warning(addition.message or f"Adding {addition.app.title} was interrupted.", icon=":material/info:")
    with st.container(horizontal=True):
        if st.button("Try again", icon=":material/refresh:", key=f"again-{addition.name}"):
            act(lambda name: start_adding(addition.app, addition.precision, addition.weights), addition.name)
        if st.button("Never mind", key=f"forget-{addition.name}"):
            act(forget_addition, addition.name)
