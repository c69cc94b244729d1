"""The drawing canvas: streamlit-drawable-canvas behind one small adapter.

It keeps the drawing in the session, so that it survives other pages and other ways of input, and adds
undo, redo and clear as plain buttons, since the component's own toolbar appears only under a mouse.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from core.preprocessing.canvas_format import from_canvas, to_canvas
from core.preprocessing.strokes import Strokes

CANVAS_PX = 280
PEN_WIDTHS_PX = {"Thin": 5, "Medium": 12, "Thick": 20}
# The same paper in both themes: changing the component's background would wipe the drawing.
INK_COLOR, PAPER_COLOR = "#1B1F24", "#FFFFFF"


@dataclass
class _Drawing:
    """One canvas's drawing in the session.

    Attributes:
        objects: What is on the canvas now, as the component's own objects.
        base: What the component was last told to show; a new `revision` makes it show that anew.
        revision: Counts what the component was told.
        reported: What the component reported last.
        stale: What it goes on to report until it has done as told; None when it has caught up.
        undone: Strokes taken back, the latest last.
    """

    objects: list[dict[str, Any]] = field(default_factory=list)
    base: list[dict[str, Any]] = field(default_factory=list)
    revision: int = 0
    reported: list[dict[str, Any]] = field(default_factory=list)
    stale: list[dict[str, Any]] | None = None
    undone: list[dict[str, Any]] = field(default_factory=list)

    def show(self, objects: list[dict[str, Any]]) -> None:
        """Puts something else on the canvas."""
        self.stale = self.reported
        self.objects = self.base = objects
        self.revision += 1

    def catch_up(self, reported: list[dict[str, Any]]) -> None:
        """Takes over what the component reports, unless that is from before it was told something else."""
        self.reported = reported
        if self.stale is None or reported != self.stale:
            if len(reported) > len(self.objects):
                self.undone.clear()
            self.objects, self.stale = reported, None


def current_drawing(key: str) -> Strokes:
    """Returns what is drawn, before the canvas itself is shown: so answers can go out first.

    Args:
        key: Name of the drawing in the session.

    Returns:
        The strokes in canvas pixels, empty if nothing is drawn.
    """
    drawing = _drawing(key)
    if component := st.session_state.get(_widget_key(key)):
        drawing.catch_up(((component.get("drawing") or {}).get("raw") or {}).get("objects", []))
    return from_canvas({"objects": drawing.objects})


def show_canvas(key: str) -> None:
    """Shows the canvas of that key, with what is drawn on it."""
    drawing = _drawing(key)
    if _widget_key(key) not in st.session_state and drawing.objects:
        drawing.show(drawing.objects)
    st_canvas(
        stroke_width=PEN_WIDTHS_PX[st.session_state.get(f"{key}-pen") or "Medium"],
        stroke_color=INK_COLOR,
        background_color=PAPER_COLOR,
        width=CANVAS_PX,
        height=CANVAS_PX,
        initial_drawing={"objects": drawing.base, "revision": drawing.revision},
        key=_widget_key(key),
    )


def put_drawing(key: str, strokes: Strokes) -> None:
    """Puts a drawing on the canvas, in place of what is there."""
    drawing = _drawing(key)
    drawing.undone.clear()
    drawing.show(to_canvas(strokes, PEN_WIDTHS_PX["Medium"], INK_COLOR)["objects"])


def emptier(key: str) -> Callable[[], None]:
    """Returns what empties the canvas of that key without touching the session."""
    drawing = _drawing(key)

    def empty() -> None:
        drawing.undone.clear()
        drawing.show([])

    return empty


def _widget_key(key: str) -> str:
    return f"{key}-canvas"


def _drawing(key: str) -> _Drawing:
    return st.session_state.setdefault(f"{key}-drawing", _Drawing())


def canvas_buttons(key: str) -> None:
    """Shows undo, redo and clear for the canvas of that key."""
    drawing = _drawing(key)
    with st.container(horizontal=True, gap="small", key=f"{key}-buttons"):
        for label, icon, action, possible in (
            ("Undo", "undo", _undo, bool(drawing.objects)),
            ("Redo", "redo", _redo, bool(drawing.undone)),
            ("Clear", "delete", _clear, bool(drawing.objects)),
        ):
            st.button(
                label,
                icon=f":material/{icon}:",
                key=f"{key}-{label.lower()}",
                on_click=action,
                args=(drawing,),
                disabled=not possible,
            )


def pen_choice(key: str) -> None:
    """Shows the choice of pen widths for the canvas of that key."""
    st.segmented_control(
        "Pen",
        list(PEN_WIDTHS_PX),
        format_func=lambda width: f"{width} pen",
        default="Medium",
        required=True,
        key=f"{key}-pen",
        label_visibility="collapsed",
        persist_state="session",
    )


def _undo(drawing: _Drawing) -> None:
    if drawing.objects:
        drawing.undone.append(drawing.objects[-1])
        drawing.show(drawing.objects[:-1])


def _redo(drawing: _Drawing) -> None:
    if drawing.undone:
        drawing.show([*drawing.objects, drawing.undone.pop()])


def _clear(drawing: _Drawing) -> None:
    drawing.undone = drawing.objects[::-1]
    drawing.show([])
