"""The state of the Compare page in a session."""

from collections.abc import Hashable
from dataclasses import dataclass, field

from core.comparison.comparing import Comparison
from core.comparison.robustness import Robustness
from core.preprocessing.strokes import Strokes
from widgets.shared.answer_memory import AnswerMemory, BoundedCache
from widgets.shared.canvas_drawing import CanvasDrawing

# How many comparisons, robustness curves and pieces of HTML a session keeps: the most recently used.
KEPT_COMPARISONS, KEPT_CURVES, KEPT_HTML = 4, 8, 12


@dataclass
class CompareState:
    """State of the Compare page.

    Attributes:
        drawing: What is on the canvas.
        examples_shown: How many example drawings were asked for.
        example: Name and strokes of the example that was put on the canvas last; None for none.
        history_moves: How often the browser's history has moved a change's slider, and its place since then.
        left_out: Why networks that the address names are not compared, until others are chosen.
        memory: What the networks answered.
        curves: What they answered while a picture was changed, by picture, change and networks.
        comparisons: Networks on labelled pictures, by the pictures and the networks.
        html: Charts and galleries of comparisons, by what they show.
        awaited_import: Name of the import whose data set is chosen once it is done; empty for none.
        uploads_taken: How many imports were started; each gives the page an empty input.
    """

    drawing: CanvasDrawing = field(default_factory=CanvasDrawing)
    examples_shown: int = 0
    example: tuple[str, Strokes] | None = None
    history_moves: dict[str, tuple[int, int]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    memory: AnswerMemory = field(default_factory=AnswerMemory)
    curves: BoundedCache[Hashable, Robustness] = field(default_factory=lambda: BoundedCache(KEPT_CURVES))
    comparisons: BoundedCache[Hashable, Comparison] = field(
        default_factory=lambda: BoundedCache(KEPT_COMPARISONS)
    )
    html: BoundedCache[Hashable, str] = field(default_factory=lambda: BoundedCache(KEPT_HTML))
    awaited_import: str = ""
    uploads_taken: int = 0
