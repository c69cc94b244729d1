"""Outliers for training, and the out-of-distribution test sets."""

import numpy as np
import pytest

from core.preprocessing.ink_frames import SMALLEST_DRAWING_PX
from core.preprocessing.strokes import bounds
from recipes import data
from recipes.letters import LETTERS, LIKE_DIGITS, letter_pictures, letter_strokes
from recipes.ood_test_sets import near_empty, ood_test_frames
from recipes.outlier_exposure import outliers, scrawl, specks


def test_every_font_has_every_letter():
    for part in ("train", "test"):
        for letters in (letter_strokes(part), letter_pictures(part)):
            assert len(letters) % len(LETTERS) == 0
            assert {letter for letter, _ in letters} == set(LETTERS)
        for letter, strokes in letter_strokes(part):
            low, high = bounds(strokes)
            assert (high - low).max() > 5, letter
        for letter, ink in letter_pictures(part):
            assert 0.002 < (ink > 128).mean() < 0.5, letter
            # Nothing is cut off at the edges.
            assert ink[0].max() == ink[-1].max() == ink[:, 0].max() == ink[:, -1].max() == 0, letter


def test_fonts_for_testing_are_never_trained_on():
    trained = {b"".join(stroke.tobytes() for stroke in strokes) for _, strokes in letter_strokes("train")}
    tested = [b"".join(stroke.tobytes() for stroke in strokes) for _, strokes in letter_strokes("test")]
    shared = sum(one in trained for one in tested) / len(tested)
    # Hershey drew a few letters, as l, alike in two of his fonts.
    assert shared < 0.05


def test_letters_stand_upright():
    # A capital L has its long stroke on the left and its foot at the bottom.
    for letter, strokes in letter_strokes("train")[:52]:
        if letter == "L":
            points = np.concatenate(strokes)
            foot = points[points[:, 1] > points[:, 1].mean()]
            assert np.ptp(foot[:, 0]) > np.ptp(points[points[:, 1] < points[:, 1].mean()][:, 0])


def test_scrawls_and_specks_have_points_and_specks_little_ink():
    generator = np.random.default_rng(0)
    for _ in range(50):
        assert all(len(stroke) > 1 for stroke in scrawl(generator))
        marks = specks(generator)
        assert 2 <= len(marks) <= 7
        assert max(float(np.ptp(mark, axis=0).max()) for mark in marks) < 0.3


@pytest.mark.data
@pytest.mark.parametrize("label_set", ["digits", "animals", "fifty", "sketches"])
def test_outliers_are_made_anew_and_the_same_with_the_same_seed(label_set):
    pictures = outliers(label_set, 40, np.random.default_rng(1))
    assert len(pictures) == 40
    assert all(picture.shape == (28, 28) and picture.dtype == np.uint8 for picture in pictures)
    assert all(picture.max() > 100 for picture in pictures)
    again = outliers(label_set, 40, np.random.default_rng(1))
    np.testing.assert_array_equal(pictures, again)
    assert len({picture.tobytes() for picture in pictures}) > 30


@pytest.mark.data
def test_unfamiliar_drawings_are_those_the_app_would_classify():
    kinds = ood_test_frames("digits")
    assert len(kinds["letters"]) > len(kinds["letters shaped like a digit"]) > 50
    assert len(kinds["letters"]) % (len(LETTERS) - len(LIKE_DIGITS)) == 0
    # Single dabs that the app refuses as dots are left out.
    generator = np.random.default_rng(0)
    sides = [np.subtract(*bounds(near_empty(generator))[::-1]).max() for _ in range(1000)]
    expected = np.mean(np.array(sides) >= SMALLEST_DRAWING_PX)
    assert len(kinds["near-empty canvases"]) / 1000 == pytest.approx(expected, abs=0.05)
    assert sum(kind.startswith("drawings of 345") for kind in kinds) == 1
    others = ood_test_frames("animals")
    tests = sum(
        len(data.sketch_strokes(name, "test"))
        for name in data.sketch_categories()
        if name not in data.ANIMALS
    )
    assert len(others["drawings of 339 other things"]) == tests
