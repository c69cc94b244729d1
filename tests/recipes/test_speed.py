"""The speed of a network, as stated on its card."""

import os

import pytest

from recipes.speed import speed


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="needs a system that can pin cores")
@pytest.mark.parametrize(
    ("name", "figures"),
    [("digits-dense", {"strokes_ms", "canvas_picture_ms"}), ("things-1000", {"photo_ms"})],
)
def test_times_are_measured_on_one_core_which_is_given_back(shipped, name, figures):
    cores = os.sched_getaffinity(0)
    measured = speed(shipped.get(name))
    assert measured.model_fields_set == figures | {"cores_used", "machine"}
    assert len(measured.times_ms) == len(figures)
    assert all(0 < time_ms < 10_000 for time_ms in measured.times_ms)
    assert measured.cores_used == 1
    assert os.sched_getaffinity(0) == cores
