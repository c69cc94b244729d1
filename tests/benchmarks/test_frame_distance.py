"""The difference between a network's frames of one drawing, drawn on the page and uploaded as a picture."""

import numpy as np

from benchmarks.frame_distance import distances


def test_a_stroke_is_placed_alike_and_a_wider_pen_makes_a_difference(classifiers):
    six = np.array([[60, 0], [10, 80], [30, 120], [60, 90], [20, 80]], dtype=np.float32)
    rows = {
        pen: list(distances(classifiers["digits-dense"], [[six], [six * 2]], pen, 0)) for pen in (12.0, 40.0)
    }
    assert all(len(found) == 2 for found in rows.values())
    apart = {pen: np.mean([distance for distance, _ in found]) for pen, found in rows.items()}
    assert 0 < apart[12.0] < 25
    assert apart[40.0] > apart[12.0]
