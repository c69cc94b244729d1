"""Compares what a network sees of a drawing and of its picture: `python -m benchmarks.frame_distance`.

A digit is drawn with a pen of the Draw page. The network gets it once as the page's strokes, and once as the
picture of the canvas that a user might save and upload. The digits are those of the validation writers.
"""

from collections.abc import Iterator

import numpy as np

from benchmarks.results import keep_table
from core.bundles.library import read_library
from core.inference.classifier import Classifier
from core.preprocessing.augmentation import place_on_canvas
from core.preprocessing.decode import Picture
from core.preprocessing.rasterize import rasterize
from core.preprocessing.strokes import Strokes
from core.storage.paths import SHIPPED
from recipes.data import pen_digits

CANVAS_PX = 280
PENS_PX = (5.0, 12.0, 20.0)
NETWORKS = ("digits-deep", "digits-simple", "digits-dense")
_DRAWINGS = 250


def distances(
    classifier: Classifier, drawings: list[Strokes], pen_px: float, ink: int = 0
) -> Iterator[tuple[float, bool]]:
    """Compares the network's two frames and its two answers for each drawing.

    Args:
        classifier: The network.
        drawings: Strokes, in any unit.
        pen_px: Width of the line on the canvas.
        ink: Grey level of the ink, on white.

    Yields:
        The mean absolute difference of a pixel, 0 to 255, and whether the answers are the same.
    """
    generator = np.random.default_rng(3)
    for strokes in drawings:
        placed, _ = place_on_canvas(strokes, generator, CANVAS_PX)
        covered = rasterize(placed, CANVAS_PX, CANVAS_PX, pen_px).astype(np.float32) / 255
        gray = (255 + (ink - 255) * covered + 0.5).astype(np.uint8)
        drawn = classifier.classify_strokes(placed)
        uploaded = classifier.classify_picture(Picture(np.dstack([gray] * 3), CANVAS_PX, CANVAS_PX))
        apart = 255 * float(np.abs(drawn.seen - uploaded.seen).mean())
        yield apart, drawn.top(1)[0].label == uploaded.top(1)[0].label


def main() -> None:
    """Measures every network for digits with every pen, and writes and prints the table."""
    bundles = read_library([SHIPPED])
    everything = [strokes for _, strokes in pen_digits("validation")]
    drawings = everything[:: max(1, len(everything) // _DRAWINGS)]
    rows: list[dict[str, object]] = []
    for name in NETWORKS:
        for pen in PENS_PX:
            apart, same = zip(*distances(Classifier(bundles.get(name)), drawings, pen), strict=True)
            rows.append(
                {
                    "network": name,
                    "pen, pixels of 280": pen,
                    "drawings": len(drawings),
                    "mean difference of a pixel, of 255": round(float(np.mean(apart)), 1),
                    "same answer, per cent": round(100 * float(np.mean(same)), 2),
                }
            )
    keep_table("frame_distance", rows)


if __name__ == "__main__":
    main()
