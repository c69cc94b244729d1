"""Steady answers: the mean of the last half second, and "not sure" by majority."""

from dataclasses import replace

import numpy as np
import pytest

from core.inference.smoothing import SMOOTHING_SECONDS, AnswerSmoother


@pytest.fixture
def answer(classifiers):
    """An answer to an empty page, for tests to give it other probabilities and reasons."""
    return classifiers["digits-simple"].classify_frame(np.zeros((28, 28), np.float32))


def said(answer, label, probability, reason="sure"):
    """The same answer with a probability for one class, and the rest shared by the others."""
    probabilities = np.full(10, (1 - probability) / 9)
    probabilities[int(label)] = probability
    return replace(answer, probabilities=probabilities, reason=reason)


def test_probabilities_are_the_mean_of_the_last_half_second(answer):
    smoother = AnswerSmoother()
    shares = [0.9, 0.7, 0.2, 0.6, 0.8, 1.0, 0.5]
    for number, share in enumerate(shares):
        smooth = smoother.add(said(answer, "3", share), 100 + 0.2 * number)
        # Frames are 0.2 s apart, so three lie within half a second.
        assert smooth.probability_of("3") == pytest.approx(np.mean(shares[max(0, number - 2) : number + 1]))
        assert smooth.probabilities.sum() == pytest.approx(1)


def test_a_flicker_changes_nothing_and_what_lasts_does(answer):
    smoother, seconds = AnswerSmoother(), 5.0
    names = []
    for label in "3338333888888":
        seconds += 0.1
        names.append(smoother.add(said(answer, label, 0.9), seconds).top(1)[0].label)
    assert names[:9] == ["3"] * 9
    assert names[-1] == "8"
    after_a_pause = smoother.add(said(answer, "1", 0.9), seconds + SMOOTHING_SECONDS)
    assert after_a_pause.top(1)[0].label == "1"


def test_it_is_sure_if_most_frames_were_and_the_mean_has_an_even_chance(answer):
    smoother = AnswerSmoother()
    unfamiliar = said(answer, "3", 0.95, "unfamiliar")
    assert smoother.add(unfamiliar, 1.0).reason == "unfamiliar"
    assert smoother.add(said(answer, "3", 0.95), 1.1).reason == "unfamiliar"
    assert smoother.add(said(answer, "3", 0.95), 1.2).reason == "sure"
    assert smoother.add(said(answer, "3", 0.4, "torn"), 1.3).reason in ("unfamiliar", "torn")
    # Each frame was sure of a different class.
    torn = AnswerSmoother()
    for number, label in enumerate("123"):
        smooth = torn.add(said(answer, label, 0.9), 1 + 0.1 * number)
    assert smooth.reason == "torn"


def test_a_network_that_is_to_be_surer_is_so_in_the_mean_too(answer):
    smoother = AnswerSmoother()
    for number, share in enumerate((0.97, 0.97, 0.6)):
        asked = replace(said(answer, "3", share), least_confidence=0.95)
        smooth = smoother.add(asked, 1 + 0.1 * number)
    # The mean of the three is 0.85.
    assert smooth.reason == "torn"
    # At the network's own least confidence, frames must be sure, and the mean needs only an even chance.
    smoother, own = AnswerSmoother(), answer.bundle.card.least_confidence
    for number, share in enumerate((0.97, 0.97, 0.6)):
        asked = replace(said(answer, "3", share), least_confidence=own)
        smooth = smoother.add(asked, 1 + 0.1 * number)
    assert (smooth.reason, smooth.least_confidence) == ("sure", 0.5)
