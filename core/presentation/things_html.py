"""The things that a network knows as HTML: small tiles with names, and drawings where there are some."""

from collections.abc import Mapping, Sequence

from core.preprocessing.drawings_by_others import BOX_PX
from core.preprocessing.strokes import Strokes
from core.presentation.html_text import escape_html

_MARGIN_PX = 12


def things_html(labels: Sequence[str], drawings: Mapping[str, Strokes]) -> str:
    """Returns a list of tiles, one for each thing.

    Args:
        labels: The things, in the order in which they are shown.
        drawings: Drawings of some of them, in a box of `BOX_PX` pixels.
    """
    tiles = "".join(
        f"<li>{_picture(drawings.get(label))}<span>{escape_html(label)}</span></li>" for label in labels
    )
    return f'<ul class="known-things">{tiles}</ul>'


def _picture(strokes: Strokes | None) -> str:
    """Returns a drawing as SVG in the colour of the text; the name beside it says what it shows."""
    if not strokes:
        return ""
    side = BOX_PX + 2 * _MARGIN_PX
    path = " ".join(
        "M" + " L".join(f"{x:.0f} {y:.0f}" for x, y in (stroke if len(stroke) > 1 else [*stroke, *stroke]))
        for stroke in strokes
    )
    return (
        f'<svg viewBox="{-_MARGIN_PX} {-_MARGIN_PX} {side} {side}" aria-hidden="true">'
        f'<path d="{path}" fill="none" stroke="currentColor" stroke-width="8" stroke-linecap="round" '
        'stroke-linejoin="round"></path></svg>'
    )
