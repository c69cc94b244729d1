"""Augmentation: the drawing stays recognisable, and the same seed gives the same result."""

import numpy as np

from core.preprocessing.augmentation import (
    augment,
    augment_photo,
    augment_picture,
    augment_strokes,
    place_on_canvas,
    slant,
    variations,
)
from core.preprocessing.decode import Picture
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.preprocessor import Preprocessor
from core.preprocessing.strokes import ink_length
from tests.core.pictures_for_tests import ink_of

GIRAFFE = example_drawing("animals", 0)[1]


def test_the_same_seed_gives_the_same_drawing():
    first, second = (augment_strokes(GIRAFFE, np.random.default_rng(5)) for _ in range(2))
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)


def test_without_strength_a_drawing_only_moves():
    augmented = augment_strokes(GIRAFFE, np.random.default_rng(0), strength=0.0)
    shift = augmented[0][0] - GIRAFFE[0][0]
    for before, after in zip(GIRAFFE, augmented, strict=True):
        np.testing.assert_allclose(after - before, np.tile(shift, (len(before), 1)), atol=1e-3)


def test_unfinished_drawings_lose_their_end():
    generator = np.random.default_rng(0)
    whole = ink_length(GIRAFFE)
    lengths = [ink_length(augment_strokes(GIRAFFE, generator, strength=0, unfinished=1)) for _ in range(50)]
    assert 0.55 * whole < min(lengths)
    assert max(lengths) < 0.97 * whole


def test_an_augmented_digit_is_still_read(classifiers):
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


def test_an_augmented_picture_keeps_its_ink():
    small = ink_of("8", 28, line_width=25)
    generator = np.random.default_rng(0)
    for _ in range(50):
        augmented = augment_picture(small, generator)
        assert augmented.shape == small.shape
        assert 0.6 < augmented.sum() / small.sum() < 1.6


def test_bending_moves_ink_a_little_and_keeps_nearly_all_of_it():
    picture = ink_of("7", 28)
    unbent = augment_picture(picture, np.random.default_rng(0), strength=0, shift_px=0, bend_px=1e-6)
    assert np.abs(unbent.astype(int) - picture).max() <= 1
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


def test_augmenting_a_photo_crops_mirrors_and_changes_brightness():
    # Red grows to the right and green downwards, so a crop shows where it was taken.
    red, green = np.meshgrid(np.arange(100, 200), np.arange(50, 130))
    pixels = np.dstack([red, green, np.full_like(red, 100)]).astype(np.uint8)
    photo = Picture(pixels, 100, 80)
    generator = np.random.default_rng(0)
    mirrored = []
    for _ in range(60):
        result = augment_photo(photo, generator)
        height, width, _ = result.pixels.shape
        assert (result.width_px, result.height_px) == (width, height)
        assert 0.64 * 80 <= height <= 80
        assert 0.64 * 100 <= width <= 100
        brightness = result.pixels[0, 0, 2] / 100
        assert 0.84 <= brightness <= 1.16
        mirrored.append(result.pixels[0, 0, 0] > result.pixels[0, -1, 0])
        original = np.sort(result.pixels[0, :, 0] / brightness)
        np.testing.assert_allclose(np.diff(original), 1, atol=1.3)
    assert 15 < sum(mirrored) < 45


def test_augment_gives_what_a_network_reads():
    generator = np.random.default_rng(0)
    ink = Preprocessor("ink", "mnist", 28, "0.0 for paper to 1.0 for ink")
    photo = Preprocessor("photo", "photo", 32, "0 to 1")
    page = Picture(np.repeat(255 - ink_of("7")[..., None], 3, axis=2), 280, 280)
    for preprocessor, content, shape, dtype in (
        (ink, GIRAFFE, (28, 28), np.float32),
        (ink, page, (28, 28), np.float32),
        (photo, page, (32, 32, 3), np.uint8),
    ):
        first, second = (augment(preprocessor, content, generator) for _ in range(2))
        assert (first.shape, first.dtype) == (shape, dtype)
        assert 0 <= first.min() < first.max() <= (1 if dtype == np.float32 else 255)
        assert np.abs(first.astype(float) - second).max() > 0


def test_the_first_variation_of_a_photo_is_its_mirror_image_and_the_others_are_random():
    preprocessor = Preprocessor("photo", "photo", 32, "0 to 1")
    pixels = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    seen = list(variations(preprocessor, Picture(pixels, 32, 32), np.random.default_rng(0), 4))
    assert len(seen) == 4
    assert (seen[0] == preprocessor(Picture(pixels, 32, 32))).all()
    assert (seen[1] == seen[0][:, ::-1]).all()
    assert not any((seen[row] == seen[other]).all() for row in (2, 3) for other in range(row))


def test_drawings_are_not_mirrored():
    preprocessor = Preprocessor("ink", "mnist", 28, "0.0 for paper to 1.0 for ink")
    seen = list(variations(preprocessor, GIRAFFE, np.random.default_rng(0), 3))
    assert (seen[0] == preprocessor.or_blank(GIRAFFE)).all()
    again = np.random.default_rng(0)
    assert all((pixels == augment(preprocessor, GIRAFFE, again)).all() for pixels in seen[1:])


def test_a_picture_moves_by_the_same_share_of_the_frame_at_any_size():
    page = Picture(np.repeat(255 - ink_of("7")[..., None], 3, axis=2), 280, 280)

    def centers(size_px):
        preprocessor = Preprocessor("ink", "quickdraw", size_px, "0.0 for paper to 1.0 for ink")
        pictures = [augment(preprocessor, page, np.random.default_rng(seed)) for seed in range(12)]
        along = (np.arange(size_px) + 0.5) / size_px
        return np.array([picture.sum(axis=0) @ along / picture.sum() for picture in pictures])

    small, large = centers(28), centers(56)
    assert np.ptp(small) > 0.02
    np.testing.assert_allclose(small, large, atol=0.01)
