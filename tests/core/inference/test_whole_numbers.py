"""Several digits in one picture or drawing are read as on the Draw page."""

import numpy as np
import pytest
from PIL import Image

from core.errors import UnreadablePicture
from core.inference.whole_numbers import number_of
from core.preprocessing.image_source import ImageSource
from core.presentation.number_readings import digits_of
from tests.core.inference.test_drawn_numbers import side_by_side
from tests.core.numbers_for_tests import digit, line_of, number, scan_of
from tests.core.pictures_for_tests import file_of


@pytest.fixture(scope="module")
def network(classifiers):
    return classifiers["digits-deep"]


def asked(network, read, is_drawn=True):
    source = ImageSource("a.png", read)
    ((_, prediction),) = network.predict_many([source])
    return number_of(network, source.content, prediction, is_drawn)


@pytest.mark.parametrize("text", ["471", "11", "30"])
def test_a_number_is_read(text, network):
    picture = file_of(scan_of(number(text)))
    assert digits_of(asked(network, lambda: picture, False)) == list(text)
    assert digits_of(asked(network, lambda: side_by_side(text))) == list(text)


@pytest.mark.parametrize("text", "0123456789")
def test_one_digit_is_none(text, network):
    picture = file_of(scan_of(number(text)))
    assert asked(network, lambda: picture, False) is None
    assert asked(network, lambda: side_by_side(text)) is None


def test_other_networks_read_no_numbers(classifiers):
    assert asked(classifiers["animals-deep"], lambda: side_by_side("471")) is None


def test_a_file_that_is_gone_meanwhile_costs_nothing(network):
    reads = []

    def read():
        reads.append(1)
        if len(reads) > 1:
            raise UnreadablePicture("It is gone.")
        return side_by_side("471")

    assert asked(network, read) is None
    assert len(reads) == 2


def wide_zero():
    ink = Image.fromarray(digit("0"))
    wide = ink.resize((round(1.2 * ink.height), ink.height))
    return line_of([np.asarray(wide)])


def seven_with_a_gap():
    """Ink of a 7 whose foot, about a twentieth of its height, is separated by a gap."""
    ink = number("7")
    bottom = ink.any(axis=1).nonzero()[0][-1]
    ink[bottom - 12 : bottom - 6] = 0
    return ink


@pytest.mark.parametrize("draw", [wide_zero, seven_with_a_gap])
def test_one_digit_of_which_the_network_is_sure_is_read_once(draw, network):
    picture, reads = file_of(scan_of(draw())), []

    def read():
        reads.append(1)
        return picture

    assert asked(network, read, False) is None
    assert len(reads) == 1
