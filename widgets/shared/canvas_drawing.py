"""What is drawn on a canvas, as a session remembers it, with the strokes that were taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

# Strokes are measured in these units, however large the canvas is shown.
CANVAS_PX = 280
PEN_WIDTHS_PX = {"Thin": 5, "Medium": 12, "Thick": 20}
INK_COLOR = "#1B1F24"

Objects = list[dict[str, Any]]


@dataclass
class CanvasDrawing:
    """One canvas's drawing.

    The canvas and the live pen report it, and buttons change it in the session. Each order to the canvas has
    a new revision; a report that names another one is from before the order, and left out.

    Attributes:
        objects: What is on the canvas now, as the component's own objects.
        base: What the component was last told to show; a new `revision` makes it show that anew.
        revision: Counts what the component was told.
        pen_base: What was on the canvas before the strokes that the live pen counts.
        pen_revision: Counts from where the live pen counts its strokes.
        followed: How many strokes the live pen has reported since then.
        undone: Strokes taken back, the latest last.
    """

    objects: Objects = field(default_factory=list)
    base: Objects = field(default_factory=list)
    revision: int = 0
    pen_base: Objects = field(default_factory=list)
    pen_revision: int = 0
    followed: int = 0
    undone: Objects = field(default_factory=list)

    def show(self, objects: Objects) -> None:
        """Puts something else on the canvas."""
        self.base = objects
        self.revision += 1
        self._begin_at(objects)

    def catch_up(self, reported: Objects, revision: int | None = None) -> None:
        """Takes over what the canvas reports, unless that is old or known already.

        Args:
            reported: All that is on the canvas.
            revision: What the canvas was last told when it reported; None if it does not say.
        """
        if revision not in (None, self.revision) or reported == self.objects:
            return
        # The canvas reports a stroke later than the live pen does.
        if self.followed and len(reported) <= len(self.objects):
            return
        self._forget_undone(reported)
        self._begin_at(reported)

    def follow(self, strokes: Sequence[dict[str, Any]], pen_revision: int) -> None:
        """Takes over the strokes that the live pen reports, the last of which may still grow.

        Args:
            strokes: As the component's own objects, all since `pen_revision`.
            pen_revision: From where the live pen counts; another one than now is old.
        """
        if pen_revision != self.pen_revision or len(strokes) < self.followed:
            return
        objects = [*self.pen_base, *strokes]
        self._forget_undone(objects)
        self.objects, self.followed = objects, len(strokes)

    def replace(self, objects: Objects) -> None:
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

    def _begin_at(self, objects: Objects) -> None:
        self.objects = self.pen_base = objects
        self.pen_revision += 1
        self.followed = 0

    def _forget_undone(self, objects: Objects) -> None:
        if len(objects) > len(self.objects):
            self.undone.clear()
