"""Numbers on the canvas: several digits side by side are read one by one, and one digit is never split."""

import numpy as np
import pytest

from core.inference.drawn_numbers import MAX_DRAWN_DIGITS, read_drawn_number
from core.preprocessing.example_drawings import EXAMPLES, example_drawing

DRAWINGS = dict(example_drawing("digits", number) for number in range(len(EXAMPLES["digits"])))


@pytest.fixture(scope="module")
def networks(classifiers):
    return [classifiers[name] for name in ("digits-deep", "digits-simple")]


def side_by_side(text, gap=0.2, height=70.0):
    """The example drawings of digits in a row; the gap is a share of their height."""
    strokes, x = [], 15.0
    for name in text:
        points = np.concatenate(DRAWINGS[name])
        scale = height / np.ptp(points[:, 1])
        strokes += [
            ((stroke - points.min(axis=0)) * scale + (x, 100)).astype(np.float32) for stroke in DRAWINGS[name]
        ]
        x += np.ptp(points[:, 0]) * scale + gap * height
    return strokes


def read(strokes, networks):
    number = read_drawn_number(strokes, networks)
    return number and "".join(number.reading.label_of(index) for index in range(len(number.strokes)))


@pytest.mark.parametrize("text", ["471", "44", "10", "2580", "11"])
@pytest.mark.parametrize("height", [40.0, 90.0])
def test_a_number_is_read_digit_by_digit(text, height, networks):
    assert read(side_by_side(text, height=height), networks) == text


@pytest.mark.parametrize("name", DRAWINGS)
def test_one_digit_is_no_number(name, networks):
    assert read_drawn_number(DRAWINGS[name], networks) is None


def test_a_digit_whose_strokes_stand_apart_stays_one(networks):
    four = [
        np.array([(60, 40), (50, 150), (150, 150)], np.float32),
        np.array([(165, 40), (160, 230)], np.float32),
    ]
    five = [np.array([(100, 60), (95, 130), (150, 150), (140, 210), (80, 220)], np.float32)]
    five.append(np.array([(112, 58), (180, 55)], np.float32))
    assert [read_drawn_number(strokes, networks) for strokes in (four, five)] == [None, None]


def test_each_digit_keeps_its_own_strokes(networks):
    strokes = side_by_side("747")
    number = read_drawn_number(strokes, networks)
    assert [len(part) for part in number.strokes] == [1, 2, 1]
    kept = [stroke for part in number.strokes for stroke in part]
    assert all(one is other for one, other in zip(kept, strokes, strict=True))


def test_doodles_side_by_side_are_no_number(networks):
    generator = np.random.default_rng(3)
    scribbles = [
        (generator.uniform(0, 60, (40, 2)) + (x, 80)).astype(np.float32) for x in (10.0, 100.0, 190.0)
    ]
    assert read_drawn_number(scribbles, networks) is None


@pytest.mark.parametrize(
    "strokes",
    [
        [],
        [np.zeros((1, 2), np.float32)] * 2,
        [np.array([(0, 5), (0, 5)], np.float32), np.array([(9, 5), (9, 5)], np.float32)],
        [np.array([(x, 0), (x, 1)], np.float32) for x in (0.0, 1e6)],
        [np.array([(x, 0), (x, 90)], np.float32) for x in range(0, 9 * MAX_DRAWN_DIGITS + 9, 9)],
    ],
)
def test_what_could_take_long_or_has_no_size_is_answered_as_a_whole(strokes, networks):
    assert read_drawn_number(strokes, networks) is None
    assert read_drawn_number(strokes, []) is None
