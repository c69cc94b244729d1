"""Shows HTML that contains SVG charts, which `st.html` removes."""

import hashlib
from pathlib import Path

import streamlit as st

from widgets.shared.widget_keys import CompareKey

_component = st.components.v2.component(
    "inkling-figures",
    js=Path(__file__).with_name("figures.js").read_text(encoding="utf-8"),
    # The page's styles apply to the charts.
    isolate_styles=False,
)


def show_figures(html: str, name: str, folded_on_a_phone: bool = False) -> None:
    """Shows HTML in which all names are already escaped.

    Args:
        html: The HTML, as from `core.presentation.comparison_figures`.
        name: Distinguishes these figures from others on the page.
        folded_on_a_phone: Whether charts are collapsed below their titles in a narrow window.
    """
    content = hashlib.sha256(html.encode()).hexdigest()
    _component(
        key=CompareKey.FIGURES.of(name), data={"html": html, "content": content, "folded": folded_on_a_phone}
    )
