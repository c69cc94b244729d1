"""Specks, folds and ink that reaches an edge are removed, and drawings stay."""

import numpy as np
import pytest

from core.errors import NoInk
from core.preprocessing.decode import Picture
from core.preprocessing.ink_extraction import extract_ink
from core.preprocessing.specks import without_specks
from tests.core.pictures_for_tests import ink_of


def test_a_speck_and_what_reaches_an_edge_go_and_the_drawing_stays():
    drawing = ink_of("3", 240)
    ink = drawing.copy()
    ink[5:7, 200:202] = ink[100:140, :12] = 255
    np.testing.assert_array_equal(without_specks(ink, is_ruled=False)[:, 12:190], drawing[:, 12:190])
    assert without_specks(ink, is_ruled=False)[:, :8].max() == 0
    assert without_specks(ink, is_ruled=False)[:20, 195:].max() == 0


def test_what_reaches_the_edge_of_a_sheet_goes():
    drawing = ink_of("3", 240)
    sheet = np.zeros(drawing.shape, dtype=bool)
    sheet[20:220, 20:220] = True
    ink = drawing * sheet
    ink[60:200, 20:26] = 255
    left = without_specks(ink, is_ruled=False, sheet=sheet)
    assert left[:, :24].max() == 0
    np.testing.assert_array_equal(left[:, 40:], (drawing * sheet)[:, 40:])


@pytest.mark.parametrize("shape", [(200, 60), (28, 28), (40, 150)])
def test_a_line_that_nearly_fills_its_picture_stays(shape):
    ink = np.zeros(shape, dtype=np.uint8)
    ink[:, shape[1] // 3 : -(shape[1] // 3)] = 255
    np.testing.assert_array_equal(without_specks(ink, is_ruled=False), ink)


@pytest.mark.parametrize("light", [0.85, 0.6, 0.4], ids=["fold", "shadow", "deep shadow"])
@pytest.mark.parametrize("turned", [False, True])
def test_a_fold_and_a_shadows_edge_are_no_drawing(turned, light):
    pixels = np.full((300, 400, 3), 230.0)
    if light > 0.8:
        pixels[:, 198:203] *= 0.6
    else:
        pixels[:, :200] *= light
    pixels += np.random.default_rng(2).normal(0, 2, pixels.shape)
    picture = pixels.clip(0, 255).astype(np.uint8)
    with pytest.raises(NoInk, match="Received: "):
        extract_ink(Picture(np.swapaxes(picture, 0, 1) if turned else picture, 400, 300))


@pytest.mark.parametrize("ends", [(60, 250), (300, 20), (-150, 180), (250, 600)])
@pytest.mark.parametrize("turned", [False, True])
def test_a_slanted_fold_is_no_drawing_and_a_closely_cropped_slanted_one_is(ends, turned):
    """The fold runs from the first column of the upper edge to the second one of the lower edge."""
    y, x = np.mgrid[0:300, 0:400]
    fold = np.abs(x - ends[0] - (ends[1] - ends[0]) * y / 299) <= 2
    pixels = np.repeat(np.where(fold, 180.0, 230.0)[..., None], 3, axis=2)
    pixels += np.random.default_rng(2).normal(0, 2, pixels.shape)
    picture = pixels.clip(0, 255).astype(np.uint8)
    with pytest.raises(NoInk, match="Received: "):
        extract_ink(Picture(np.swapaxes(picture, 0, 1) if turned else picture, 400, 300))
    slash = np.where(np.abs(x[:, :180] - y[:, :180] * 179 / 299) <= 5, 255, 0).astype(np.uint8)
    np.testing.assert_array_equal(without_specks(slash, is_ruled=False), slash)


def with_disks(ink, places, radius_px=9):
    """Adds disks to ink, each at a row and column."""
    y, x = np.mgrid[0 : ink.shape[0], 0 : ink.shape[1]]
    for row, column in places:
        ink = np.where(np.hypot(y - row, x - column) <= radius_px, 255, ink).astype(np.uint8)
    return ink


@pytest.mark.parametrize("count", [2, 4])
@pytest.mark.parametrize("turns", range(4))
def test_punched_holes_along_an_edge_go_and_the_drawing_stays(count, turns):
    drawing = np.pad(ink_of("8", 240), ((60, 60), (120, 40)))
    holes = [(int(360 * (index + 0.5) / count), 30 + 2 * index) for index in range(count)]
    drawing, punched = np.rot90(drawing, turns), np.rot90(with_disks(drawing, holes), turns)
    np.testing.assert_array_equal(without_specks(punched, is_ruled=False), drawing)
    blank = np.rot90(with_disks(np.zeros((360, 400), dtype=np.uint8), holes), turns)
    assert not without_specks(blank, is_ruled=False).any()


@pytest.mark.parametrize(
    "places", [[(60, 30)], [(60, 30), (95, 30)], [(60, 30), (250, 70)], [(150, 180), (150, 260)]]
)
def test_disks_that_are_not_holes_along_an_edge_stay(places):
    """One alone, two side by side, two out of line, and two in the middle, like eyes."""
    drawing = with_disks(np.pad(ink_of("0", 240), ((60, 60), (120, 40))), places)
    np.testing.assert_array_equal(without_specks(drawing, is_ruled=False), drawing)
