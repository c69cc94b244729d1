"""The speed of a network, as its card states it."""

import os

import pytest

from recipes.speed import speed


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="needs a system that can pin cores")
@pytest.mark.parametrize(
    ("name", "figures"),
    [("digits-dense", {"strokes_ms", "canvas_picture_ms"}), ("everyday-10", {"photo_ms"})],
)
def test_times_are_measured_on_one_core_which_is_given_back(shipped, name, figures):
    cores = os.sched_getaffinity(0)
    measured = speed(shipped.get(name))
    assert set(measured) == figures | {"cores_used", "machine"}
    assert all(0 < measured[figure] < 10_000 for figure in figures)
    assert measured["cores_used"] == 1
    assert os.sched_getaffinity(0) == cores
