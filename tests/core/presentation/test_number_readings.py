"""Numbers that were read: in words, by network, and as boxes on the picture."""

from dataclasses import replace

import numpy as np
import pytest

from core.inference.digit_reading import read_number
from core.preprocessing.decode import Picture
from core.presentation.answer_panels import panels_html, strip_html, summarize
from core.presentation.number_readings import (
    boxed_picture,
    digits_of,
    number_by_network,
    number_in_words,
    number_summaries,
)
from tests.answer_panels_for_tests import read_panels
from tests.core.numbers_for_tests import number, scan_of

BLUE, VERMILION = (0, 114, 178), (178, 78, 0)


def picture_of(text):
    pixels = scan_of(number(text))
    return Picture(pixels, *pixels.shape[1::-1])


@pytest.fixture(scope="module")
def reading(classifiers):
    return read_number(picture_of("471"), [classifiers["digits-deep"], classifiers["digits-simple"]])


@pytest.fixture(scope="module")
def doubtful(reading):
    unsure = [replace(answer, reason="torn") for answer in reading.answers[1]]
    return replace(reading, answers=[reading.answers[0], unsure, reading.answers[2]])


def test_a_number_is_said_in_one_sentence(reading, doubtful):
    assert number_in_words(reading) == "I see 3 digits: 4 7 1."
    assert number_in_words(doubtful) == "I see 3 digits: 4 ? 1. The networks are not sure about one of them."
    assert number_in_words(replace(reading, has_more=True)).endswith(
        "There are more than 30; crop the picture to read the others."
    )


def test_each_network_says_its_own(reading):
    answers = [*reading.answers]
    answers[2] = [answers[2][0], replace(answers[2][1], reason="unfamiliar")]
    titles = [answer.bundle.title for answer in answers[0]]
    expected = dict(zip(titles, ["4 7 1", "4 7 ?"], strict=True))
    assert number_by_network(replace(reading, answers=answers)) == expected
    assert digits_of(replace(reading, answers=answers)) == ["4", "7", "1"]


def test_each_networks_panel_has_a_bar_for_every_digit(reading):
    first, second = number_summaries(reading)
    assert (first.answer, first.is_sure, first.guess) == ("4 7 1", True, "4 7 1")
    assert [bar.label for bar in first.bars] == ["4", "7", "1"]
    # Digits are not paler because they are not first.
    assert "answer-ranked" not in panels_html([first])
    assert "answer-ranked" in panels_html([summarize(reading.answers[0][0])])
    said = [answers[0].top(1)[0].probability for answers in reading.answers]
    assert [bar.probability for bar in first.bars] == said
    assert first.confidence == pytest.approx(said[0] * said[1] * said[2])
    assert first.title != second.title
    (panel, _) = read_panels(panels_html([first, second]))
    assert [bar[0] for bar in panel.bars] == ["4", "7", "1"]


def test_doubt_about_one_digit_is_doubt_about_the_number(doubtful):
    first, *_ = number_summaries(doubtful)
    assert (first.answer, first.is_sure) == ("4 ? 1", False)
    assert first.explanation == "Not sure about one of them. Best guess: 4 7 1"
    assert "4 ? 1 (4 7 1?)" in strip_html("x", [first])


def colored(picture, color):
    rows, columns = np.nonzero((picture == color).all(axis=2))
    return rows, columns


def test_boxes_surround_the_digits_and_doubt_has_another_colour(reading, doubtful):
    picture = picture_of("471")
    boxed = boxed_picture(picture, doubtful)
    assert boxed.shape == picture.pixels.shape
    rows, columns = colored(boxed, VERMILION)
    seven = doubtful.figures[1]
    assert rows.min() < seven.top
    assert seven.bottom <= rows.max() <= seven.bottom + 10
    assert seven.left - 10 <= columns.min() < seven.left
    assert len(colored(boxed_picture(picture, reading), VERMILION)[0]) == 0
    _, columns = colored(boxed, BLUE)
    assert columns.min() < doubtful.figures[0].left
    assert columns.max() >= doubtful.figures[2].right


def test_a_single_drawing_gets_one_box_without_words(classifiers):
    picture = picture_of("4")
    reading = read_number(picture, [])
    rows, columns = colored(boxed_picture(picture, reading), BLUE)
    (figure,) = reading.figures
    assert rows.min() < figure.top < figure.bottom <= rows.max()
    assert columns.min() < figure.left < figure.right <= columns.max()
    inner = boxed_picture(picture, reading)[figure.top : figure.bottom, figure.left : figure.right]
    np.testing.assert_array_equal(
        inner, picture.pixels[figure.top : figure.bottom, figure.left : figure.right]
    )


def test_a_transparent_picture_lies_on_white():
    pixels = np.zeros((80, 80, 4), np.uint8)
    pixels[20:60, 30:36] = (0, 0, 0, 255)
    picture = Picture(pixels, 80, 80)
    assert boxed_picture(picture, read_number(picture, []))[2, 2].tolist() == [255, 255, 255]
