"""Stored answers: which networks are asked again, which are not, and what is dropped."""

import numpy as np
import pytest

from core.errors import NoInk, UnreadablePicture
from core.inference.classifier import Classifier
from core.inference.least_confidence import keep_least_confidence
from core.preprocessing.example_drawings import example_drawing
from tests.core.pictures_for_tests import file_of, ink_of
from tests.widgets.app_helpers import Count, example_photo
from widgets.shared import answer_memory
from widgets.shared.answer_memory import KEPT_ANSWERS, KEPT_PICTURES, AnswerMemory, BoundedCache

SEVEN, FOUR = example_drawing("digits", 0)[1], example_drawing("digits", 2)[1]


@pytest.fixture
def runs(monkeypatch):
    return Count(monkeypatch, Classifier, "run")


@pytest.fixture
def digits(classifiers):
    return [classifiers["digits-simple"], classifiers["digits-dense"]]


def test_the_least_recently_used_value_leaves_first():
    cache, made = BoundedCache(2), []

    def get(key):
        return cache.get_or_make(key, lambda: made.append(key) or key.upper())

    assert [get(key) for key in "abacab"] == ["A", "B", "A", "C", "A", "B"]
    assert made == ["a", "b", "c", "b"]
    assert len(cache) == 2


def test_what_could_not_be_made_is_not_kept():
    cache = BoundedCache(2)
    with pytest.raises(ZeroDivisionError):
        cache.get_or_make("a", lambda: 1 / 0)
    assert len(cache) == 0
    assert cache.get_or_make("a", lambda: 1) == 1


def test_a_drawing_is_asked_about_once(digits, runs):
    memory = AnswerMemory()
    first = memory.answer_drawing(SEVEN, digits)
    assert runs.since() == 2
    # Reading the strokes again from the canvas gives new arrays, but the same drawing.
    again = memory.answer_drawing([stroke.copy() for stroke in SEVEN], digits)
    assert runs.since() == 0
    assert [answer is kept for answer, kept in zip(again, first, strict=True)] == [True, True]
    assert memory.answer_drawing(FOUR, digits)[0].top(1)[0].label == "4"
    assert runs.since() == 2
    memory.answer_drawing(SEVEN, digits)
    assert runs.since() == 0


def test_a_network_that_is_to_be_surer_is_asked_anew(digits, runs):
    memory = AnswerMemory()
    assert [answer.sure for answer in memory.answer_drawing(FOUR, digits)] == [True, True]
    keep_least_confidence(digits[1].bundle, 0.999)
    runs.since()
    answers = memory.answer_drawing(FOUR, digits)
    assert runs.since() == 1
    assert [answer.least_confidence for answer in answers] == [digits[0].bundle.card.least_confidence, 0.999]


def test_only_a_network_that_is_new_is_asked(digits, classifiers, runs):
    memory = AnswerMemory()
    memory.answer_drawing(SEVEN, digits)
    runs.since()
    answers = memory.answer_drawing(SEVEN, [classifiers["digits-deep"], *digits])
    assert runs.since() == 1
    assert [answer.bundle.name for answer in answers] == ["digits-deep", "digits-simple", "digits-dense"]


def test_strokes_that_are_cut_elsewhere_are_another_drawing(digits, runs):
    memory = AnswerMemory()
    line = np.float32([[40, 40], [200, 40], [200, 200], [40, 200]])
    memory.answer_drawing([line], digits)
    memory.answer_drawing([line[:2], line[2:]], digits)
    assert runs.since() == 4


def test_a_picture_is_decoded_and_asked_about_once(classifiers, runs, monkeypatch):
    decoded = Count(monkeypatch, answer_memory, "decode_image")
    memory, network = AnswerMemory(), [classifiers["things-1000"]]
    for word, expected in (("palace", 1), ("palace", 0), ("cat", 1), ("palace", 0)):
        name, data = example_photo(word)
        answer = memory.answer_picture(memory.decode(data, name), network)[0]
        assert (runs.since(), decoded.since()) == (expected, expected)
        assert (answer.top(1)[0].label == "palace") == (word == "palace")


def test_the_notes_on_a_picture_are_those_of_its_name():
    memory, data = AnswerMemory(), file_of(255 - ink_of("4"))
    assert memory.decode(data, "four.png").picture.notes == []
    assert "named .jpg" in memory.decode(data, "four.jpg").picture.notes[0]
    assert memory.decode(data, "four.png").sha256 == memory.decode(data, "four.jpg").sha256


def test_a_replay_is_made_once(classifiers, runs):
    memory, network = AnswerMemory(), classifiers["digits-simple"]
    steps = memory.replay(SEVEN, network, 6)
    assert 0 < runs.since() <= 6
    assert memory.replay(SEVEN, network, 6) is steps
    assert runs.since() == 0
    memory.replay(FOUR, network, 6)
    assert runs.since() > 0


def test_refusals_come_again(classifiers):
    memory, network = AnswerMemory(), [classifiers["digits-simple"]]
    blank = file_of(np.full((64, 64), 255, np.uint8))
    for _ in range(2):
        with pytest.raises(UnreadablePicture):
            memory.decode(b"no picture", "x.png")
        with pytest.raises(NoInk):
            memory.answer_picture(memory.decode(blank, "x.png"), network)


def test_a_session_keeps_only_so_much(classifiers):
    memory, network = AnswerMemory(), [classifiers["digits-simple"]]
    for shift in range(KEPT_ANSWERS + 3):
        drawing = [stroke + np.float32(shift) for stroke in SEVEN]
        memory.answer_drawing(drawing, network)
        memory.decode(file_of(np.full((32, 32), shift, np.uint8)), "x.png")
    assert len(memory._answers) == KEPT_ANSWERS
    assert len(memory._pictures) == KEPT_PICTURES
