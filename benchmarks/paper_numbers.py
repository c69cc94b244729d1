"""Counts how often numbers on photos of paper are read: `python -m benchmarks.paper_numbers`.

Numbers are composed of digits by one writer of the validation part, and drawn on paper of every kind in
`recipes.paper_photos`. The search for ink was improved with such photos, so other writers may fare worse.
"""

from collections import defaultdict

import numpy as np

from benchmarks.drawn_numbers import number_of
from benchmarks.results import keep_table
from core.bundles.library import read_library
from core.errors import InklingError
from core.inference.classifier import Classifier
from core.inference.digit_reading import read_number
from core.preprocessing.decode import Picture
from core.preprocessing.strokes import Strokes
from core.storage.paths import SHIPPED
from recipes.data import pen_digits
from recipes.paper_photos import KINDS, paper_photo

NETWORKS = ("digits-deep", "digits-simple", "digits-dense")
NUMBERS = 60  # on paper of each kind
_GAPS = (0.12, 0.4)  # shares of a digit's height
_UNREAD = "?"


def digits_read(photo: Picture, classifiers: list[Classifier]) -> str:
    """Returns the digits read on a photo, `?` where no network is sure; an empty text if there are none."""
    try:
        reading = read_number(photo, classifiers)
    except InklingError:
        return ""
    return "".join(reading.label_of(index) or _UNREAD for index in range(len(reading.figures)))


def main() -> None:
    """Measures numbers on every kind of paper, and writes and prints the table."""
    library = read_library([SHIPPED])
    classifiers = [Classifier(library.get(name)) for name in NETWORKS]
    by_label: dict[str, list[Strokes]] = defaultdict(list)
    for label, strokes in pen_digits("validation"):
        by_label[str(label)].append(strokes)
    rows: list[dict[str, object]] = []
    for kind in KINDS:
        generator = np.random.default_rng(5)
        right = unread = 0
        for _ in range(NUMBERS):
            wanted = "".join(map(str, generator.integers(10, size=generator.integers(2, 6))))
            digits = [by_label[digit][generator.integers(len(by_label[digit]))] for digit in wanted]
            said = digits_read(paper_photo(kind, number_of(digits, _GAPS, generator), generator), classifiers)
            right += said == wanted
            unread += _UNREAD in said or not said
        rows.append(
            {
                "paper": kind,
                "numbers": NUMBERS,
                "read right": right,
                "a digit not sure": unread,
                "wrong": NUMBERS - right - unread,
            }
        )
        print(*rows[-1].values(), sep=", ", flush=True)
    keep_table("paper_numbers", rows)


if __name__ == "__main__":
    main()
