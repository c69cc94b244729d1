"""Drawings are distinguished from photos by their tones, not only by their colours."""

from functools import partial

import numpy as np
import pytest
from PIL import Image

from core.datasets.ingestion import from_path
from core.datasets.kind_guess import guess_kind
from core.preprocessing.example_photos import EXAMPLE_PHOTOS_FOLDER
from core.preprocessing.image_source import ImageSource
from tests.core.drawn import blobs, pattern, stroke_file
from tests.core.pictures_for_tests import file_of, ink_of, photo_of_paper

DIGITS = "0123456789"


def sources(pictures):
    return [ImageSource("a.png", partial(file_of, picture)) for picture in pictures]


def grey(picture):
    return np.asarray(Image.fromarray(picture).convert("L"))


def example_photos():
    return [np.asarray(Image.open(path).convert("RGB")) for path in EXAMPLE_PHOTOS_FOLDER.glob("*.jpg")]


@pytest.mark.parametrize("turn", [lambda picture: picture, grey], ids=["coloured", "grey"])
def test_photos_are_photos_in_colour_and_in_grey(turn):
    generator = np.random.default_rng(1)
    for pictures in (
        example_photos(),
        [blobs(generator) for _ in range(8)],
        [pattern(kind, generator) for kind in ("stripes", "plain") for _ in range(4)],
    ):
        assert guess_kind(sources([turn(picture) for picture in pictures])).kind == "photo"


@pytest.mark.parametrize("side_px", [28, 60, 280, 700])
@pytest.mark.parametrize("width_share", [0.02, 0.06])
@pytest.mark.parametrize("is_light_ink", [False, True])
def test_drawings_on_a_screen_are_surely_drawings(side_px, width_share, is_light_ink):
    pictures = [ink_of(digit, side_px, line_width=max(side_px * width_share, 1.5)) for digit in DIGITS]
    guess = guess_kind(sources([ink if is_light_ink else 255 - ink for ink in pictures]))
    assert (guess.kind, guess.is_sure) == ("ink", True)


def test_the_last_pictures_count_as_much_as_the_first():
    generator = np.random.default_rng(1)
    drawings = [255 - ink_of(DIGITS[number % 10], 60, line_width=3) for number in range(30)]
    photos = [blobs(generator) for _ in range(45)]
    for pictures in ([*drawings, *photos], [*photos, *drawings]):
        assert guess_kind(sources(pictures)).kind == "photo"


def test_pen_on_paper_is_a_drawing():
    pictures = [photo_of_paper(ink_of(digit, 300), seed) for digit in DIGITS[:5] for seed in range(2)]
    assert guess_kind(sources(pictures)).kind == "ink"


def test_grey_objects_on_white_are_not_sure():
    y, x = np.mgrid[:200, :200]
    pictures = []
    for seed in range(6):
        ball = np.hypot(x - 100, y - 100 - seed) < 70
        shade = 40 + 0.5 * x + 0.25 * y
        pictures.append(np.where(ball, shade, 255).astype(np.uint8))
    assert not guess_kind(sources(pictures)).is_sure


def test_strokes_are_drawings_and_what_cannot_be_read_does_not_count(tmp_path):
    drawings = from_path(stroke_file(tmp_path, each=3))
    broken = [ImageSource("x.png", lambda: b"no picture")] * 30
    guess = guess_kind([*drawings, *broken])
    assert (guess.kind, guess.is_sure) == ("ink", True)
    assert guess_kind([]).kind == "photo"


def test_a_transparent_icon_is_a_drawing():
    icons = [np.dstack([np.zeros((*ink.shape, 3), np.uint8), ink]) for ink in map(ink_of, DIGITS)]
    assert guess_kind(sources(icons)).kind == "ink"
