"""Shows a page of the documentation in the app, with charts in place of pictures of charts."""

import re
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.bundles.library import read_library
from core.presentation.learning_charts import LEARNING_CHARTS
from core.storage.paths import SHIPPED
from widgets.shared.charts import show_chart

DOCUMENTS = Path(__file__).resolve().parents[2] / "docs"
# On a dark page, a picture with this suffix is shown instead of the one without it.
DARK_SUFFIX = "-dark"
_PICTURE = re.compile(r"^!\[([^\]]+)\]\(([^)]+)\)$", re.MULTILINE)
_READABLE_PX = 760


def show_document(name: str) -> None:
    """Shows a Markdown file of `docs/`, with the pictures of each section beside its text.

    Args:
        name: Name of the file; its first line is the title of the page.
    """
    title, text = (DOCUMENTS / name).read_text(encoding="utf-8").split("\n", 1)
    words = title.removeprefix("# ")
    st.title(words)
    for section in re.split(r"^(?=## )", text, flags=re.MULTILINE):
        # The split yields text, alt text and path in turn.
        pieces = _PICTURE.split(section)
        words = "\n\n".join(pieces[::3])
        if len(pieces) == 1:
            with st.container(width=_READABLE_PX):
                st.markdown(words)
            continue
        left, right = st.columns(2, gap="large")
        left.markdown(words)
        for alt, picture in zip(pieces[1::3], pieces[2::3], strict=True):
            _show(DOCUMENTS / picture, alt, right)


def _show(picture: Path, alt: str, place: DeltaGenerator) -> None:
    """Shows a picture or, if it is of charts, the charts themselves in the page's own font and colours."""
    if picture.stem not in LEARNING_CHARTS:
        place.image(_in_theme(picture), width="stretch", alt=alt)
        return
    draw, network = LEARNING_CHARTS[picture.stem]
    with place:
        for chart in draw(read_library([SHIPPED]).get(network)):
            show_chart(chart, alt_text=alt)


def _in_theme(picture: Path) -> Path:
    """Returns the version of a picture for the page's theme."""
    dark = picture.with_stem(f"{picture.stem}{DARK_SUFFIX}")
    return dark if st.context.theme.type == "dark" and dark.exists() else picture
