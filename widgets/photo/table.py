"""Many photos: a progress bar while they are looked at, then a table to filter, sort and take away."""

from dataclasses import dataclass

import streamlit as st

from core.datasets.pseudo_labels import as_data_set, sorted_zip
from core.errors import InklingError
from core.inference.batch import Batch, Row
from core.inference.classifier import Classifier
from core.preprocessing.decode import decode_image
from core.presentation.prediction_table import FILTERS, as_csv, counts, filtered, table
from core.storage.settings import is_public
from widgets.photo.answers import show_photo
from widgets.photo.sources import PhotoSelection
from widgets.shared.page_state import desk

_LOOK_SECONDS = 0.5
_LATEST = 6
# A browser's table becomes slow with many more pictures.
_SHOWN = 2_000
_TABLE_PX = 600
_BY = {False: "exact names", True: "kinds of things"}


@dataclass
class _Work:
    """A session's batch, and what it was made of."""

    mark: str
    batch: Batch


def show_many(incoming: PhotoSelection, models: list[Classifier]) -> None:
    """Shows many photos' answers; starts to look at them if they are new."""
    mark = f"{incoming.mark} {' '.join(model.bundle.name for model in models)}"
    work: _Work | None = st.session_state.get("photo-work")
    if work is None or work.mark != mark:
        if work is not None:
            work.batch.cancel()
        work = st.session_state["photo-work"] = _Work(mark, Batch(incoming.photos, models, incoming.scratch))
        work.batch.start()
    if not work.batch.is_over:
        _show_progress(work.batch)
        return
    if work.batch.was_cancelled:
        left = len(work.batch.photos) - len(work.batch.rows)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.info(f"Stopped; {left:,} photos are left.", icon=":material/pause:")
            if st.button("Go on", icon=":material/play_arrow:"):
                work.batch.start()
                st.rerun()
    _show_table(work.batch)


def show_last() -> bool:
    """Shows the photos that were looked at last in this session; returns False if there are none."""
    work: _Work | None = st.session_state.get("photo-work")
    if work is None or not work.batch.is_over:
        return False
    st.caption("Your last photos:")
    _show_table(work.batch)
    return True


def _show_progress(batch: Batch) -> None:
    @st.fragment(run_every=_LOOK_SECONDS)
    def live() -> None:
        if batch.is_over:
            st.rerun()
        done, total = len(batch.rows), len(batch.photos)
        st.progress(done / total, f"{done:,} of {total:,} photos")
        latest = [row for row in batch.rows[-_LATEST:] if row.verdicts]
        if latest:
            st.image(
                [row.thumbnail for row in latest],
                caption=[row.verdicts[0].best.label for row in latest],
                width=72,
                alt=[f"A photo taken for {row.verdicts[0].best.label}." for row in latest],
            )

    live()
    st.button("Cancel", icon=":material/stop_circle:", on_click=batch.cancel)


def _show_table(batch: Batch) -> None:
    titles = [model.bundle.title for model in batch.classifiers]
    found = counts(batch.rows)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        which = st.segmented_control(
            "Show",
            [each for each in FILTERS if found[each] or each == FILTERS[0]],
            format_func=lambda each: f"{each} ({found[each]:,})",
            default=FILTERS[0],
            required=True,
            key="photo-filter",
        )
        words = st.text_input("Search names and answers", key="photo-search")
    rows = filtered(batch.rows, which or FILTERS[0], words)
    if not rows:
        st.caption("No photo is like that.")
        return
    if len(rows) > _SHOWN:
        st.caption(f"The first {_SHOWN:,} of {len(rows):,}; the CSV holds all.")
    confidence = st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1)
    frame = table(rows[:_SHOWN], titles)
    event = st.dataframe(
        frame.round(2),
        column_config={
            "photo": st.column_config.ImageColumn(width=64),
            **{name: confidence for name in frame.columns if name.startswith("confidence")},
        },
        row_height=56,
        height=min(56 * len(frame) + 40, _TABLE_PX),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key="photo-rows",
    )
    _show_takeaway(batch, rows, titles)
    chosen = event.selection.rows
    if not chosen:
        st.caption("Tick a row to see its answers in full and to say what it really is.")
    elif chosen[0] < len(rows):
        _show_row(batch, rows[chosen[0]])


def _show_row(batch: Batch, row: Row) -> None:
    photo = batch.photos[row.number]
    st.subheader(row.name)
    try:
        picture = decode_image(photo.read_bytes(), photo.name)
        show_photo(photo, picture, [each.classify_picture(picture) for each in batch.classifiers])
    except InklingError as error:
        st.warning(str(error), icon=":material/info:")


def _show_takeaway(batch: Batch, rows: list[Row], titles: list[str]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.download_button(
            "Save as CSV",
            lambda: as_csv(rows, titles),
            "photos.csv",
            "text/csv",
            on_click="ignore",
            icon=":material/table:",
        )
        by_kind = st.selectbox("Folders by", list(_BY), format_func=_BY.__getitem__, width=170)
        st.download_button(
            "Sort into folders",
            lambda: sorted_zip(batch.photos, rows, by_kind),
            "sorted photos.zip",
            "application/zip",
            on_click="ignore",
            icon=":material/drive_file_move:",
            help=f"A zip with a folder for each answer of {titles[0]}, the unsure ones apart.",
        )
        if not is_public() and st.button(
            "Teach a network with these",
            icon=":material/school:",
            help=f"Makes a data set of those that {titles[0]} is sure of, and opens the Train page.",
        ):
            _hand_over(batch, rows, by_kind)


def _hand_over(batch: Batch, rows: list[Row], by_kind: bool) -> None:
    bar = st.progress(0.0, "Making a data set ...")
    try:
        data_set = as_data_set(
            batch.photos,
            rows,
            by_kind,
            lambda done, of: bar.progress(done / of, f"{done:,} of {of:,} photos"),
        )
    except InklingError as error:
        bar.empty()
        st.warning(str(error), icon=":material/info:")
        return
    desk().chosen = data_set.name
    desk().say(f"{len(data_set.samples):,} photos are in now. Correct what was sorted wrongly, then train.")
    st.switch_page("pages/train.py")
