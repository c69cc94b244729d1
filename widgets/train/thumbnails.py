"""Small pictures of a data set, side by side or in a table where their classes can be corrected."""

import base64
import io
from typing import Literal

import pandas as pd
import streamlit as st
from PIL import ImageOps

from core.datasets.data_set import DataSet, Sample
from core.datasets.store import read_data_set, relabel
from core.datasets.thumbnails import thumbnail
from core.errors import InklingError
from core.presentation.markdown import escape_markdown
from widgets.shared.actions import act
from widgets.shared.widget_keys import DataSetKey, button_key, fingerprint_of

SIDE_PX = 72
SHOWN = 24
_ROWS = 60
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
            caption=[escape_markdown(label) for _, label in pictures],
            width=SIDE_PX,
            alt=[f"A picture of the class {label}." for _, label in pictures],
        )
    if len(samples) > count:
        st.caption(f"... and {len(samples) - count:,} more.")


def correct_table(
    data_set: DataSet, samples: list[Sample], part: str, suggestions: dict[int, str] | None = None
) -> None:
    """Shows pictures in a table where each can be given another class or be removed.

    Args:
        data_set: The data set.
        samples: Its pictures to show.
        part: Which of the data set's tables this is, as "browse".
        suggestions: The class that each more likely shows, by its number.
    """
    rows = [
        {
            "picture": _url(data_set, sample),
            "class": sample.label,
            **({"looks like": suggestions.get(sample.number, "")} if suggestions else {}),
            "remove": False,
            "name": sample.name,
        }
        for sample in samples[:_ROWS]
    ]
    if len(samples) > _ROWS:
        st.caption(f"The first {_ROWS} of {len(samples):,}.")
    # Edits are remembered by row, so other pictures get another table.
    key = DataSetKey.TABLE.of(data_set.name, f"{part}-{fingerprint_of(sample.number for sample in samples)}")
    edited = st.data_editor(
        pd.DataFrame(rows),
        column_config={
            "picture": st.column_config.ImageColumn(width="small"),
            "class": st.column_config.SelectboxColumn(options=list(data_set.classes), required=True),
            "remove": st.column_config.CheckboxColumn(width="small"),
        },
        disabled=["picture", "looks like", "name"],
        row_height=56,
        hide_index=True,
        key=key,
    )
    changes: dict[int, str | None] = {}
    for sample, row in zip(samples, edited.to_dict("records"), strict=False):
        if row["remove"]:
            changes[sample.number] = None
        elif row["class"] != sample.label:
            changes[sample.number] = row["class"]
    words = f"Change {len(changes)}" if changes else "Change classes above, or tick what to remove"
    look: Literal["primary", "secondary"] = "primary" if changes else "secondary"
    if st.button(words, key=button_key(key), disabled=not changes, type=look):
        act(relabel, data_set.name, changes)


def _url(data_set: DataSet, sample: Sample) -> str | None:
    png = _png(data_set.name, sample.number, sample.sha256)
    return f"data:image/png;base64,{base64.b64encode(png).decode()}" if png else None


@st.cache_data(max_entries=_CACHED, show_spinner=False)
def _png(name: str, number: int, sha256: str) -> bytes | None:
    """Returns a small picture; None if it is no longer there."""
    try:
        data_set = read_data_set(name)
        sample = next(s for s in data_set.samples if s.number == number and s.sha256 == sha256)
        file = io.BytesIO()
        picture = thumbnail(data_set, sample, SIDE_PX).convert("RGBA")
        # Streamlit lays pictures edge to edge.
        ImageOps.expand(picture, _MARGIN_PX, (0, 0, 0, 0)).save(file, "PNG")
    except (InklingError, StopIteration):
        return None
    return file.getvalue()
