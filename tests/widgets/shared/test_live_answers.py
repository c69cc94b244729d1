"""Answers to camera frames are in plain text, steady, and never raise an exception."""

from dataclasses import replace

import numpy as np
import pytest

from tests.core.pictures_for_tests import file_of, ink_of, photo_of_paper
from widgets.shared.camera_messages import LiveFrame
from widgets.shared.camera_state import CameraState
from widgets.shared.live_answers import answer_frame, answer_in_words


def frame(number, picture):
    return LiveFrame(number, file_of(picture, "JPEG", quality=90))


@pytest.fixture
def networks(classifiers):
    return [classifiers["digits-simple"], classifiers["digits-deep"]]


def test_each_network_answers_for_what_is_held_up(networks):
    state = CameraState()
    answer_frame(state, frame(5, photo_of_paper(ink_of("4", 320))), networks)
    assert state.answered == 5
    assert [answer["title"] for answer in state.answers] == [network.bundle.title for network in networks]
    for answer in state.answers:
        assert (answer["headline"], answer["sure"]) == ("4", True)
        assert answer["bars"][0]["label"] == "4"
        assert len(answer["bars"]) == 3
        assert all(0 <= bar["probability"] <= 1 for bar in answer["bars"])


def test_an_empty_page_and_a_hostile_frame_are_a_sentence(networks):
    state = CameraState()
    answer_frame(state, frame(1, np.full((240, 320), 250, np.uint8)), networks)
    assert {answer["headline"] for answer in state.answers} == {"Nothing yet"}
    assert all(answer["line"] and "Received" not in answer["line"] for answer in state.answers)
    answer_frame(state, LiveFrame(2, b"\xff\xd8\xff no picture"), networks)
    assert {answer["bars"] == [] for answer in state.answers} == {True}
    assert state.answered == 2


def test_a_frame_is_answered_together_with_those_just_before(networks, monkeypatch):
    state = CameraState()
    monkeypatch.setattr("widgets.shared.live_answers.time.monotonic", lambda: 100.0)
    for number in range(3):
        answer_frame(state, frame(number, photo_of_paper(ink_of("4", 320))), networks[:1])
    answer_frame(state, frame(4, photo_of_paper(ink_of("7", 320))), networks[:1])
    assert state.answers[0]["headline"] == "4"
    monkeypatch.setattr("widgets.shared.live_answers.time.monotonic", lambda: 100.6)
    answer_frame(state, frame(5, photo_of_paper(ink_of("7", 320))), networks[:1])
    assert state.answers[0]["headline"] == "7"


def test_doubt_is_said_in_the_headline(networks):
    four = networks[0].classify_frame(np.zeros((28, 28), np.float32))
    shares = np.full(10, 0.01)
    shares[[3, 8]] = 0.46, 0.46
    torn = answer_in_words(replace(four, probabilities=shares, reason="torn"))
    assert (torn["headline"], torn["sure"]) == ("Not sure", False)
    assert torn["line"]
    assert [bar["label"] for bar in torn["bars"][:2]] == ["3", "8"]
    unfamiliar = replace(four, probabilities=shares, reason="unfamiliar")
    odd = answer_in_words(unfamiliar)
    assert (odd["headline"], odd["sure"]) == ("Not sure", False)
    assert odd["bars"][0]["label"] == "something else"
    # A best guess is named if it has some probability, as just below the threshold.
    likely = np.where(np.arange(10) == 3, 0.91, 0.01)
    threshold = four.bundle.card.reject_threshold
    almost = answer_in_words(replace(unfamiliar, probabilities=likely, familiarity=threshold - 0.01))
    assert "3" in almost["line"]
    assert "3" not in odd["line"]
