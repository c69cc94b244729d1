"""The drawing canvas: streamlit-drawable-canvas behind one small adapter.

The drawing is kept in the session, so that it survives other pages and other ways of input. Undo, redo and
clear are plain buttons, since the component's own toolbar appears only under a mouse.
"""

from typing import Any

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from core.preprocessing.canvas_format import from_canvas, to_canvas
from core.preprocessing.strokes import Strokes
from widgets.shared.canvas_drawing import CANVAS_PX, INK_COLOR, PAPER_COLOR, PEN_WIDTHS_PX, CanvasDrawing
from widgets.shared.page_state import is_shown, widget_value
from widgets.shared.widget_keys import CanvasKeys


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
        drawing.catch_up(reported)
    return from_canvas({"objects": drawing.objects})


def reported_objects(keys: CanvasKeys) -> list[dict[str, Any]] | None:
    """Returns what the component reported last, in its own form; None if it has reported nothing.

    `st_canvas` returns the same only when it is shown, which is too late. So this reads the component's
    state, whose form is not documented; a test compares the two.
    """
    component = widget_value(keys.canvas)
    if not component:
        return None
    return ((component.get("drawing") or {}).get("raw") or {}).get("objects", [])


def show_canvas(drawing: CanvasDrawing, keys: CanvasKeys) -> None:
    """Shows a canvas with what is drawn on it."""
    if not is_shown(keys.canvas) and drawing.objects:
        drawing.show(drawing.objects)
    st_canvas(
        stroke_width=PEN_WIDTHS_PX[widget_value(keys.pen) or "Medium"],
        stroke_color=INK_COLOR,
        background_color=PAPER_COLOR,
        width=CANVAS_PX,
        height=CANVAS_PX,
        initial_drawing={"objects": drawing.base, "revision": drawing.revision},
        key=keys.canvas,
    )


def put_drawing(drawing: CanvasDrawing, strokes: Strokes) -> None:
    """Puts strokes on the canvas, in place of what is there."""
    drawing.replace(to_canvas(strokes, PEN_WIDTHS_PX["Medium"], INK_COLOR)["objects"])


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
