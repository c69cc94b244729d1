"""The things that a network knows as HTML: small tiles with names and, where available, drawings."""

import base64
from collections.abc import Mapping, Sequence

from core.preprocessing.drawings_by_others import BOX_PX
from core.preprocessing.strokes import Strokes, bounds
from core.presentation.html_text import escape_html

_MARGIN_PX = 12


def things_html(labels: Sequence[str], drawings: Mapping[str, Strokes]) -> str:
    """Returns an HTML list of tiles, one for each thing.

    Args:
        labels: The things, in the order in which they are shown.
        drawings: Drawings of some of them, in a square box with sides of `BOX_PX` pixels.
    """
    tiles = "".join(
        f"<li>{_picture(drawings.get(label))}<span>{escape_html(label)}</span></li>" for label in labels
    )
    # `tabindex` makes the list scrollable with the keyboard, too.
    return f'<ul class="known-things" tabindex="0" aria-label="What it knows">{tiles}</ul>'


def _picture(strokes: Strokes | None) -> str:
    """Returns a drawing in the colour of the text, hidden from screen readers, which read its name.

    Streamlit removes SVG elements from HTML, so the drawing is a CSS mask filled with that colour.
    """
    if not strokes:
        return ""
    side = BOX_PX + 2 * _MARGIN_PX
    # A flat or narrow drawing is centred in its tile.
    lowest, highest = bounds(strokes)
    left, top = (lowest + highest - side) / 2
    path = " ".join(
        "M" + " L".join(f"{x:.0f} {y:.0f}" for x, y in (stroke if len(stroke) > 1 else [*stroke, *stroke]))
        for stroke in strokes
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left:.0f} {top:.0f} {side} {side}">'
        f'<path d="{path}" fill="none" stroke="black" stroke-width="8" stroke-linecap="round" '
        'stroke-linejoin="round"/></svg>'
    )
    data = base64.b64encode(svg.encode()).decode()
    return f'<i aria-hidden="true" style="--drawing: url(data:image/svg+xml;base64,{data})"></i>'
