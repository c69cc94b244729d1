"""The drawn photos of paper look like what their names say."""

import numpy as np
import pytest

from core.preprocessing.example_drawings import example_drawing
from recipes.paper_photos import KINDS, paper_photo


def photo(kind, seed=0):
    strokes = example_drawing("digits", seed)[1]
    return paper_photo(kind, strokes, np.random.default_rng(seed)).pixels.astype(float)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_a_photo_with_something_on_it_and_comes_again(kind):
    pixels = photo(kind)
    assert pixels.shape == (320, 400, 3)
    middle = np.median(pixels.reshape(-1, 3), axis=0)
    away = np.abs(pixels - middle).max(axis=2)
    assert 0.002 < (away > 60).mean() < 0.75
    np.testing.assert_array_equal(pixels, photo(kind))
    assert not np.array_equal(pixels, photo(kind, seed=1))


def test_ruled_paper_has_lines_across_and_squared_paper_both_ways():
    def lines(kind, axis):
        """Counts the rows or columns that are bluer over their whole length than their neighbours."""
        pixels = np.median(photo(kind), axis=axis)
        blue = pixels[:, 2] - pixels[:, 0]
        return int((np.diff((blue > np.median(blue) + 8).astype(int)) == 1).sum())

    assert lines("ruled paper", 1) >= 6
    assert lines("ruled paper", 0) == 0
    assert lines("squared paper", 1) >= 10
    assert lines("squared paper", 0) >= 10


def test_a_shadow_darkens_a_part_of_the_sheet():
    def spread(kind):
        low, high = np.percentile(photo(kind).mean(axis=2), (20, 90))
        return low / high

    assert spread("paper in shadow") < 0.8 < spread("blue pen")


def test_chalk_is_light_on_dark_and_blue_pen_is_blue():
    chalk = photo("chalk").mean(axis=2)
    assert np.percentile(chalk, 99.5) - np.median(chalk) > 80
    pen = photo("blue pen")
    darkest = pen.reshape(-1, 3)[pen.mean(axis=2).argmin()]
    assert darkest[2] > darkest[0] + 40


def test_pencil_is_fainter_than_a_pen():
    assert photo("pencil").min() > photo("JPEG at quality 20").min() + 30


def test_a_margin_is_red_from_top_to_bottom():
    pixels = np.median(photo("with a margin"), axis=0)
    red = pixels[:, 0] - pixels[:, 1]
    assert 1 <= (red > np.median(red) + 40).sum() <= 5


@pytest.mark.parametrize(("kind", "low", "high"), [("on a dark desk", 0, 100), ("on a light desk", 150, 215)])
def test_a_sheet_on_a_desk_has_the_desk_around_it(kind, low, high):
    for seed in range(3):
        pixels = photo(kind, seed).mean(axis=2)
        edge = np.median(np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]]))
        assert low < edge < high
        assert np.percentile(pixels, 90) > edge + 20


def test_a_note_has_a_colour_and_what_it_sticks_on_hardly_any():
    pixels = photo("on a coloured note")
    colour = pixels.max(axis=2) - pixels.min(axis=2)
    assert np.percentile(colour, 80) > 60
    assert np.median(colour[:2]) < 45
