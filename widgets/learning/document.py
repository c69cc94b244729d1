"""A page of the documentation, shown in the app as it is."""

import re
from pathlib import Path

import streamlit as st

DOCUMENTS = Path(__file__).resolve().parents[2] / "docs"
_PICTURE = re.compile(r"^!\[([^\]]+)\]\(([^)]+)\)$", re.MULTILINE)


def show_document(name: str) -> None:
    """Shows a Markdown file of `docs/` with its pictures.

    Args:
        name: Of the file; its first line is the title of the page.
    """
    title, text = (DOCUMENTS / name).read_text(encoding="utf-8").split("\n", 1)
    words = title.removeprefix("# ")
    st.title(words)
    # Words and paths of pictures come between the paragraphs.
    pieces = _PICTURE.split(text)
    for words, alt, picture in zip(pieces[::3], [*pieces[1::3], ""], [*pieces[2::3], ""], strict=True):
        st.markdown(words)
        if picture:
            st.image(DOCUMENTS / picture, width="content", alt=alt)
