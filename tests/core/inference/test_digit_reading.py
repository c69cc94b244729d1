"""The digits of a number: what touches is cut, what is broken is joined, and each is read."""

import numpy as np
import pytest

from core.inference.digit_reading import MAX_DIGITS, find_digits
from tests.core.numbers_for_tests import apart, digit, line_of, number


@pytest.fixture(scope="module")
def network(classifiers):
    return classifiers["digits-deep"]


def read(ink, network):
    return "".join(network.classify_ink(figure.ink).top(1)[0].label for figure in find_digits(ink, network))


@pytest.mark.parametrize("text", ["471", "3805", "96", "2"])
def test_numbers_are_read(text, network):
    assert read(number(text), network) == text


@pytest.mark.parametrize("text", ["38", "60", "525"])
def test_digits_that_touch_are_cut(text, network):
    ink = line_of([digit(name) for name in text], gap=-6)
    assert read(ink, network) == text


@pytest.mark.parametrize("name", ["4", "5", "8"])
def test_strokes_of_one_digit_are_not_read_one_by_one(name, network):
    assert read(line_of([apart(name)]), network) == name
    assert read(line_of([digit("3"), apart(name), digit("0")], gap=40), network) == f"3{name}0"


def test_a_digit_in_two_tall_halves_is_joined(network):
    zero = digit("0").copy()
    middle = zero.shape[1] // 2
    zero[:, middle - 2 : middle + 3] = 0
    assert read(line_of([zero]), network) == "0"
    assert read(line_of([digit("3"), zero]), network) == "30"


def test_two_ones_stay_two(network):
    assert read(number("11", gap=14), network) == "11"


def test_what_is_no_digit_is_left_whole(network):
    scribble = np.zeros((160, 400), dtype=np.uint8)
    scribble[70:90, 30:370] = 255
    scribble[40:120, 100:110] = 255
    assert len(find_digits(scribble, network)) == 1


def test_of_many_one_more_is_found_than_are_read(network):
    page = np.concatenate([number("1234567890", height=40, line_width=4)] * 4)
    assert len(find_digits(page, network)) == MAX_DIGITS + 1
