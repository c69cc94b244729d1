"""The drawings by other people that the pages show."""

import numpy as np

from core.preprocessing.drawings_by_others import BOX_PX, DRAWINGS_FILE, drawings_by_others
from core.preprocessing.ink_frames import refuse_dot
from core.preprocessing.strokes import checked


def test_there_is_a_small_drawing_of_each_of_the_345_things(shipped):
    assert list(drawings_by_others()) == list(shipped.get("sketches-345").labels)
    assert DRAWINGS_FILE.stat().st_size < 300_000
    for strokes in drawings_by_others().values():
        points = np.concatenate(checked(strokes))
        assert points.min() >= 0
        assert points.max() <= BOX_PX
        refuse_dot(strokes)


def test_the_network_recognises_most_of_them(classifiers):
    network = classifiers["sketches-345"]
    some = list(drawings_by_others().items())[::10]
    right = [network.classify_strokes(strokes).top(1)[0].label == label for label, strokes in some]
    assert sum(right) >= 0.9 * len(some)
