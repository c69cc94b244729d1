"""Keys of a canvas and its buttons, one set for each place that has a canvas."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class CanvasKeys:
    """Keys of one canvas and its buttons.

    Attributes:
        page: The page that shows it.
        part: Which of several canvases of the page it is, in turn on the same place; empty for the only one.
    """

    page: str
    part: str = ""

    @property
    def canvas(self) -> str:
        """The canvas itself."""
        return f"{self.page}-canvas-{self.part}" if self.part else f"{self.page}-canvas"

    @property
    def frame(self) -> str:
        """What has the canvas's size on the page."""
        return f"{self.page}-canvas-frame"

    @property
    def guard(self) -> str:
        """What keeps the canvas to drawing."""
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
        """One of the buttons, as "undo"."""
        return f"{self.page}-{name}"

    def of(self, part: str) -> "CanvasKeys":
        """Returns the keys of one of several canvases that are shown in turn."""
        return replace(self, part=part.replace(" ", "-"))


DRAW_CANVAS = CanvasKeys("draw")
TRAIN_CANVAS = CanvasKeys("train")
TRIAL_CANVAS = CanvasKeys("train-trial")
COMPARE_CANVAS = CanvasKeys("compare")
