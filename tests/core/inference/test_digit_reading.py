"""The digits of a number: touching ones are separated, broken ones joined, and each one is read."""

from contextlib import suppress
from copy import copy
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from core.errors import NetworkFailed, NoInk
from core.inference.digit_reading import MAX_DIGITS, FigureReader, find_digits, read_number
from core.inference.drawn_numbers import read_drawn_number
from core.preprocessing.decode import Picture, decode_image
from core.preprocessing.example_photos import EXAMPLE_PHOTOS_FOLDER
from tests.core.numbers_for_tests import apart, digit, line_of, number, scan_of


@pytest.fixture(scope="module")
def network(classifiers):
    return classifiers["digits-deep"]


def found(ink, network):
    return find_digits(ink, FigureReader(network))


def read(ink, network):
    return "".join(network.classify_ink(figure.ink).top(1)[0].label for figure in found(ink, network))


@pytest.mark.parametrize("text", ["471", "3805", "96", "2"])
def test_numbers_are_read(text, network):
    assert read(number(text), network) == text


@pytest.mark.parametrize("text", ["38", "60", "525"])
def test_digits_that_touch_are_cut(text, network):
    ink = line_of([digit(name) for name in text], gap=-6)
    assert read(ink, network) == text


@pytest.mark.parametrize("text", ["35", "53", "68"])
def test_narrow_digits_that_touch_are_cut_beside_digits_that_are_read(text, network):
    touching = line_of([digit(name) for name in text], gap=-20)
    rows, columns = np.nonzero(touching)
    touching = touching[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    assert touching.shape[1] < 1.1 * touching.shape[0]
    assert read(line_of([digit("5"), touching, digit("3")], gap=40), network) == f"5{text}3"


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
    assert len(found(scribble, network)) == 1


def test_stripes_are_no_row_of_ones(network):
    stripes = np.zeros((90, 200), dtype=np.uint8)
    for number_, left in enumerate(range(6, 194, 16)):
        stripes[5 + number_ % 3 : 84 - number_ % 4, left : left + 9] = 255
    stripes[40:46, 6:190] = 255
    assert len(found(stripes, network)) == 1


@pytest.mark.parametrize("name", ["cat", "portrait", "palace", "tripod", "written-words"])
def test_a_photo_of_anything_is_no_number(name, classifiers):
    networks = [classifiers[each] for each in ("digits-deep", "digits-simple", "digits-dense")]
    photo = decode_image((EXAMPLE_PHOTOS_FOLDER / f"{name}.jpg").read_bytes())
    for some in (networks, networks[:1]):
        # On most of them, no drawing is found at all.
        with suppress(NoInk):
            assert not read_number(photo, some).is_number


def test_a_number_is_written_by_one_hand_with_one_pen(network):
    for height, line_width, is_number in ((90, 7, True), (60, 7, True), (30, 7, False), (90, 26, False)):
        ink = line_of([digit("7", 90, 7), digit("4", height, line_width)])
        assert read_number(picture_of(ink), [network]).is_number is is_number


def test_of_more_networks_most_must_be_sure(classifiers, network):
    doubtful = copy(network)
    doubtful.classify_ink = lambda ink: replace(network.classify_ink(ink), reason="torn")
    seen = picture_of(number("47"))
    assert read_number(seen, [network]).is_number
    assert read_number(seen, [network, doubtful]).is_number
    assert not read_number(seen, [network, doubtful, doubtful]).is_number


@pytest.mark.parametrize("turned", [12, 30, 45])
@pytest.mark.parametrize("spacing", [20, 40])
def test_a_net_of_lines_is_no_row_of_ones(spacing, turned, network):
    net = Image.new("L", (1000, 800))
    pen = ImageDraw.Draw(net)
    for at in range(0, 1000, spacing):
        pen.line((at, 0, at, 800), fill=255, width=2)
        pen.line((0, at, 1000, at), fill=255, width=2)
    assert len(found(np.asarray(net.rotate(turned).resize((500, 400))), network)) == 1


def test_of_many_one_more_is_found_than_are_read(network):
    page = np.concatenate([number("1234567890", height=40, line_width=4)] * 4)
    assert len(found(page, network)) == MAX_DIGITS + 1


def picture_of(ink):
    pixels = scan_of(ink)
    return Picture(pixels, *pixels.shape[1::-1])


def test_every_network_answers_for_every_digit_and_most_decide(classifiers):
    networks = [classifiers[name] for name in ("digits-deep", "digits-simple", "digits-dense")]
    reading = read_number(picture_of(number("4705")), networks)
    assert reading.is_number
    assert not reading.has_more
    assert [reading.label_of(index) for index in range(4)] == list("4705")
    assert [[answer.bundle for answer in answers] for answers in reading.answers] == [
        [network.bundle for network in networks]
    ] * 4
    seven = reading.answers[1]
    for answers, label in (
        ([seven[0], *reading.answers[3][:2]], "5"),
        ([seven[0], replace(seven[1], reason="torn"), reading.answers[3][2]], "7"),
        ([replace(answer, reason="unfamiliar") for answer in seven], ""),
    ):
        assert replace(reading, answers=[answers] * 4).label_of(1) == label


def test_one_digit_and_what_is_none_are_no_numbers(network):
    assert not read_number(picture_of(number("8")), [network]).is_number
    scribbles = np.zeros((200, 500), dtype=np.uint8)
    for left in (40, 190, 340):
        scribbles[40:160, left : left + 8] = scribbles[40:160, left + 90 : left + 98] = 255
        scribbles[40:48, left : left + 98] = scribbles[100:108, left : left + 98] = 255
        scribbles[152:160, left : left + 98] = scribbles[70:76, left : left + 98] = 255
        scribbles[128:134, left : left + 98] = 255
    assert not read_number(picture_of(scribbles), [network]).is_number


def test_nearly_all_digits_of_a_number_must_be_sure(network):
    for text, most_unsure in (("4705", 1), ("47", 1), ("47054705470547054705", 2)):
        reading = read_number(picture_of(number(text)), [network])
        unsure = [[replace(answer, reason="unfamiliar") for answer in answers] for answers in reading.answers]
        for count in (most_unsure, most_unsure + 1):
            some = replace(reading, answers=[*unsure[:count], *reading.answers[count:]])
            assert some.is_number is (count == most_unsure)


@pytest.mark.parametrize("word", ["hello", "minimum", "illegal lily", "The quick brown fox"])
def test_a_printed_word_is_no_number(word, classifiers):
    networks = [classifiers[each] for each in ("digits-deep", "digits-simple", "digits-dense")]
    for size in (24, 60):
        page = Image.new("L", (size * len(word), 3 * size), 255)
        ImageDraw.Draw(page).text((size, size), word, font=ImageFont.load_default(size), fill=0)
        assert not read_number(picture_of(255 - np.asarray(page)), networks).is_number


def test_without_networks_all_that_is_drawn_is_one_figure():
    reading = read_number(picture_of(number("47")), [])
    (figure,) = reading.figures
    assert (figure.left, figure.top) == (40, 40)
    assert not reading.is_number


def test_a_network_that_fails_is_left_out(classifiers, network, monkeypatch):
    other = copy(classifiers["digits-simple"])

    def fail(ink):
        raise NetworkFailed("It failed.")

    other.classify_ink = fail
    reading = read_number(picture_of(number("47")), [network, other])
    assert [len(answers) for answers in reading.answers] == [1, 1]


@pytest.fixture
def asked(classifiers, monkeypatch):
    """The ink that each network was asked about, as bytes."""
    content = {}

    def remember(classifier):
        of_network = content[classifier] = []
        classify = classifier.classify_ink
        monkeypatch.setattr(
            classifier, "classify_ink", lambda ink: of_network.append(ink.tobytes()) or classify(ink)
        )

    for name in ("digits-deep", "digits-simple"):
        remember(classifiers[name])
    return content


@pytest.mark.parametrize("gap", [-6, 14, 30])
def test_each_network_is_asked_about_a_figure_once(gap, asked):
    ink = line_of([digit("3"), digit("8"), digit("0")], gap)
    assert len(read_number(picture_of(ink), list(asked)).figures) == 3
    strokes = [np.array([(x, 10), (x, 90)], np.float32) for x in (10, 25, 40)]
    read_drawn_number(strokes, list(asked))
    for of_network in asked.values():
        assert len(of_network) == len(set(of_network)) >= 3


def test_many_digits_are_cut_off(network):
    page = np.concatenate([number("1234567890", height=40, line_width=4)] * 4)
    reading = read_number(picture_of(page), [network])
    assert len(reading.figures) == len(reading.answers) == MAX_DIGITS
    assert reading.has_more
