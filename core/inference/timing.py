"""Measures how long an answer takes on this computer."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from core.inference.classifier import Classifier, Prediction
from core.preprocessing.decode import decode_image
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.example_photos import read_example_photos

MAX_ANSWERS, MIN_ANSWERS = 25, 3
MAX_SECONDS = 1.0


@dataclass(frozen=True)
class Timing:
    """A measurement.

    Attributes:
        median_ms: Median time of one answer, preprocessing and network together.
        answers: Number of answers that were timed.
    """

    median_ms: float
    answers: int


def measure_time(classifier: Classifier, clock: Callable[[], float] = time.perf_counter) -> Timing:
    """Measures how long a network takes for an example drawing or photo.

    Args:
        classifier: The loaded network, which has already made its first pass.
        clock: Returns seconds, and never goes back.

    Returns:
        The median of 25 answers, or of as many as fit into one second, but at least three.

    Raises:
        NetworkFailed: If the network fails.
    """
    answer = _question(classifier)
    start = clock()
    times_ms: list[float] = []
    while len(times_ms) < MIN_ANSWERS or (len(times_ms) < MAX_ANSWERS and clock() - start < MAX_SECONDS):
        times_ms.append(answer().milliseconds)
    return Timing(median(times_ms), len(times_ms))


def _question(classifier: Classifier) -> Callable[[], Prediction]:
    if classifier.bundle.kind == "photo":
        photo = read_example_photos()[0]
        picture = decode_image(photo.read_bytes(), photo.name)
        return lambda: classifier.classify_picture(picture)
    _, strokes = example_drawing("digits", 0)
    return lambda: classifier.classify_strokes(strokes)
