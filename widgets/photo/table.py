"""The answers for many photos: a progress bar at first, then a table to filter, sort and export."""

import streamlit as st

from core.datasets.pseudo_labels import most_answering_network, sorted_zip
from core.inference.batch import Batch, Row
from core.inference.classifier import Classifier
from core.plurals import counted
from core.presentation.markdown import escape_markdown
from core.presentation.prediction_table import FILTERS, as_csv, counts, filtered, table, verdict_in_words
from core.presentation.wording import in_percent
from core.storage.settings import is_public
from widgets.photo.answers import show_row
from widgets.photo.handing_over import follow_hand_over, hand_over_button, say_what_is_handed_over
from widgets.shared.actions import action_button
from widgets.shared.models import identity
from widgets.shared.page_state import photo_state, widget_value
from widgets.shared.photo_selection import PhotoBatch, PhotoSelection
from widgets.shared.scrolling import scroll_here
from widgets.shared.widget_keys import PhotoKey

_LOOK_SECONDS = 0.5
_LATEST = 6
_LATEST_PX = 72
# With many more pictures, the table becomes slow in the browser.
_SHOWN = 2_000
_TABLE_PX = 600
_ROW_PX, _HEADER_PX, _PICTURE_PX = 56, 40, 64
_BY = {False: "exact names", True: "kinds of things"}


def show_many(selection: PhotoSelection, classifiers: list[Classifier]) -> None:
    """Shows the answers for many photos; starts the networks if the photos or networks are new."""
    state = photo_state()
    fingerprint = (selection.fingerprint, *(identity(network.bundle) for network in classifiers))
    if state.batch is None or state.batch.fingerprint != fingerprint:
        if state.batch is not None:
            state.batch.batch.cancel()
        state.batch = PhotoBatch(fingerprint, Batch(selection.photos, classifiers, selection.scratch))
        state.batch.batch.start()
    batch = state.batch.batch
    if not batch.is_over:
        _show_progress(batch)
        return
    if batch.was_cancelled:
        left = len(batch.photos) - len(batch.rows)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.info(f"Stopped; {counted(left, 'photo')} left.", icon=":material/pause:")
            action_button("Resume", batch.start, icon=":material/play_arrow:", key=PhotoKey.BATCH.of("go-on"))
    _show_table(state.batch)


def show_last() -> bool:
    """Shows the last photos of this session again; returns False if there are none or they are not done."""
    last = photo_state().batch
    if last is None or not last.batch.is_over:
        return False
    st.caption("Your last photos:")
    _show_table(last)
    return True


def _show_progress(batch: Batch) -> None:
    @st.fragment(run_every=_LOOK_SECONDS)
    def live() -> None:
        if batch.is_over:
            st.rerun()
        done, total = len(batch.rows), len(batch.photos)
        st.progress(done / total, f"{done:,} of {counted(total, 'photo')}")
        latest = [(row.thumbnail, verdict_in_words(row.first)) for row in batch.rows[-_LATEST:] if row.first]
        if latest:
            st.image(
                [thumbnail for thumbnail, _ in latest],
                caption=[escape_markdown(words) for _, words in latest],
                width=_LATEST_PX,
                alt=[f"A photo; the answer: {words}." for _, words in latest],
            )

    live()
    st.button("Cancel", icon=":material/stop_circle:", on_click=batch.cancel)


