"""Measures the time from one drawing or photo to the answer, on one core.

`python -m recipes.speed` measures every shipped network and updates the cards. Run it on an idle machine.
"""

import os
from collections.abc import Callable

import numpy as np

from core.bundles.bundle import Bundle, write_bundle
from core.bundles.card_figures import Speed
from core.bundles.format import FILES
from core.bundles.library import read_library
from core.inference.classifier import Classifier
from core.preprocessing.decode import Picture, decode_image
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.example_photos import read_example_photos
from core.preprocessing.rasterize import rasterize
from core.storage.paths import SHIPPED
from recipes.exiting import exit_in_a_sentence
from recipes.timing import machine, median_ms

_ROUNDS = 60


def speed(bundle: Bundle) -> Speed:
    """Measures how long a network takes, including preprocessing, probabilities and heat map.

    Args:
        bundle: The network's bundle.

    Returns:
        Median times in milliseconds: "strokes_ms" and "canvas_picture_ms" for a drawing on a canvas of 280
        pixels, or "photo_ms" for a photo of 384 pixels; and "cores_used" and "machine".
    """
    classifier = Classifier(bundle)
    label = bundle.labels[0]

    def classification(picture: Picture) -> Callable[[], object]:
        return lambda: classifier.classify_picture(picture).heat_map(label)

    if bundle.kind == "photo":
        works = {"photo_ms": classification(decode_image(read_example_photos()[0].read_bytes()))}
    else:
        strokes = example_drawing(bundle.task, 2)[1]
        ink = rasterize(strokes, 280, 280, 12)
        works = {
            "strokes_ms": lambda: classifier.classify_strokes(strokes).heat_map(label),
            "canvas_picture_ms": classification(Picture(np.dstack([255 - ink] * 3), 280, 280)),
        }
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        times = {name: round(median_ms(work, _ROUNDS), 2) for name, work in works.items()}
    finally:
        os.sched_setaffinity(0, cores)
    return Speed(**times, cores_used=1, machine=machine())


def write_with_speed(bundle: Bundle) -> Bundle:
    """Measures a network that is already stored, and rewrites its card with the times."""
    card = bundle.card.draft().model_copy(update={"speed": speed(bundle)})
    return write_bundle(bundle.folder, card, {name: (bundle.folder / name).read_bytes() for name in FILES})


def main() -> None:
    """Measures every shipped network."""
    for bundle in read_library([SHIPPED]).bundles.values():
        print(bundle.name, write_with_speed(bundle).card.speed)


if __name__ == "__main__":
    with exit_in_a_sentence():
        main()
