"""The drawing on a canvas as kept in the session, together with what was undone, cleared or replaced."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

# Width and height of the canvas in the unit of strokes, whatever size it is shown at.
CANVAS_PX = 280
PEN_WIDTHS_PX = {"Thin": 5, "Medium": 12, "Thick": 20}
INK_COLOR = "#1B1F24"

Objects = list[dict[str, Any]]
# How many drawings that were cleared or replaced can be brought back.
_MAX_REPLACED = 20


@dataclass
class CanvasDrawing:
    """The drawing on one canvas.

    The canvas and the live pen report the drawing, and buttons change it in the session. Every time the
    component is told to show something, the revision increases; reports with another revision are out of
    date and ignored.

    Attributes:
        objects: The drawing now, as the component's own objects.
        readable: The drawing when it was read last; reports that cannot be read are replaced by it.
        base: What the component was last told to show; it shows this again when `revision` changes.
        revision: How often the component was told what to show.
        pen_base: What was on the canvas before the strokes that the live pen reports.
        pen_revision: Increases whenever the live pen has to start over from a new `pen_base`.
        followed: How many strokes the live pen has reported since then.
        undone: For each step that was undone, the latest last: the drawing after that step, and whether the
            step cleared or replaced a drawing rather than adding a stroke.
        replaced: Drawings that were cleared or replaced, the latest last, each with the number of objects
            that took its place.
    """

    objects: Objects = field(default_factory=list)
    readable: Objects = field(default_factory=list)
    base: Objects = field(default_factory=list)
    revision: int = 0
    pen_base: Objects = field(default_factory=list)
    pen_revision: int = 0
    followed: int = 0
    undone: list[tuple[Objects, bool]] = field(default_factory=list)
    replaced: list[tuple[Objects, int]] = field(default_factory=list)

    @property
    def can_undo(self) -> bool:
        """Whether there is a stroke to undo, or a drawing that was cleared or replaced."""
        return bool(self.objects) or self._was_just_replaced

    @property
    def is_emptied(self) -> bool:
        """Whether nothing is left of what was drawn, because it was undone or cleared."""
        return not self.objects and bool(self.undone or self.replaced)

    @property
    def _was_just_replaced(self) -> bool:
        """Whether nothing has been drawn since the last drawing was cleared or replaced."""
        return bool(self.replaced) and len(self.objects) <= self.replaced[-1][1]

    def show(self, objects: Objects) -> None:
        """Has the canvas show other objects; `undone` is kept."""
        self.base = objects
        self.revision += 1
        self._begin_at(objects)

    def catch_up(self, reported: Objects, revision: int | None = None) -> None:
        """Accepts a report of the canvas, unless it is out of date or already known.

        Args:
            reported: All objects on the canvas.
            revision: The revision that the canvas showed when it reported; None if the report has none.
        """
        if revision not in (None, self.revision) or reported == self.objects:
            return
        # The canvas reports a stroke later than the live pen does, so this report holds nothing new.
        if self.followed and len(reported) <= len(self.objects):
            return
        self._forget_undone(reported)
        self._begin_at(reported)

    def follow(self, strokes: Sequence[dict[str, Any]], pen_revision: int) -> None:
        """Accepts a report of the live pen, whose last stroke may still be growing.

        Args:
            strokes: All strokes since `pen_base`, as the component's own objects.
            pen_revision: The `pen_revision` that the pen reports for; any but the current one is ignored.
        """
        if pen_revision != self.pen_revision or len(strokes) < self.followed:
            return
        objects = [*self.pen_base, *strokes]
        self._forget_undone(objects)
        self.objects, self.followed = objects, len(strokes)

    def replace(self, objects: Objects) -> None:
        """Puts another drawing on the canvas; `undo` brings the one before back."""
        self.undone.clear()
        if self.objects:
            self._note_replaced(objects)
        self.show(objects)

    def clear(self) -> None:
        """Empties the canvas; `undo` brings the drawing back."""
        self.replace([])

    def start_over(self) -> None:
        """Empties the canvas for a new drawing, and forgets the one before, which has been stored."""
        self.undone.clear()
        self.replaced.clear()
        self.show([])

    def undo(self) -> None:
        """Undoes the last step: a stroke, or clearing or replacing a drawing."""
        if self._was_just_replaced:
            before, _ = self.replaced.pop()
            self.undone.append((self.objects, True))
            self.show(before)
        elif self.objects:
            self.undone.append((self.objects, False))
            self.show(self.objects[:-1])

    def redo(self) -> None:
        """Redoes the step that was undone last."""
        if self.undone:
            objects, is_replacement = self.undone.pop()
            if is_replacement:
                self._note_replaced(objects)
            self.show(objects)

    def _note_replaced(self, objects: Objects) -> None:
        self.replaced = [*self.replaced, (self.objects, len(objects))][-_MAX_REPLACED:]

    def _begin_at(self, objects: Objects) -> None:
        self.objects = self.pen_base = objects
        self.pen_revision += 1
        self.followed = 0

    def _forget_undone(self, objects: Objects) -> None:
        if len(objects) > len(self.objects):
            self.undone.clear()
