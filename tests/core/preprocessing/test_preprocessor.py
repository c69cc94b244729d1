"""The preprocessor: the frame and the numbers that a network receives."""

import numpy as np
import pytest

from core.errors import BadDrawing, NoInk
from core.preprocessing.decode import Picture
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.ink_extraction import extract_ink
from core.preprocessing.ink_frames import mnist_frame_of_strokes, quickdraw_frame_of_strokes
from core.preprocessing.preprocessor import Preprocessor
from tests.core.pictures_for_tests import ink_of

DIGIT = example_drawing("digits", 0)[1]
INK = Preprocessor("ink", "mnist", 28, "0.0 for paper to 1.0 for ink")
PHOTO = Preprocessor("photo", "photo", 32, "-1 to 1")
BLANK_PAPER = Picture(np.full((50, 60, 3), 255, np.uint8), 60, 50)


@pytest.mark.parametrize(
    ("frame", "expected"), [("mnist", mnist_frame_of_strokes), ("quickdraw", quickdraw_frame_of_strokes)]
)
def test_strokes_are_placed_in_the_frame_that_the_card_names(frame, expected):
    placed = Preprocessor("ink", frame, 28, "")(DIGIT)
    np.testing.assert_array_equal(placed, expected(DIGIT))


def test_ink_becomes_one_channel_and_keeps_its_numbers():
    placed = INK(DIGIT)
    scaled = INK.scaled(placed)
    assert scaled.shape == (28, 28, 1)
    np.testing.assert_array_equal(scaled[..., 0], placed)


def test_a_photo_is_cut_to_size_and_its_colours_are_scaled():
    picture = Picture(np.full((60, 80, 3), (0, 51, 255), np.uint8), 80, 60)
    placed = PHOTO(picture)
    assert placed.shape == (32, 32, 3)
    assert placed.dtype == np.uint8
    np.testing.assert_allclose(PHOTO.scaled(placed)[0, 0], [-1, -0.6, 1], atol=1e-6)


def test_crop_keeps_the_middle():
    pixels = np.zeros((64, 64, 3), np.uint8)
    pixels[16:48, 16:48] = 255
    whole = PHOTO(Picture(pixels, 64, 64))
    middle = Preprocessor("photo", "photo", 32, "0 to 1", crop=0.5)(Picture(pixels, 64, 64))
    assert whole[0, 0, 0] == 0
    assert (middle == 255).all()


def test_a_photo_network_refuses_strokes_in_a_sentence():
    with pytest.raises(BadDrawing, match=r"reads photos.*Received: 1 stroke$"):
        PHOTO([np.zeros((3, 2), np.float32)])


def test_ink_that_was_found_before_is_placed_as_the_picture_on_which_it_was_found():
    scan = np.repeat(255 - ink_of("4")[..., None], 3, axis=2)
    picture = Picture(scan, 280, 280)
    np.testing.assert_array_equal(INK.of_ink(extract_ink(picture)), INK(picture))
    with pytest.raises(BadDrawing, match="reads photos"):
        PHOTO.of_ink(ink_of("4"))


def test_blank_paper_is_refused_by_a_call_and_empty_where_that_is_allowed():
    with pytest.raises(NoInk):
        INK(BLANK_PAPER)
    empty = INK.or_blank(BLANK_PAPER)
    assert empty.shape == (28, 28)
    assert not empty.any()
    np.testing.assert_array_equal(INK.or_blank(DIGIT), INK(DIGIT))
