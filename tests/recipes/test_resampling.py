"""Resampling matrices, compared with Pillow and SciPy."""

import numpy as np
import pytest
from PIL import Image
from scipy import fft, ndimage

from recipes.resampling import RESAMPLINGS, blur_matrices, cosine_transform, enlargement, knots_matrix

PICTURE = np.random.default_rng(1).random((56, 56)).astype(np.float32)


def resized(picture: np.ndarray, side: int, method: Image.Resampling) -> np.ndarray:
    return np.asarray(Image.fromarray(picture).resize((side, side), method))


@pytest.mark.parametrize("up", RESAMPLINGS)
def test_reducing_and_enlarging_is_pillows(up):
    matrix = enlargement(56, 11, "box", up)
    expected = resized(resized(PICTURE, 11, Image.Resampling.BOX), 56, RESAMPLINGS[up])
    np.testing.assert_allclose(matrix @ PICTURE @ matrix.T, expected, atol=1e-4)


def test_what_stays_small_lies_in_the_corner():
    matrix = enlargement(56, 11, "bilinear", None)
    small = matrix @ PICTURE @ matrix.T
    np.testing.assert_allclose(small[:11, :11], resized(PICTURE, 11, Image.Resampling.BILINEAR), atol=1e-4)
    assert not small[11:].any()
    assert not small[:, 11:].any()


def test_blurring_is_scipys_in_the_middle():
    (matrix,) = blur_matrices(56, np.array([1.5]))
    expected = ndimage.gaussian_filter(PICTURE, 1.5, truncate=8)
    np.testing.assert_allclose((matrix @ PICTURE @ matrix.T)[15:40, 15:40], expected[15:40, 15:40], atol=1e-3)


def test_the_cosine_transform_is_scipys_by_blocks():
    matrix = cosine_transform(56)
    expected = fft.dctn(PICTURE[8:16, 24:32], norm="ortho")
    np.testing.assert_allclose((matrix @ PICTURE @ matrix.T)[8:16, 24:32], expected, atol=1e-4)


def test_knots_are_joined_smoothly():
    matrix = knots_matrix(5, 56)
    np.testing.assert_allclose(matrix.sum(axis=1), 1, atol=1e-5)
    ramp = matrix @ np.arange(5, dtype=np.float32)
    assert (np.diff(ramp) > -0.02).all()
