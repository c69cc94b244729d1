"""The drawing canvas: streamlit-drawable-canvas behind one small adapter.

The drawing is kept in the session, so that it survives other pages and other ways of input. Undo, redo and
clear are plain buttons; a small component of ours (`canvas_guard.js`) hides the canvas's own toolbar, whose
pencil edits strokes, and whose history is not ours; and it tells when the canvas was built anew.
"""

import re
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from core.preprocessing.canvas_format import from_canvas, to_canvas
from core.preprocessing.strokes import Strokes
from widgets.shared.canvas_drawing import CANVAS_PX, INK_COLOR, PEN_WIDTHS_PX, CanvasDrawing, Objects
from widgets.shared.canvas_keys import CanvasKeys
from widgets.shared.page_state import is_shown, widget_value

# The component's canvas is larger than our units, so that lines stay sharp where the page has room. The style
# of `pages.css` shows it as large as its place allows; the component itself never has another size.
_SCALE = 2
# White paper in both themes. The colour carries the order's number, where the browser takes any opacity above
# one for one, because the component's reports repeat the colour and nothing else that we give it.
_PAPER = "rgba(255, 255, 255, 1.{revision})"
_REVISION = re.compile(r"^rgba\(255, 255, 255, 1\.(\d{1,9})\)$")

_guard = st.components.v2.component(
    "inkling-canvas-guard",
    js=Path(__file__).with_name("canvas_guard.js").read_text(encoding="utf-8"),
)


def current_drawing(drawing: CanvasDrawing, keys: CanvasKeys) -> Strokes:
    """Returns what is drawn, before the canvas itself is shown: so answers can go out first.

    Args:
        drawing: The drawing in the session, which takes over what the browser reports.
        keys: Of the canvas.

    Returns:
        The strokes in canvas pixels, empty if nothing is drawn.
    """
    reported = reported_objects(keys)
    if reported is not None:
        drawing.catch_up(reported, _reported_revision(keys))
    return strokes_of(drawing.objects)


def strokes_of(objects: Objects) -> Strokes:
    """Returns the component's objects as strokes in canvas pixels."""
    return [stroke / _SCALE for stroke in from_canvas({"objects": objects})]


def objects_of(strokes: Strokes, pen: str = "Medium") -> Objects:
    """Returns strokes in canvas pixels as the component's objects.

    Args:
        strokes: The strokes.
        pen: A key of `PEN_WIDTHS_PX`.
    """
    scaled = [stroke * _SCALE for stroke in strokes]
    objects: Objects = to_canvas(scaled, PEN_WIDTHS_PX[pen] * _SCALE, INK_COLOR)["objects"]
    return objects


def reported_objects(keys: CanvasKeys) -> Objects | None:
    """Returns what the component reported last, in its own form; None if it has reported nothing.

    `st_canvas` returns the same only when it is shown, which is too late. So this reads the component's
    state, whose form is not documented; a test compares the two.
    """
    raw = _reported(keys)
    return None if raw is None else raw.get("objects", [])


def _reported_revision(keys: CanvasKeys) -> int | None:
    match = _REVISION.match(str((_reported(keys) or {}).get("background")))
    return int(match[1]) if match else None


def _reported(keys: CanvasKeys) -> dict[str, Any] | None:
    component = widget_value(keys.canvas)
    return ((component.get("drawing") or {}).get("raw") or {}) if component else None


def show_canvas(drawing: CanvasDrawing, keys: CanvasKeys) -> None:
    """Shows a canvas with what is drawn on it."""
    if not is_shown(keys.canvas) and drawing.objects:
        drawing.show(drawing.objects)
    # The frame has the canvas's size on the page; the style finds it by its key.
    with st.container(key=keys.frame):
        st_canvas(
            stroke_width=PEN_WIDTHS_PX[pen_width(keys)] * _SCALE,
            stroke_color=INK_COLOR,
            background_color=_PAPER.format(revision=drawing.revision),
            width=CANVAS_PX * _SCALE,
            height=CANVAS_PX * _SCALE,
            initial_drawing={"objects": drawing.base},
            key=keys.canvas,
        )
        _guard(
            key=keys.guard,
            data={"frame": keys.frame},
            # A canvas that was built anew shows what it was told last, and not what was drawn since.
            on_rebuilt_change=lambda: drawing.show(drawing.objects),
            width="content",
            height="content",
        )


def put_drawing(drawing: CanvasDrawing, strokes: Strokes) -> None:
    """Puts strokes on the canvas, in place of what is there."""
    drawing.replace(objects_of(strokes))


def canvas_buttons(drawing: CanvasDrawing, keys: CanvasKeys) -> None:
    """Shows undo, redo and clear."""
    with st.container(horizontal=True, gap="small", key=keys.buttons):
        for label, icon, action, is_possible in (
            ("Undo", "undo", drawing.undo, bool(drawing.objects)),
            ("Redo", "redo", drawing.redo, bool(drawing.undone)),
            ("Clear", "delete", drawing.clear, bool(drawing.objects)),
        ):
            st.button(
                label,
                icon=f":material/{icon}:",
                key=keys.button(label.lower()),
                on_click=action,
                disabled=not is_possible,
            )


def pen_choice(keys: CanvasKeys) -> None:
    """Shows the choice of pen widths."""
    st.segmented_control(
        "Pen",
        list(PEN_WIDTHS_PX),
        format_func=lambda width: f"{width} pen",
        default="Medium",
        required=True,
        key=keys.pen,
        label_visibility="collapsed",
        persist_state="session",
    )


def pen_width(keys: CanvasKeys) -> str:
    """Returns the chosen width of the pen, a key of `PEN_WIDTHS_PX`."""
    width = widget_value(keys.pen)
    return width if width in PEN_WIDTHS_PX else "Medium"
