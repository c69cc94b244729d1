"""Hands photos, with a network's answers as their classes, over to the Train page.

Copying them takes long enough for a progress bar. A thread does it, which the button's callback starts, so
that nothing that is clicked meanwhile stops it or starts it a second time.
"""

from collections.abc import Sequence
from concurrent.futures import wait
from dataclasses import replace
from functools import partial

import streamlit as st

from core.datasets.picture_imports import read_import
from core.datasets.pseudo_labels import import_sorted, sure_photos
from core.errors import InklingError, without_received
from core.inference.batch import Row
from core.plurals import counted
from core.presentation.markdown import escape_markdown
from core.presentation.prediction_table import FILTERS, filtered
from widgets.shared.actions import action_button, showing_refusal
from widgets.shared.page_state import (
    PhotoState,
    TrainState,
    address_state,
    is_shown,
    photo_state,
    train_state,
    value_at_click,
)
from widgets.shared.photo_selection import HandedOver, PhotoBatch
from widgets.shared.waiting import begin
from widgets.shared.widget_keys import PhotoKey

_LOOK_SECONDS = 0.1
_TEACH = "Teach a network with these"


def hand_over_button(done: PhotoBatch, decider: int, decider_key: str) -> None:
    """Shows the button that makes a data set of the photos that a network is sure of.

    Args:
        done: The answered photos.
        decider: Index of the network.
        decider_key: Key of the choice of the network, which may have changed just before the click.
    """
    title = escape_markdown(done.batch.classifiers[decider].bundle.title)
    action_button(
        _TEACH,
        partial(
            _begin, photo_state(), train_state(), done, decider, decider_key, address_state().visit.number
        ),
        icon=":material/school:",
        key=PhotoKey.BATCH.of("teach"),
        help=f"Makes a data set of those that {title} is sure of, and opens the Train page.",
    )


def say_what_is_handed_over(rows: Sequence[Row], by_kind: bool, decider: int, title: str) -> None:
    """Says that the button leaves some photos out, if the network is not sure of all.

    Args:
        rows: The rows of the photos that are shown in the table.
        by_kind: Whether kinds of things become the classes.
        decider: Index of the network.
        title: The network's title.
    """
    sure = len(sure_photos(rows, by_kind, decider))
    if 0 < sure < len(rows):
        photos = counted(len(rows), "photo")
        sentence = f'"{_TEACH}" takes {sure:,} of {photos}: those that {title} is sure of.'
        st.caption(escape_markdown(sentence))


def _begin(
    state: PhotoState, train: TrainState, done: PhotoBatch, decider: int, decider_key: str, visit: int
) -> None:
    before = state.handed_over
    if before is not None and before.fingerprint == done.fingerprint and not before.future.done():
        return
    chosen = value_at_click(decider_key)
    decider = decider if chosen is None else int(chosen)
    by_kind = bool(value_at_click(PhotoKey.GROUP_BY))
    which = value_at_click(PhotoKey.FILTER) or FILTERS[0]
    rows = filtered(done.batch.rows, which, value_at_click(PhotoKey.SEARCH) or "", decider)
    progress = [0, len(rows)]

    def note(copied: int, of: int) -> None:
        progress[:] = copied, of

    def hand_over() -> str:
        name = import_sorted(done.batch.photos, rows, by_kind, note, decider).name
        # Wherever the person is by then, the Train page shows this import.
        train.awaited_import = name
        return name

    state.handed_over = HandedOver(done.fingerprint, begin(hand_over), progress, visit)


def follow_hand_over(done: PhotoBatch) -> None:
    """Shows how many photos are copied, then opens the Train page; or says why they were refused.

    A person who has left the page since the click and come back stays on it, and sees a message then.
    """
    state = photo_state()
    handed_over = state.handed_over
    if handed_over is None or handed_over.fingerprint != done.fingerprint:
        return
    place = st.empty()
    while not handed_over.future.done():
        copied, of = handed_over.progress
        words = f"Making a data set: {copied:,} of {counted(of, 'photo')} ..."
        place.progress(copied / max(of, 1), words)
        wait([handed_over.future], _LOOK_SECONDS)
        # Streamlit looks for a newer request wherever the session is touched.
        is_shown("waiting")
    place.empty()
    with showing_refusal():
        handed_over.future.result()
        visit = address_state().visit.number
        if handed_over.visit != visit:
            # Later, the data set may be gone again.
            if handed_over.told_in in (0, visit) and _say_what_became_of(handed_over.future.result()):
                state.handed_over = replace(handed_over, told_in=visit)
            return
        state.handed_over = None
        st.switch_page("pages/train.py")


def _say_what_became_of(name: str) -> bool:
    """Says how the import of the photos is going or has ended; returns whether it has ended."""
    try:
        its_import = read_import(name)
    except InklingError:
        # It was dismissed on the Train page.
        return True
    outcome = its_import.outcome
    if not its_import.is_over:
        st.info(
            "A data set is being made of these photos: the Train page shows how far it is.",
            icon=":material/school:",
        )
    elif outcome is not None and outcome.data_set:
        st.info("A data set was made of these photos: it is on the Train page.", icon=":material/school:")
    else:
        why = without_received(its_import.state.message)
        st.warning(escape_markdown(f"No data set was made of these photos. {why}"), icon=":material/info:")
    return its_import.is_over
