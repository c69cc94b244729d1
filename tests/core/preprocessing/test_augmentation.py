"""Variations: still the same drawing, and the same again with the same seed."""

import numpy as np

from core.preprocessing.augmentation import augment_picture, augment_strokes, place_on_canvas, slant
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.strokes import ink_length
from recipes.ood_test_sets import near_empty, scribbles
from tests.core.pictures_for_tests import ink_of

GIRAFFE = example_drawing("animals", 0)[1]


def test_the_same_seed_gives_the_same_variation():
    first, second = (augment_strokes(GIRAFFE, np.random.default_rng(5)) for _ in range(2))
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)


def test_without_strength_a_drawing_only_moves():
    varied = augment_strokes(GIRAFFE, np.random.default_rng(0), strength=0.0)
    shift = varied[0][0] - GIRAFFE[0][0]
    for before, after in zip(GIRAFFE, varied, strict=True):
        np.testing.assert_allclose(after - before, np.tile(shift, (len(before), 1)), atol=1e-3)


def test_unfinished_drawings_lose_their_end():
    generator = np.random.default_rng(0)
    whole = ink_length(GIRAFFE)
    lengths = [ink_length(augment_strokes(GIRAFFE, generator, strength=0, unfinished=1)) for _ in range(50)]
    assert 0.55 * whole < min(lengths)
    assert max(lengths) < 0.97 * whole


def test_a_varied_digit_is_still_read(classifiers):
    generator = np.random.default_rng(0)
    seven = example_drawing("digits", 0)[1]
    model = classifiers["digits-simple"]
    read = [model.classify_strokes(augment_strokes(seven, generator)).top(1)[0].label for _ in range(40)]
    assert read.count("7") >= 36


def test_a_drawing_on_a_canvas_lies_wholly_on_it():
    generator = np.random.default_rng(0)
    for _ in range(200):
        placed, width = place_on_canvas(GIRAFFE, generator, 280)
        points = np.concatenate(placed)
        assert 2 <= width <= 30
        assert points.min() >= width / 2 - 0.01
        assert points.max() <= 280 - width / 2 + 0.01


def test_a_varied_picture_keeps_its_ink():
    small = ink_of("8", 28, line_width=25)
    generator = np.random.default_rng(0)
    for _ in range(50):
        varied = augment_picture(small, generator)
        assert varied.shape == small.shape
        assert 0.6 < varied.sum() / small.sum() < 1.6


def test_scribbles_and_near_empty_canvases_stay_on_the_canvas():
    generator = np.random.default_rng(0)
    for _ in range(50):
        points = np.concatenate(scribbles(generator))
        assert points.min() >= 0
        assert points.max() <= 280
        assert ink_length(near_empty(generator)) < 60


def test_bending_moves_ink_a_little_and_keeps_nearly_all_of_it():
    picture = ink_of("7", 28)
    still = augment_picture(picture, np.random.default_rng(0), strength=0, shift_px=0, bend_px=1e-6)
    assert np.abs(still.astype(int) - picture).max() <= 1
    bent = augment_picture(picture, np.random.default_rng(0), strength=0, shift_px=0, bend_px=0.8)
    assert np.abs(bent.astype(int) - picture).mean() > 2
    assert abs(float(bent.sum()) / float(picture.sum()) - 1) < 0.2


def test_a_slant_keeps_heights_and_shifts_rows_in_proportion():
    leaning = slant(GIRAFFE, np.random.default_rng(3))
    for before, after in zip(GIRAFFE, leaning, strict=True):
        np.testing.assert_array_equal(after[:, 1], before[:, 1])
        shear = (before[:, 0] - after[:, 0]) / before[:, 1]
        np.testing.assert_allclose(shear, shear[0], atol=1e-4)
        assert 0 < abs(shear[0]) <= 0.3
