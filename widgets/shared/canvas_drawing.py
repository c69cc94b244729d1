"""What is drawn on a canvas, as a session remembers it, with the strokes that were taken back."""

from dataclasses import dataclass, field
from typing import Any

CANVAS_PX = 280
PEN_WIDTHS_PX = {"Thin": 5, "Medium": 12, "Thick": 20}
# The same paper in both themes: changing the component's background would wipe the drawing.
INK_COLOR, PAPER_COLOR = "#1B1F24", "#FFFFFF"


@dataclass
class CanvasDrawing:
    """One canvas's drawing.

    The browser and the session change it in turns, and a report from the browser may be from before the last
    click on a button: it is recognised as stale, and left out.

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

    def replace(self, objects: list[dict[str, Any]]) -> None:
        """Puts another drawing on the canvas; what was taken back before is forgotten."""
        self.undone.clear()
        self.show(objects)

    def undo(self) -> None:
        """Takes the last stroke back."""
        if self.objects:
            self.undone.append(self.objects[-1])
            self.show(self.objects[:-1])

    def redo(self) -> None:
        """Puts the stroke that was last taken back on the canvas again."""
        if self.undone:
            self.show([*self.objects, self.undone.pop()])

    def clear(self) -> None:
        """Takes all strokes back; `redo` brings them back one by one."""
        self.undone = self.objects[::-1]
        self.show([])
