"""The drawing canvas: a small adapter around streamlit-drawable-canvas.

The drawing is kept in the session, so it survives switching to another page or another source of input. Undo,
redo and clear are ordinary buttons. A small component of our own (`canvas_guard.js`) hides the canvas's
toolbar, whose pencil edits strokes and whose undo history is separate from ours, makes the canvas report a
stroke before a click that follows it, and reports when the canvas was rebuilt.
"""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from core.errors import BadDrawing
from core.preprocessing.canvas_format import from_canvas, to_canvas
from core.preprocessing.strokes import Strokes
from core.presentation.markdown import escape_markdown
from widgets.shared.canvas_drawing import CANVAS_PX, INK_COLOR, PEN_WIDTHS_PX, CanvasDrawing, Objects
from widgets.shared.canvas_keys import CanvasKeys
from widgets.shared.component_script import component_script
from widgets.shared.page_state import is_shown, value_at_click, widget_value

# The component's canvas has more pixels than our units, so that lines stay sharp when it is shown large.
# `pages.css` scales it to the space available; the component itself always has the same size.
_SCALE = 2
# White paper in both themes. The revision is encoded in the colour, because that is the only one of our
# settings that the component's reports repeat; browsers treat any opacity above 1 as 1.
_PAPER = "rgba(255, 255, 255, 1.{revision})"
_REVISION = re.compile(r"^rgba\(255, 255, 255, 1\.(\d{1,9})\)$")

_guard = st.components.v2.component(
    "inkling-canvas-guard",
    js=component_script(Path(__file__).with_name("canvas_guard.js")),
)


def current_drawing(drawing: CanvasDrawing, keys: CanvasKeys) -> Strokes:
    """Returns the current drawing; called before the canvas is shown, so that answers can be sent first.

    Args:
        drawing: The drawing in the session, which is updated with what the browser reports.
        keys: Keys of the canvas.

    Returns:
        The strokes in canvas pixels; empty if nothing is drawn.
    """
    # A new canvas begins with the whole drawing. The live pen, which is shown first, has to know that.
    if not is_shown(keys.canvas) and drawing.objects:
        drawing.show(drawing.objects)
    return _caught_up(drawing, widget_value(keys.canvas))


def drawing_at_click(drawing: CanvasDrawing, keys: CanvasKeys) -> Strokes:
    """Returns what is drawn, in a callback, as `current_drawing` does before the canvas is shown."""
    return _caught_up(drawing, value_at_click(keys.canvas))


def _caught_up(drawing: CanvasDrawing, component: Any) -> Strokes:
    reported = _reported(component)
    if reported is not None:
        revision = _REVISION.match(str(reported.get("background")))
        drawing.catch_up(reported["objects"], int(revision[1]) if revision else None)
    try:
        strokes = strokes_of(drawing.objects)
    except BadDrawing as error:
        # Such as a canvas that was scribbled on for minutes.
        sentence = f"{error.sentence} The last stroke was left out."
        st.toast(escape_markdown(sentence), icon=":material/info:", duration="long")
        drawing.show(drawing.readable)
        return strokes_of(drawing.readable)
    drawing.readable = drawing.objects
    return strokes


def strokes_of(objects: Objects) -> Strokes:
    """Converts the component's objects to strokes in canvas pixels."""
    return [stroke / _SCALE for stroke in from_canvas({"objects": objects})]


def objects_of(strokes: Strokes, pen: str = "Medium") -> Objects:
    """Converts strokes in canvas pixels to the component's objects.

    Args:
        strokes: The strokes.
        pen: A key of `PEN_WIDTHS_PX`.
    """
    scaled = [stroke * _SCALE for stroke in strokes]
    objects: Objects = to_canvas(scaled, PEN_WIDTHS_PX[pen] * _SCALE, INK_COLOR)["objects"]
    return objects


def _reported(component: Any) -> dict[str, Any] | None:
    """Reads the component's last report from its state; None if it has reported nothing.

    `st_canvas` returns the same objects, but only when it is called to show the canvas, which is too late.
    The format of the state is undocumented; a test compares both.
    """
    state = component.get("drawing") if isinstance(component, dict) else None
    raw = state.get("raw") if isinstance(state, dict) else None
    return raw if isinstance(raw, dict) and isinstance(raw.get("objects"), list) else None


def show_canvas(drawing: CanvasDrawing, keys: CanvasKeys) -> None:
    """Shows a canvas with its drawing; call it after `current_drawing`."""
    # The frame has the size at which the page shows the canvas; the style sheet finds it by its key.
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
            # A rebuilt canvas shows what it was last told to show, without the strokes drawn since.
            on_rebuilt_change=lambda: drawing.show(drawing.objects),
            width="content",
            height="content",
        )


def put_drawing(drawing: CanvasDrawing, strokes: Strokes) -> None:
    """Replaces the drawing on the canvas with the given strokes; undo brings it back."""
    drawing.replace(objects_of(strokes))


def canvas_buttons(drawing: CanvasDrawing, keys: CanvasKeys) -> None:
    """Shows the undo, redo and clear buttons."""
    with st.container(horizontal=True, gap="small", key=keys.buttons):
        for label, icon, action, is_possible in (
            ("Undo", "undo", drawing.undo, drawing.can_undo),
            ("Redo", "redo", drawing.redo, bool(drawing.undone)),
            ("Clear", "delete", drawing.clear, bool(drawing.objects)),
        ):
            st.button(
                label,
                icon=f":material/{icon}:",
                key=keys.button(label.lower()),
                on_click=partial(_act, drawing, keys, action),
                disabled=not is_possible,
            )


def _act(drawing: CanvasDrawing, keys: CanvasKeys, action: Callable[[], None]) -> None:
    # A stroke that was drawn just before the click may have been reported together with it.
    drawing_at_click(drawing, keys)
    action()


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
    """Returns the chosen pen width as a key of `PEN_WIDTHS_PX`."""
    width = widget_value(keys.pen)
    return width if width in PEN_WIDTHS_PX else "Medium"
