"""Thumbnails of a data set's pictures: in a strip, or in pages where they can be moved and removed."""

import io
from collections.abc import Mapping
from functools import partial
from pathlib import PurePosixPath

import streamlit as st
from PIL import ImageOps

from core.datasets.corrections import relabel
from core.datasets.data_set import DataSet, Sample
from core.datasets.store import read_data_set
from core.datasets.thumbnails import thumbnail
from core.errors import InklingError
from core.presentation.comparison_svg import shortened
from core.presentation.markdown import escape_markdown
from core.storage.settings import is_public
from widgets.shared.actions import action_button
from widgets.shared.page_state import TrainState, train_state, value_at_click, widget_value
from widgets.shared.panel_keys import PanelKey
from widgets.shared.widget_keys import DataSetKey

SIDE_PX = 72
SHOWN = 24
_PER_PAGE = 40
_CELL_PX, _NAME_CHARACTERS, _LABEL_CHARACTERS = 96, 14, 32
_CACHED = 4_000
_MARGIN_PX = 3


def show_strip(data_set: DataSet, samples: list[Sample], count: int = SHOWN) -> None:
    """Shows the first few pictures, each with its class."""
    shown = samples[:count]
    pngs = [_png(data_set.name, sample.number, sample.sha256) for sample in shown]
    pictures = [(png, sample.label) for png, sample in zip(pngs, shown, strict=True) if png]
    if pictures:
        st.image(
            [png for png, _ in pictures],
            # A long name would be a tall, narrow column; the alternative text has all of it.
            caption=[escape_markdown(shortened(label, _LABEL_CHARACTERS)) for _, label in pictures],
            width=SIDE_PX,
            alt=[f"A picture of the class {label}." for _, label in pictures],
        )
    if len(samples) > count:
        st.caption(f"... and {len(samples) - count:,} more.")


def correct_table(
    data_set: DataSet, samples: list[Sample], part: str, suggestions: dict[int, str] | None = None
) -> None:
    """Shows pictures page by page; those that the user ticks can be moved to another class or removed.

    In a public demo, which does not allow that, it only shows the first few pictures.

    Args:
        data_set: The data set.
        samples: The pictures to show.
        part: The part of the page that shows them, such as "browse-cats"; each part has its own ticks.
        suggestions: The class that a picture more likely shows, by picture number; one click accepts it.
    """
    if is_public():
        show_strip(data_set, samples)
        return
    place = DataSetKey.TICK.of(data_set.name, part)
    serial = train_state().ticks_used[place]
    page = 1
    if (pages := -(-len(samples) // _PER_PAGE)) > 1:
        page = st.pagination(pages, key=DataSetKey.PAGE.of(data_set.name, part), persist_state="session")
        st.caption(f"{len(samples):,} pictures, {_PER_PAGE} on a page. Ticks stay when you change the page.")
    keys = {sample.number: f"{place}-{serial}-{sample.sha256}-{sample.number}" for sample in samples}
    with st.container(horizontal=True):
        for sample in samples[(page - 1) * _PER_PAGE : page * _PER_PAGE]:
            with st.container(width=_CELL_PX):
                show_strip(data_set, [sample], 1)
                if suggestions and (likely := suggestions.get(sample.number)):
                    action_button(
                        escape_markdown(f"It is {likely}"),
                        partial(relabel, data_set.name, {sample.number: likely}),
                        key=DataSetKey.ACCEPT.of(data_set.name, f"{part}-{sample.number}"),
                        help="Gives it this class; the last change can be undone.",
                    )
                # The name identifies the picture for users who cannot see it. With its suffix, even the names
                # of most cameras would be too long for one line.
                st.checkbox(
                    escape_markdown(PurePosixPath(sample.name).stem[-_NAME_CHARACTERS:]),
                    key=keys[sample.number],
                    persist_state="session",
                )
    _tools_for(data_set, part, keys)


def _tools_for(data_set: DataSet, part: str, keys: Mapping[int, str]) -> None:
    """Shows the tools for ticked pictures; `keys` are the widget keys of the ticks, by picture number."""
    state = train_state()
    ticked = [number for number, key in keys.items() if widget_value(key)]
    count = f"{len(ticked):,} ticked"
    panel = PanelKey.REMOVE_TICKED.of(data_set.name, part)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        label = st.selectbox(
            "Move the ticked ones to",
            data_set.classes,
            index=None,
            placeholder="Choose a class, or type a new one",
            accept_new_options=True,
            key=DataSetKey.MOVE_TO.of(data_set.name, part),
            persist_state="session",
        )
        action_button(
            "Move",
            partial(_move, state, data_set.name, part, keys),
            key=DataSetKey.MOVE.of(data_set.name, part),
            disabled=not (ticked and label and label.strip()),
            icon=":material/drive_file_move:",
        )
        with st.popover("Remove", icon=":material/delete:", disabled=not ticked, key=panel):
            st.write(f"{count}: remove them from this data set? You can undo that.")
            action_button(
                "Remove the ticked ones",
                partial(_change, state, data_set.name, part, keys, None),
                type="primary",
                key=DataSetKey.REMOVE.of(data_set.name, part),
                disabled=not ticked,
            )
    st.caption(f"{count}." if ticked else "Tick pictures to move or to remove them.")


def _move(state: TrainState, name: str, part: str, keys: Mapping[int, str]) -> None:
    label = value_at_click(DataSetKey.MOVE_TO.of(name, part))
    if label and label.strip():
        _change(state, name, part, keys, label)


def _change(state: TrainState, name: str, part: str, keys: Mapping[int, str], label: str | None) -> None:
    """Moves the pictures that are ticked at the click to a class, or removes them if `label` is None."""
    relabel(name, {number: label for number, key in keys.items() if value_at_click(key)})
    state.ticks_used[DataSetKey.TICK.of(name, part)] += 1


@st.cache_data(max_entries=_CACHED, show_spinner=False)
def _png(name: str, number: int, sha256: str) -> bytes | None:
    """Returns a thumbnail as a PNG file; None if the picture no longer exists or cannot be read."""
    try:
        data_set = read_data_set(name)
        sample = next(s for s in data_set.samples if s.number == number and s.sha256 == sha256)
        file = io.BytesIO()
        picture = thumbnail(data_set, sample, SIDE_PX).convert("RGBA")
        # Streamlit shows pictures without space between them.
        ImageOps.expand(picture, _MARGIN_PX, (0, 0, 0, 0)).save(file, "PNG")
    except (InklingError, StopIteration):
        return None
    return file.getvalue()
