"""How long one drawing takes, from the canvas to the answer, on one core.

`python -m recipes.speed` measures every shipped network anew and writes it into the cards: on a machine that
does nothing else.
"""

import os
from typing import Any

import numpy as np

from benchmarks.results import machine, median_ms
from core.bundle import FILES, Bundle, write_bundle
from core.classifier import Classifier
from core.drawing import draw_large
from core.examples import example
from core.library import SHIPPED, read_library
from core.pictures import Picture

_ROUNDS = 60


def drawing_speed(bundle: Bundle) -> dict[str, Any]:
    """Measures one drawing through a network: frame, network, probabilities and heat map.

    Args:
        bundle: The network's bundle.

    Returns:
        Median times in milliseconds, of a drawing known as strokes and of a canvas picture of 280 pixels,
        and the machine they were measured on.
    """
    strokes = example(bundle.task, 2)[1]
    ink = draw_large(strokes, 280, 280, 12)
    picture = Picture(np.dstack([255 - ink] * 3), 280, 280)
    classifier = Classifier(bundle)
    label = bundle.labels[0]
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        from_strokes = median_ms(lambda: classifier.classify_strokes(strokes).heat_map(label), _ROUNDS)
        from_picture = median_ms(lambda: classifier.classify_picture(picture).heat_map(label), _ROUNDS)
    finally:
        os.sched_setaffinity(0, cores)
    return {
        "strokes_ms": round(from_strokes, 2),
        "canvas_picture_ms": round(from_picture, 2),
        "cores_used": 1,
        "machine": machine(),
    }


def main() -> None:
    """Measures every shipped network."""
    drawn = (bundle for bundle in read_library([SHIPPED]).bundles.values() if bundle.kind == "ink")
    for bundle in drawn:
        made_anew = ("format", "size_bytes", "sha256")
        card = {key: value for key, value in bundle.card.items() if key not in made_anew}
        card["speed"] = drawing_speed(bundle)
        write_bundle(bundle.folder, card, {name: (bundle.folder / name).read_bytes() for name in FILES})
        print(bundle.name, card["speed"])


if __name__ == "__main__":
    main()
