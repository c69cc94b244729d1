"""Gradual changes of a picture, each compared with what it must do to the pixels."""

import numpy as np
import pytest

from core.comparison.changes import changed_frame, changes_of

INK = np.zeros((28, 28), np.float32)
INK[8:20, 13:15] = 1.0
PHOTO = np.random.default_rng(1).integers(0, 256, (64, 64, 3)).astype(np.uint8)
EVERY = [(kind, name) for kind in ("ink", "photo") for name in changes_of(kind)]


def center(frame):
    rows, columns = np.indices(frame.shape)
    return (rows * frame).sum() / frame.sum(), (columns * frame).sum() / frame.sum()


@pytest.mark.parametrize(("kind", "name"), EVERY)
def test_a_frame_stays_a_frame_and_is_itself_where_nothing_is_changed(kind, name):
    frame, change = (INK if kind == "ink" else PHOTO), changes_of(kind)[name]
    assert change.steps[change.unchanged] == 0
    assert list(change.steps) == sorted(change.steps)
    for step in change.steps:
        changed = changed_frame(frame, name, step)
        assert (changed.shape, changed.dtype) == (frame.shape, frame.dtype)
        assert changed.min() >= 0
        assert changed.max() <= (1 if kind == "ink" else 255)
        assert np.array_equal(changed, frame) == (step == 0) or name == "turn"


def test_a_quarter_turn_is_what_numpy_says():
    np.testing.assert_allclose(changed_frame(INK, "turn", 90), np.rot90(INK, -1), atol=1e-5)
    assert (changed_frame(PHOTO, "turn", 180) == np.rot90(PHOTO, 2)).mean() > 0.95


def test_moving_is_to_the_right_by_a_share_of_the_width():
    row, column = center(INK)
    moved_row, moved_column = center(changed_frame(INK, "move", 25))
    assert moved_row == pytest.approx(row)
    assert moved_column == pytest.approx(column + 7)
    assert center(changed_frame(INK, "move", -25))[1] == pytest.approx(column - 7)


def test_lines_grow_by_a_share_of_the_width_and_shrink_below_zero():
    # A line of 12 x 2 pixels becomes wider and longer by 2.8 pixels, which is 10 % of 28 pixels.
    grown = changed_frame(INK, "thicken", 10)
    assert grown.sum() == pytest.approx((12 + 2.8) * (2 + 2.8), rel=0.1)
    assert changed_frame(INK, "thicken", -4).sum() < INK.sum()


def test_blur_keeps_the_ink_and_fading_takes_its_share():
    blurred = changed_frame(INK, "blur", 8)
    assert blurred.sum() == pytest.approx(INK.sum(), rel=0.02)
    assert blurred.max() < 0.6
    np.testing.assert_allclose(changed_frame(INK, "fade", 30), INK * 0.7, atol=1e-6)
    faded = changed_frame(PHOTO, "fade", 50).astype(float)
    np.testing.assert_allclose(faded - 127.5, (PHOTO - 127.5) / 2, atol=0.51)


def test_brightening_adds_light_and_noise_grows_evenly():
    np.testing.assert_array_equal(
        changed_frame(PHOTO, "brighten", 20), np.minimum(PHOTO.astype(int) + 51, 255).astype(np.uint8)
    )
    gray = np.full((64, 64), 0.5, np.float32)
    little, much = (changed_frame(gray, "noise", step) - gray for step in (5, 10))
    assert little.std() == pytest.approx(0.05, rel=0.1)
    np.testing.assert_allclose(much, 2 * little, atol=1e-6)
