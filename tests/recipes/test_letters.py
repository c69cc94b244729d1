"""Letters of all fonts: complete, upright, and with no letter in both parts."""

import numpy as np

from core.preprocessing.strokes import bounds
from recipes.letters import LETTERS, letter_pictures, letter_strokes


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
    # A few letters, such as l, are identical in two of Hershey's fonts.
    assert shared < 0.05


def test_letters_stand_upright():
    # A capital L has its long stroke on the left and its foot at the bottom.
    for letter, strokes in letter_strokes("train")[:52]:
        if letter == "L":
            points = np.concatenate(strokes)
            foot = points[points[:, 1] > points[:, 1].mean()]
            assert np.ptp(foot[:, 0]) > np.ptp(points[points[:, 1] < points[:, 1].mean()][:, 0])
