"""Makes the pictures of drawings in `networks.md`: `python -m docs.make_sketch_pictures`.

They show held-back drawings that `sketches-345` and `animals-deep` misread, and held-back bitmaps of animals
that likely show something else, as `benchmarks.bitmap_labels` finds them.
"""

import numpy as np
from PIL import Image

from benchmarks.bitmap_labels import NETWORK, bitmap_logits, likely_something_else
from core.bundles.library import read_library
from core.inference.calibration import softmax
from core.inference.classifier import Classifier
from core.inference.rejection import energy_score
from core.preprocessing.rasterize import rasterize
from core.presentation.wording import in_percent, with_article
from core.storage.paths import SHIPPED
from docs.make_pictures import FOLDER, SIDE_PX, enlarged, row, stacked
from recipes import data

_PER_ROW, _SUSPECTS = 6, 18
_MISREAD, _EVERY = 4, 97  # only every 97th sketch is tried, which makes the categories more varied


def misread_drawings(model: Classifier, label_set: str, every: int = 1) -> Image.Image:
    """Shows four held-back drawings that the network misread while sure: as drawn, and as it saw them."""
    drawn, seen = [], []
    for label, strokes in data.held_back_strokes(label_set)[::every]:
        answer = model.classify_strokes(strokes)
        guess = answer.top(1)[0]
        if answer.sure and guess.label != label:
            points = np.concatenate(strokes)
            low, size = points.min(axis=0), max(float(np.ptp(points, axis=0).max()), 1.0)
            placed = [((stroke - low) / size * (SIDE_PX - 40) + 20).astype(np.float32) for stroke in strokes]
            picture = Image.fromarray(255 - rasterize(placed, SIDE_PX, SIDE_PX, 4))
            drawn.append((f"drawn as {with_article(label)}", picture.convert("RGB")))
            seen.append((f"read as {guess.label}, {in_percent(guess.probability)}", enlarged(answer.seen)))
        if len(drawn) == _MISREAD:
            break
    return stacked([row(drawn), row(seen)])


def misread_bitmaps(model: Classifier) -> Image.Image:
    """Shows four held-back bitmaps of animals that the network misread while sure.

    Bitmaps that likely show something else are left out.
    """
    bitmaps, labels, logits = bitmap_logits(model)
    probabilities = softmax(logits, model.bundle.temperature)
    is_wrong = (logits.argmax(axis=1) != labels) & (energy_score(logits) >= model.bundle.reject_threshold)
    is_wrong[likely_something_else(logits, labels)] = False
    surest = np.argsort(-probabilities.max(axis=1) * is_wrong, kind="stable")[: min(_MISREAD, is_wrong.sum())]
    return row([_bitmap(bitmaps, labels, probabilities, index) for index in surest])


def suspected_bitmaps(model: Classifier) -> Image.Image:
    """Shows the held-back bitmaps that are least likely to show their animal."""
    bitmaps, labels, logits = bitmap_logits(model)
    probabilities = softmax(logits, model.bundle.temperature)
    suspects = likely_something_else(logits, labels)[:_SUSPECTS]
    panels = [_bitmap(bitmaps, labels, probabilities, index) for index in suspects]
    return stacked([row(panels[first : first + _PER_ROW]) for first in range(0, len(panels), _PER_ROW)])


def _bitmap(
    bitmaps: np.ndarray, labels: np.ndarray, probabilities: np.ndarray, index: int
) -> tuple[str, Image.Image]:
    """Returns a bitmap, and what it was meant to be and what the network says."""
    guess = data.ANIMALS[int(probabilities[index].argmax())]
    sure = in_percent(float(probabilities[index].max()))
    words = f'"{data.ANIMALS[labels[index]]}": {guess}, {sure}'
    return words, enlarged(bitmaps[index].astype(np.float32) / 255)


def main() -> None:
    """Writes all pictures."""
    library = read_library([SHIPPED])
    sketches, animals = Classifier(library.get("sketches-345")), Classifier(library.get(NETWORK))
    for name, picture in {
        "misread-sketches": misread_drawings(sketches, "sketches", _EVERY),
        "misread-animals": stacked([misread_drawings(animals, "animals"), misread_bitmaps(animals)]),
        "suspected-bitmaps": suspected_bitmaps(animals),
    }.items():
        picture.save(FOLDER / f"{name}.png", optimize=True)
        print(FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
