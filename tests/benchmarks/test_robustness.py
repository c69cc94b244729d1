"""The conditions of the robustness benchmark, measured on the pictures themselves."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.robustness import CANVAS_PX, CHANGES, Condition, largest_loss, picture_of
from core.preprocessing.example_drawings import example_drawing

STROKES = example_drawing("animals", 0)[1]


def box(picture):
    """Returns the left, top, right and bottom of the ink, as fractions of the canvas."""
    rows, columns = np.nonzero(picture.pixels[..., 0] < 128)
    edges = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
    return np.array(edges) / CANVAS_PX


@pytest.mark.parametrize("scale", CHANGES["scale"][1])
def test_the_longer_side_is_the_asked_share_of_the_canvas_and_lies_in_the_middle(scale):
    left, top, right, bottom = box(picture_of(STROKES, Condition(scale=scale)))
    assert max(right - left, bottom - top) == pytest.approx(scale, abs=0.012)
    assert (left + right) / 2 == pytest.approx(0.5, abs=0.01)
    assert (top + bottom) / 2 == pytest.approx(0.5, abs=0.01)


def test_a_full_shift_reaches_the_edge_and_no_further():
    left, _, right, bottom = box(picture_of(STROKES, Condition(shift=1.0)))
    assert right == pytest.approx(1, abs=0.01)
    assert bottom == pytest.approx(1, abs=0.01)
    unshifted = box(picture_of(STROKES, Condition()))
    assert right - left == pytest.approx(unshifted[2] - unshifted[0], abs=0.01)


def test_a_quarter_turn_exchanges_width_and_height():
    left, top, right, bottom = box(picture_of(STROKES, Condition()))
    turned = box(picture_of(STROKES, Condition(rotation_degrees=90)))
    assert (turned[2] - turned[0]) / (turned[3] - turned[1]) == pytest.approx(
        (bottom - top) / (right - left), abs=0.04
    )


def test_a_thicker_pen_leaves_more_ink_and_inverting_exchanges_ink_and_paper():
    ink = [
        (picture_of(STROKES, Condition(line_width_px=width)).pixels < 128).mean()
        for width in CHANGES["line width"][1]
    ]
    assert ink == sorted(ink)
    plain = picture_of(STROKES, Condition()).pixels.astype(int)
    inverted = picture_of(STROKES, replace(Condition(), inverted=True)).pixels.astype(int)
    assert np.abs(plain + inverted - 270).max() <= 1


def test_the_largest_loss_leaves_out_what_nobody_draws():
    rows = [
        {"network": "a", "change": change, "value": value, "accuracy": accuracy}
        for change, value, accuracy in (
            ("shift", "0", "0.98"),
            ("rotation", "-15", "0.975"),
            ("rotation", "45", "0.5"),
            ("scale", "0.3", "0.96"),
        )
    ]
    assert largest_loss([*rows, {**rows[0], "network": "b", "accuracy": "0"}], "a") == pytest.approx(2)
