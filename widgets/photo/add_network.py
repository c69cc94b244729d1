"""Adding networks that know a thousand classes: the choice, the progress, and removing them again."""

import math
from functools import partial

import streamlit as st

from core.bundles.additions import (
    Addition,
    cancel_adding,
    forget_addition,
    read_addition,
    read_additions,
    start_adding,
    start_adding_from,
)
from core.bundles.applications import (
    APPLICATIONS,
    PRECISIONS,
    Application,
    Precision,
    bundle_name,
    can_be_added,
)
from core.bundles.library import read_library
from core.errors import without_received
from core.presentation.markdown import escape_markdown
from widgets.shared.actions import action_button, showing_refusal
from widgets.shared.deletion import delete_button, show_deleted
from widgets.shared.job_progress import follow_job, if_unchanged, phase_of
from widgets.shared.page_state import value_at_click
from widgets.shared.panel_keys import PanelKey
from widgets.shared.widget_keys import AdditionKey

_LOOK_SECONDS = 1.0
_PRECISION_WORDS = {
    "float32": "full",
    "float16": "half",
    "int8": "a quarter",
}


def show_add_network() -> None:
    """Offers networks to add and to remove, and shows the additions in progress."""
    with showing_refusal():
        _show_additions()
    with st.expander("Add a network", icon=":material/add:", key=PanelKey.ADD_NETWORK):
        bundles = read_library().bundles
        first = next((place for place, name in enumerate(APPLICATIONS) if name not in bundles), 0)
        name = st.selectbox(
            "Which one",
            list(APPLICATIONS),
            index=first,
            format_func=lambda name: _in_words(APPLICATIONS[name]),
            key=AdditionKey.WHICH,
        )
        app = APPLICATIONS[name]
        precision = st.selectbox(
            "File size",
            PRECISIONS,
            format_func=_PRECISION_WORDS.__getitem__,
            help="Smaller files answer almost the same; the Networks page says how often. "
            "New networks can be built on full files only.",
            key=AdditionKey.PRECISION,
        )
        name = bundle_name(app, precision)
        if name in bundles:
            st.caption("It is already in the library.")
            delete_button(bundles[name])
        else:
            st.caption(
                "Its official weights (the numbers that it has learned) are downloaded, converted, and "
                "compared with Keras's own answers. After the download that takes about half a minute; from "
                "then on it needs no internet."
            )
            action_button("Add it", _add, type="primary", icon=":material/download:", key=AdditionKey.ADD)
            with st.popover(
                "Add it without internet", icon=":material/wifi_off:", key=PanelKey.ADD_FROM_FILE
            ):
                _offer_file(app, precision, "offer")
        show_deleted(can_be_added)


def _add() -> None:
    """Starts adding the chosen network, unless it has been added in the meantime."""
    app, precision = APPLICATIONS[value_at_click(AdditionKey.WHICH)], value_at_click(AdditionKey.PRECISION)
    if bundle_name(app, precision) not in read_library().bundles:
        start_adding(app, precision)


def _show_additions() -> None:
    additions, refused = read_additions()
    for addition in additions:
        _show_over(addition) if addition.is_over else _show_progress(addition)
    for name, sentence in refused.items():
        st.warning(escape_markdown(without_received(sentence)), icon=":material/info:")
        _dismiss_button(name)


def _in_words(app: Application) -> str:
    return f"{app.title}: {app.about} ({app.megabytes:.0f} MB)"


def _offer_file(app: Application, precision: Precision, place: str) -> None:
    """Offers to add a network from its official file, copied from another computer."""
    if not app.checksum:
        st.caption(
            f"{escape_markdown(app.title)} can only be added online: Keras publishes no checksum for its "
            "file, so a file from elsewhere cannot be checked."
        )
        return
    name = bundle_name(app, precision)
    file = st.file_uploader(
        f"The official file of {escape_markdown(app.title)}, {escape_markdown(app.file_name)}",
        help=f"From {escape_markdown(app.address)}. It is read only if its checksum is the official one.",
        max_upload_size=math.ceil(app.megabytes) + 1,
        key=AdditionKey.FILE.of(f"{place}-{name}"),
    )
    if file:
        action_button(
            "Add it from this file",
            lambda: start_adding_from(app, precision, file.getvalue()),
            key=AdditionKey.ADD.of(name, place),
        )


def _show_progress(addition: Addition) -> None:
    follow_job(
        addition,
        read_addition,
        lambda now: f"{now.app.title}. {phase_of(now)}",
        count=lambda state: f"{state.done / 1e6:.1f} of {state.total / 1e6:.1f} MB",
        look_seconds=_LOOK_SECONDS,
    )
    # Outside the fragment, whose next rerun would remove the reason for a refusal within a second.
    action_button(
        "Cancel",
        partial(if_unchanged, addition, read_addition, partial(cancel_adding, addition.name)),
        icon=":material/stop_circle:",
        key=AdditionKey.CANCEL.of(addition.name),
    )


def _show_over(addition: Addition) -> None:
    title = addition.app.title
    message = without_received(addition.state.message or "")
    sentence = f"{title} was not added. {message}" if message else f"Adding {title} was interrupted."
    st.warning(escape_markdown(sentence), icon=":material/info:")
    with st.container(horizontal=True):
        action_button(
            "Try again",
            partial(start_adding, addition.app, addition.precision, addition.weights),
            icon=":material/refresh:",
            key=AdditionKey.RETRY.of(addition.name),
        )
        _dismiss_button(addition.name)
        if addition.app.checksum:
            with st.popover(
                "Use its file instead",
                icon=":material/wifi_off:",
                key=PanelKey.ADD_FROM_FILE.of(addition.name),
            ):
                _offer_file(addition.app, addition.precision, "retry")


def _dismiss_button(name: str) -> None:
    action_button("Dismiss", partial(forget_addition, name), key=AdditionKey.DISMISS.of(name))
