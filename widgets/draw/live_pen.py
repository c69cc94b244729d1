"""The live pen: an invisible component that reports a stroke while it is being drawn.

Its script, `live_pen.js`, listens for pen events over the canvas, so that the networks can answer before the
canvas component reports, which it does only some time after the pen was lifted. If the live pen does not
load, the canvas's own reports are answered.
"""

from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from core.errors import BadDrawing
from core.preprocessing.strokes import MAX_POINTS, MAX_STROKES, Strokes, checked
from widgets.shared.callbacks import to_its_end
from widgets.shared.canvas import objects_of, pen_width, put_drawing, strokes_of
from widgets.shared.canvas_drawing import CANVAS_PX
from widgets.shared.canvas_keys import DRAW_CANVAS, CanvasKeys
from widgets.shared.choices import TASKS
from widgets.shared.component_script import component_script
from widgets.shared.page_state import draw_state, widget_value
from widgets.shared.widget_keys import DrawKey

# Points farther outside the canvas do not come from drawing, so a report that has any is rejected.
_MAX_COORDINATE = 100 * CANVAS_PX
_ROUNDED_PX = 4  # how far at most the canvas component moves a point

_component = st.components.v2.component(
    "inkling-live-pen",
    js=component_script(Path(__file__).with_name("live_pen.js")),
)


def show_live_pen(task: str, keys: CanvasKeys, strokes: Strokes) -> None:
    """Follows the pen over a canvas.

    Args:
        task: The task of the canvas.
        keys: Keys of the canvas.
        strokes: The drawing on the canvas, as returned by `current_drawing`.
    """
    state = draw_state()
    drawing = state.drawing(task)
    _component(
        key=DrawKey.LIVE_PEN,
        data={
            "session": state.session_name,
            "restored": state.is_restored,
            "task": task,
            "revision": drawing.pen_revision,
            "base": [_flat(stroke) for stroke in strokes_of(drawing.pen_base)],
            "length": _length_px(strokes),
            "answered": _reported().get("number", 0),
            "frame": keys.frame,
            "strip": DrawKey.STRIP,
            "size": CANVAS_PX,
        },
        on_pen_change=follow_pen,
        on_ended_change=lambda: follow_pen("ended"),
        on_stored_change=restore_drawings,
        on_kept_change=lambda: continue_drawing(task, keys),
        width="content",
        height="content",
    )


def show_restored() -> None:
    """Reruns the page if a drawing was restored after the canvas had been sent to the browser."""
    state = draw_state()
    if state.is_canvas_outdated:
        state.is_canvas_outdated = False
        st.rerun()


@to_its_end
def follow_pen(name: str = "pen") -> None:
    """Accepts the pen's last report; malformed reports are ignored.

    The report names the task of the canvas that was drawn on. The page may show another one by now.

    Args:
        name: Name of the report: "pen", or "ended" for the report at the end of a stroke.
    """
    report = _reported(name)
    task, revision = report.get("task"), report.get("revision")
    if task not in list(TASKS) or not isinstance(revision, int):
        return
    strokes = _read_strokes(report.get("strokes"))
    if strokes:
        pen = pen_width(DRAW_CANVAS.of(task))
        draw_state().drawing(task).follow(objects_of(strokes, pen), revision)


@to_its_end
def restore_drawings() -> None:
    """Restores the drawings that the browser kept across a reload, on canvases with nothing drawn on them."""
    state = draw_state()
    component = widget_value(DrawKey.LIVE_PEN) or {}
    stored = (component.get("stored") or {}).get("drawings")
    state.is_restored = True
    if not isinstance(stored, dict):
        return
    for task in TASKS:
        drawing = state.drawing(task)
        strokes = _read_strokes(stored.get(task))
        if strokes and not drawing.objects and not drawing.is_emptied:
            put_drawing(drawing, strokes)
            state.is_canvas_outdated = True


@to_its_end
def continue_drawing(task: str, keys: CanvasKeys) -> None:
    """Restores the end of a drawing from the browser, if it was lost when the user quickly left the page."""
    report, state = _reported("kept"), draw_state()
    pen = pen_width(keys)
    if report.get("task") != task:
        return
    kept, drawing = _read_strokes(report.get("strokes")), state.drawing(task)
    known = strokes_of(drawing.objects)
    if drawing.undone or drawing.is_emptied or not _goes_on(known, kept):
        return
    whole = max(0, len(known) - 1)
    drawing.show([*drawing.objects[:whole], *objects_of(kept[whole:], pen)])
    state.is_canvas_outdated = True


def _goes_on(known: Strokes, kept: Strokes) -> bool:
    """Returns whether `kept` is the known drawing with more ink at its end."""
    begins_alike = len(kept) >= len(known) and all(
        np.abs(one[0] - other[0]).max() <= _ROUNDED_PX for one, other in zip(known, kept, strict=False)
    )
    return begins_alike and _length_px(kept) > _length_px(known)


def _length_px(strokes: Strokes) -> float:
    return float(sum(np.linalg.norm(np.diff(stroke, axis=0), axis=1).sum() for stroke in strokes))


def _reported(name: str = "pen") -> dict[str, Any]:
    report = (widget_value(DrawKey.LIVE_PEN) or {}).get(name)
    return report if isinstance(report, dict) else {}


def _read_strokes(values: object) -> Strokes:
    """Reads strokes from the browser, each a list `[x, y, x, y, ...]`; returns an empty list if malformed."""
    if not isinstance(values, list) or len(values) > MAX_STROKES:
        return []
    if not all(isinstance(value, list) for value in values) or sum(map(len, values)) > 2 * MAX_POINTS:
        return []
    try:
        strokes = [np.array(value, dtype=np.float32).reshape(-1, 2) for value in values if value]
        if any(np.abs(stroke).max() > _MAX_COORDINATE for stroke in strokes):
            return []
        return checked(strokes) if strokes else []
    except (BadDrawing, TypeError, ValueError, OverflowError):
        return []


def _flat(stroke: np.ndarray) -> list[float]:
    return [round(float(value), 1) for value in stroke.ravel()]
