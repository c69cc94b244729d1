"""Accuracy when a drawing is rotated, small, thick, shifted or inverted: `python -m benchmarks.robustness`.

Test drawings are rendered on a canvas of 280 pixels, and the picture of the canvas is preprocessed and
classified as in the app. One property is changed at a time.
"""

from dataclasses import dataclass, replace

import numpy as np

from benchmarks.results import keep_table
from core.bundles.library import read_library
from core.errors import InklingError
from core.inference.classifier import Classifier
from core.preprocessing.decode import Picture
from core.preprocessing.rasterize import rasterize
from core.preprocessing.strokes import Strokes
from core.storage.paths import SHIPPED
from recipes.data import held_back_strokes
from recipes.descriptions import DESCRIPTIONS

CANVAS_PX = 280
MAX_DRAWINGS = 500
PAPER, INK = 250, 20


@dataclass(frozen=True)
class Condition:
    """How a drawing is placed on the canvas.

    Attributes:
        rotation_degrees: Clockwise rotation.
        scale: Length of the longer side, including the line's width, as a share of the canvas.
        line_width_px: Width of the pen.
        shift: Offset from the canvas's centre to the right and down, as a share of the margin; 1 reaches the
            edge.
        inverted: Whether the ink is light on a dark canvas.
    """

    rotation_degrees: float = 0.0
    scale: float = 0.7
    line_width_px: float = 12.0
    shift: float = 0.0
    inverted: bool = False


# The properties that are changed, and their values.
CHANGES: dict[str, tuple[str, tuple[float, ...]]] = {
    "rotation": ("rotation_degrees", (-45, -30, -15, -7.5, 0, 7.5, 15, 30, 45)),
    "scale": ("scale", (0.3, 0.4, 0.5, 0.7, 0.85, 1.0)),
    "line width": ("line_width_px", (2, 4, 8, 12, 16, 20, 24, 30)),
    "shift": ("shift", (-1, -0.5, 0, 0.5, 1)),
    "inverted": ("inverted", (0, 1)),
}

# People draw on a canvas at any size and position and with any pen, but rotated by no more than this.
REAL_ROTATION_DEGREES = 15


def largest_loss(rows: list[dict[str, str]], network: str) -> float:
    """Returns a network's largest loss of accuracy under realistic conditions.

    Args:
        rows: The rows of `robustness.csv`.
        network: A bundle's name.

    Returns:
        Percentage points below the accuracy on the same drawings upright, centred and of medium size.
    """
    network_rows = [row for row in rows if row["network"] == network]
    unchanged = max(
        float(row["accuracy"])
        for row in network_rows
        if row["change"] == "shift" and float(row["value"]) == 0
    )
    realistic = [
        float(row["accuracy"])
        for row in network_rows
        if row["change"] != "rotation" or abs(float(row["value"])) <= REAL_ROTATION_DEGREES
    ]
    # Accuracies have four decimal places; further ones are rounding errors of binary fractions.
    return round(100 * (unchanged - min(realistic)), 4)


def picture_of(strokes: Strokes, condition: Condition) -> Picture:
    """Draws strokes on a canvas under a condition."""
    angle = np.deg2rad(condition.rotation_degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]], dtype=np.float32)
    turned = [stroke @ turn.T for stroke in strokes]
    points = np.concatenate(turned)
    low, high = points.min(axis=0), points.max(axis=0)
    width = condition.line_width_px
    scale = (condition.scale * CANVAS_PX - width) / max(float((high - low).max()), 1e-6)
    room = CANVAS_PX - width - (high - low) * scale
    middle = CANVAS_PX / 2 + condition.shift * room / 2
    placed = [((stroke - (low + high) / 2) * scale + middle).astype(np.float32) for stroke in turned]
    ink = rasterize(placed, CANVAS_PX, CANVAS_PX, width).astype(np.float32) / 255
    paper, pen = (INK, PAPER) if condition.inverted else (PAPER, INK)
    gray = (paper + ink * (pen - paper)).round().astype(np.uint8)
    return Picture(np.dstack([gray] * 3), CANVAS_PX, CANVAS_PX)


def answer_of(classifier: Classifier, picture: Picture) -> str:
    """Returns the class that a network names, or an empty string if the app refuses the picture."""
    try:
        return classifier.classify_picture(picture).top(1)[0].label
    except InklingError:
        return ""


def main() -> None:
    """Measures every shipped network for drawings, and writes and prints the table."""
    library = read_library([SHIPPED])
    bundles = [library.get(name) for name in DESCRIPTIONS]
    rows: list[dict[str, object]] = []
    for label_set in sorted({DESCRIPTIONS[bundle.name].label_set for bundle in bundles}):
        models = [
            Classifier(bundle) for bundle in bundles if DESCRIPTIONS[bundle.name].label_set == label_set
        ]
        everything = held_back_strokes(label_set)
        chosen = np.random.default_rng(0).permutation(len(everything))[:MAX_DRAWINGS]
        drawings = [everything[index] for index in chosen]
        for change, (field, values) in CHANGES.items():
            for value in values:
                condition = replace(Condition(), **{field: bool(value) if field == "inverted" else value})
                pictures = [(label, picture_of(strokes, condition)) for label, strokes in drawings]
                for model in models:
                    right = [answer_of(model, picture) == label for label, picture in pictures]
                    rows.append(
                        {
                            "network": model.bundle.name,
                            "task": model.bundle.task,
                            "change": change,
                            "value": value,
                            "accuracy": round(float(np.mean(right)), 4),
                            "drawings": len(drawings),
                        }
                    )
    keep_table("robustness", rows)


if __name__ == "__main__":
    main()
