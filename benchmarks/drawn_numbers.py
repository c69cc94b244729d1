"""Counts how often a single digit is split, and a number is read: `python -m benchmarks.drawn_numbers`.

The single digits are all available pen digits. Numbers are composed of digits by one writer, side by side on
a canvas. The network has learned from some of these writers, so the number of right readings says little; how
drawings are split depends on their shapes and on the network's doubt.
"""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from benchmarks.results import keep_table
from core.bundles.library import read_library
from core.inference.classifier import Classifier
from core.inference.drawn_numbers import read_drawn_number
from core.preprocessing.quickdraw_format import from_quickdraw
from core.preprocessing.strokes import Strokes, bounds
from core.storage.paths import SHIPPED
from recipes.data import data_folder

NETWORK = "digits-deep"
# Shares of a digit's height, from the right edge of one digit to the left edge of the next.
GAPS = {"narrow": (0.08, 0.16), "usual": (0.16, 0.4)}
NUMBERS = 400
_HEIGHT_PX = (50, 80)


def pen_digits() -> Iterator[tuple[str, int, Strokes]]:
    """Yields the label, the writer and the strokes of every digit that was drawn with a pen."""
    with gzip.open(data_folder() / "pendigits_train.ndjson.gz", "rt") as file:
        for line in map(json.loads, file):
            yield str(line["label"]), line["writer"], from_quickdraw(line["drawing"])


def number_of(digits: list[Strokes], gaps: tuple[float, float], generator: np.random.Generator) -> Strokes:
    """Puts digits side by side, at slightly different heights and in slightly different sizes."""
    height, x, placed = generator.uniform(*_HEIGHT_PX), 10.0, []
    for strokes in digits:
        lowest, highest = bounds(strokes)
        scale = height * generator.uniform(0.85, 1.1) / max(1.0, float((highest - lowest)[1]))
        shift = np.array((x, 100 + generator.uniform(-0.1, 0.1) * height))
        placed += [((stroke - lowest) * scale + shift).astype(np.float32) for stroke in strokes]
        x += float((highest - lowest)[0]) * scale + height * generator.uniform(*gaps)
    return placed


def main() -> None:
    """Measures single digits and numbers, and writes and prints the table."""
    networks = [Classifier(read_library([SHIPPED]).get(NETWORK))]
    everything = list(pen_digits())
    split = [label for label, _, strokes in everything if read_drawn_number(strokes, networks) is not None]
    rows: list[dict[str, object]] = [
        {
            "what": "single digits",
            "drawings": len(everything),
            "taken for a number": len(split),
            "count right": "",
            "read right": "",
        }
    ]
    by_writer: dict[int, list[tuple[str, Strokes]]] = defaultdict(list)
    for label, writer, strokes in everything:
        by_writer[writer].append((label, strokes))
    for words, gaps in GAPS.items():
        generator = np.random.default_rng(4)
        found = counted = right = 0
        for _ in range(NUMBERS):
            own = by_writer[int(generator.choice(sorted(by_writer)))]
            chosen = [own[index] for index in generator.integers(len(own), size=generator.integers(2, 5))]
            number = read_drawn_number(
                number_of([strokes for _, strokes in chosen], gaps, generator), networks
            )
            said = [number.reading.label_of(index) for index in range(len(number.strokes))] if number else []
            found += number is not None
            counted += len(said) == len(chosen)
            right += said == [label for label, _ in chosen]
        rows.append(
            {
                "what": f"numbers of 2 to 4 digits, {words} gaps",
                "drawings": NUMBERS,
                "taken for a number": found,
                "count right": counted,
                "read right": right,
            }
        )
    keep_table("drawn_numbers", rows)


if __name__ == "__main__":
    main()
