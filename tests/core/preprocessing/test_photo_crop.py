"""The photo frame, compared with Keras's own preprocessing."""

import numpy as np
import pytest

from core.preprocessing.decode import Picture
from core.preprocessing.photo_crop import SCALINGS, photo_frame
from tests.core.drawn import blobs, pattern

GENERATOR = np.random.default_rng(1)


def test_the_middle_is_kept_and_transparency_is_white():
    pixels = np.zeros((100, 200, 3), np.uint8)
    pixels[:, 50:150] = 200
    assert (photo_frame(Picture(pixels, 200, 100), 50)[:, 1:-1] == 200).all()
    clear = np.zeros((40, 40, 4), np.uint8)
    assert (photo_frame(Picture(clear, 40, 40), 10) == 255).all()
    assert photo_frame(Picture(pixels, 200, 100), 64, 0.875).shape == (64, 64, 3)


@pytest.mark.parametrize("interpolation", ["bilinear", "bicubic"])
@pytest.mark.parametrize("side", [64, 150, 299])
def test_reducing_is_what_tensorflow_does_with_antialiasing(side, interpolation):
    import tensorflow as tf

    photo = blobs(GENERATOR, 320)
    theirs = tf.image.resize(photo, (side, side), interpolation, antialias=True).numpy().clip(0, 255)
    ours = photo_frame(Picture(photo, 320, 320), side, 1.0, interpolation).astype(np.float32)
    assert np.abs(ours - theirs).max() <= 1.5


@pytest.mark.parametrize(("scaling", "mode"), [("-1 to 1", "tf"), ("0 to 1", None)])
def test_colours_become_the_numbers_that_keras_makes_of_them(scaling, mode):
    import keras

    colors = pattern("dots", GENERATOR)
    theirs = colors / 255
    if mode:
        theirs = keras.applications.mobilenet_v2.preprocess_input(colors.astype(np.float32))
    np.testing.assert_allclose(SCALINGS[scaling](colors), theirs, atol=1e-6)
    assert SCALINGS["0 to 255"](colors).dtype == np.float32


@pytest.mark.parametrize(
    ("scaling", "lowest", "highest"), [("0 to 1", 0, 1), ("-1 to 1", -1, 1), ("0 to 255", 0, 255)]
)
def test_a_scaling_has_the_range_of_its_name_whether_by_division_or_by_keras_rescaling(
    scaling, lowest, highest
):
    colors = np.arange(256, dtype=np.uint8)
    scaled = SCALINGS[scaling](colors)
    assert scaled.dtype == np.float32
    assert (scaled[0], scaled[-1]) == (lowest, highest)
    by_factor = colors * SCALINGS[scaling].scale + SCALINGS[scaling].offset
    np.testing.assert_allclose(scaled, by_factor, atol=1e-6)


def test_scaling_to_1_rounds_once():
    # The shipped photo network was measured with exactly these numbers.
    colors = np.arange(256, dtype=np.uint8)
    np.testing.assert_array_equal(SCALINGS["0 to 1"](colors), (colors / 255).astype(np.float32))
