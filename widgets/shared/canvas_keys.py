"""Keys of a canvas and its buttons: one set for each place that shows a canvas."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class CanvasKeys:
    """Keys of one canvas and its buttons.

    Attributes:
        page: The page or part of a page that shows it, as a prefix of the keys.
        part: Which of several canvases that are shown in turn in the same place; empty if there is only one.
    """

    page: str
    part: str = ""

    @property
    def canvas(self) -> str:
        """The canvas itself."""
        return f"{self.page}-canvas-{self.part}" if self.part else f"{self.page}-canvas"

    @property
    def frame(self) -> str:
        """The container that has the size at which the page shows the canvas."""
        return f"{self.page}-canvas-frame"

    @property
    def place(self) -> str:
        """What holds the canvas, or what takes its place, beside the answers."""
        return f"{self.page}-canvas-place"

    @property
    def guard(self) -> str:
        """The component that guards the canvas (`canvas_guard.js`)."""
        return f"{self.page}-canvas-guard"

    @property
    def buttons(self) -> str:
        """The row of buttons below it."""
        return f"{self.page}-buttons"

    @property
    def pen(self) -> str:
        """The choice of pen widths."""
        return f"{self.page}-pen"

    def button(self, name: str) -> str:
        """Returns the key of the button with the given name, such as "undo"."""
        return f"{self.page}-{name}"

    def of(self, part: str) -> "CanvasKeys":
        """Returns the keys of one of several canvases that are shown in turn in the same place."""
        return replace(self, part=part.replace(" ", "-"))


DRAW_CANVAS = CanvasKeys("draw")
TRAIN_CANVAS = CanvasKeys("train")
TRIAL_CANVAS = CanvasKeys("train-trial")
COMPARE_CANVAS = CanvasKeys("compare")