def _show_table(done: PhotoBatch) -> None:
    batch = done.batch
    titles = [network.bundle.title for network in batch.classifiers]
    decider = _decider(done)
    count_of = counts(batch.rows, decider)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        which = st.segmented_control(
            "Show",
            [name for name in FILTERS if count_of[name] or name == FILTERS[0]],
            format_func=lambda name: f"{name} ({count_of[name]:,})",
            default=FILTERS[0],
            required=True,
            key=PhotoKey.FILTER,
            persist_state="session",
        )
        words = st.text_input("Search names and answers", key=PhotoKey.SEARCH, persist_state="session")
    rows = filtered(batch.rows, which or FILTERS[0], words, decider)
    photo_state().spoken = f"{counted(len(rows), 'photo')} {'is' if len(rows) == 1 else 'are'} in the table."
    if not rows:
        st.caption("No matching photos.")
        return
    if len(rows) > _SHOWN:
        st.caption(f"The first {_SHOWN:,} of {len(rows):,}; the CSV holds all.")
    # The deciding network, to which "Not sure" above refers, comes first: a phone shows only three columns.
    frame = table(rows[:_SHOWN], titles, in_words=True, leading=decider)
    # Drops empty columns: the problems if there are none, and the kinds of a network that has none.
    frame = frame.loc[:, ~(frame == "").all()]
    event = st.dataframe(
        # The same format as for all confidences, which never rounds up to 100%.
        frame.style.format(dict.fromkeys(frame.select_dtypes("number"), in_percent), na_rep=""),
        column_config={"photo": st.column_config.ImageColumn(width=_PICTURE_PX)},
        row_height=_ROW_PX,
        height=min(_ROW_PX * len(frame) + _HEADER_PX, _TABLE_PX),
        hide_index=True,
        # A photo that cannot be read has no picture and no answer.
        placeholder="",
        on_select="rerun",
        selection_mode="single-row",
        key=PhotoKey.ROWS,
    )
    _show_export(done, rows, titles, decider)
    # A newer search may have left out the row that was selected before.
    row = next((rows[index] for index in event.selection.rows if index < len(rows)), None)
    # Without scrolling, a click on a row would change nothing visible, because the table fills the window.
    scroll_here(_opening(row), PhotoKey.DETAILS)
    if not event.selection.rows:
        st.caption("Select a photo for details, and to say what it really is.")
    elif row:
        st.header(escape_markdown(row.name))
        show_row(batch.photos[row.number], row, list(batch.classifiers))


def _opening(row: Row | None) -> str:
    """Returns a token that changes whenever another photo is selected; empty if none is."""
    state = photo_state()
    number, before = state.details
    wanted = row.number if row else None
    if wanted != number:
        before += 1
        state.details = wanted, before
    return f"{before}" if row else ""


def _decider_key(done: PhotoBatch) -> str:
    return PhotoKey.DECIDER.of_now("photos", done.fingerprint)


def _decider(done: PhotoBatch) -> int:
    """Returns the index of the deciding network; can be called before its choice is shown.

    The default is the network that is sure of the most photos. It is not always the first: that may be one of
    the user's own networks, and such a network may know nothing that these photos show.
    """
    chosen = widget_value(_decider_key(done))
    return most_answering_network(done.batch.rows) if chosen is None else int(chosen)


def _show_export(done: PhotoBatch, rows: list[Row], titles: list[str], decider: int) -> None:
    batch = done.batch
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.download_button(
            "Save as CSV",
            lambda: as_csv(rows, titles),
            "photos.csv",
            "text/csv",
            on_click="ignore",
            icon=":material/table:",
        )
        if len(titles) > 1:
            _choose_decider(done, decider, titles)
        by_kind = st.selectbox(
            "Group by",
            list(_BY),
            format_func=_BY.__getitem__,
            key=PhotoKey.GROUP_BY,
            persist_state="session",
            width=170,
        )
        title = escape_markdown(titles[decider])
        st.download_button(
            "Sort into folders",
            lambda: sorted_zip(batch.photos, rows, by_kind, decider),
            "sorted photos.zip",
            "application/zip",
            on_click="ignore",
            icon=":material/drive_file_move:",
            help=f"A zip with a folder for each answer of {title}; unsure photos are in a separate folder.",
        )
        if not is_public():
            hand_over_button(done, decider, _decider_key(done))
    if not is_public():
        say_what_is_handed_over(rows, by_kind, decider, titles[decider])
    follow_hand_over(done)


def _choose_decider(done: PhotoBatch, decider: int, titles: list[str]) -> None:
    st.selectbox(
        "Network that decides",
        list(range(len(titles))),
        index=decider,
        format_func=titles.__getitem__,
        key=_decider_key(done),
        persist_state="session",
        help="Its answers name the folders and the classes to teach, and decide what counts as Not sure. "
        "The default is the network that is sure of the most photos.",
        width=220,
    )
