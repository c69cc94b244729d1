"""The reasons for an answer: what was taught, and how often such answers were right in the test."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from core.bundles.bundle import bundle_files, write_bundle
from core.bundles.card import DataSource
from core.bundles.format import FILES
from core.evaluation.stored_answers import read_stored_answers
from core.inference.classifier import Classifier
from core.preprocessing.example_drawings import example_drawing
from core.presentation import reasons as reasons_module
from core.presentation.reasons import reasons


@pytest.fixture(scope="module")
def seven(classifiers):
    return classifiers["digits-simple"].classify_strokes(example_drawing("digits", 0)[1])


def with_best(answer, probability, reason="sure"):
    """The answer with a given probability for its first class, and the rest for its second."""
    first, second = np.argsort(-answer.probabilities)[:2]
    shares = np.zeros(len(answer.probabilities))
    shares[first], shares[second] = probability, 1 - probability
    return replace(answer, probabilities=shares, reason=reason)


def test_what_it_was_taught_with_is_its_cards(seven):
    said = reasons(seven)
    assert said.startswith("It was taught 10 things with pictures from MNIST and three other collections. ")


def test_how_often_it_was_right_is_counted_in_its_own_test_answers(seven):
    answers = read_stored_answers(seven.bundle)
    confidence = np.exp(answers.logits / answers.temperature)
    confidence = (confidence / confidence.sum(axis=1, keepdims=True)).max(axis=1)
    near = abs(confidence - 0.995) <= 0.03
    right = (answers.logits.argmax(axis=1) == answers.labels)[near]
    assert 0 < right.sum() < len(right)
    expected = f"It was as sure about {len(right):,} test drawings, and got {right.sum():,} of them right."
    assert expected in reasons(with_best(seven, 0.995))


def with_test_answers(answer, monkeypatch, confidence, is_right):
    """The answer of a network with these test results."""
    tested = SimpleNamespace(confidence=np.array(confidence), is_right=np.array(is_right))
    monkeypatch.setattr(reasons_module, "read_stored_answers", lambda bundle: tested)
    card = answer.bundle.card.model_copy(update={"description": str((confidence, is_right))})
    return replace(answer, bundle=replace(answer.bundle, card=card))


def test_where_few_test_pictures_are_as_near_the_nearest_count(seven, monkeypatch):
    confidence = [0.52, 0.51, *np.linspace(0.55, 0.63, 18), *[0.99] * 30]
    answer = with_test_answers(seven, monkeypatch, confidence, [False, True] * 10 + [True] * 30)
    assert "It was as sure about 20 test drawings, and got 10 of them right." in reasons(
        with_best(answer, 0.52)
    )
    torn = reasons(with_best(answer, 0.49, "torn"))
    assert "It was as unsure about 20 test drawings, and its best guess was right for 10 of them." in torn
    assert "and got all of them right." in reasons(with_best(answer, 0.99))


def test_of_confidences_that_its_test_does_not_have_nothing_is_claimed(seven, monkeypatch):
    answer = with_test_answers(seven, monkeypatch, [0.99] * 30, [True] * 28 + [False] * 2)
    assert "Of all its 30 test drawings, it got 28 right." in reasons(with_best(answer, 0.52))
    answer = with_test_answers(seven, monkeypatch, [0.52] * 5, [True] * 5)
    assert "Of all its 5 test drawings, it got 5 right." in reasons(with_best(answer, 0.52))


def test_in_doubt_it_says_what_it_would_take_it_for(seven):
    said = reasons(with_best(seven, 0.9, "unfamiliar"))
    assert said.endswith("looks like none of them. If it had to choose, it would say 7.")


def test_a_guess_that_is_too_unlikely_to_be_named_is_not_named_here_either(seven):
    assert reasons(with_best(seven, 0.9, "unfamiliar")).endswith("it would say 7.")
    digits = np.full(len(seven.probabilities), 0.1)
    unlikely = replace(seven, probabilities=digits, reason="unfamiliar")
    assert reasons(unlikely).endswith("and this looks like none of them.")


def test_whoever_asked_for_more_confidence_reads_so(seven):
    torn = replace(with_best(seven, 0.881, "torn"), least_confidence=0.95)
    assert reasons(torn).startswith(
        "It answers only if it is at least 95% sure, as set on the Networks page. "
    )


def test_a_kind_of_thing_has_the_sum_of_its_classes(classifiers):
    dog = SimpleNamespace(
        bundle=classifiers["things-1000"].bundle,
        reason="sure",
        least_confidence=0.5,
        top=lambda count: [SimpleNamespace(label="beagle", probability=0.3)],
    )
    assert reasons(dog, ("dog", 0.931)).endswith(
        "It cannot tell which kind of dog this is, but all kinds together come to 93.1%."
    )


def test_a_persons_own_network_says_of_how_many_pictures(seven, tmp_path):
    """It also has no test answers, as is possible for an imported network."""
    draft = seven.bundle.card.draft()
    training = draft.training.model_copy(
        update={"pictures": 60, "data": (DataSource(name="Hands: six (left)", licence="your own pictures"),)}
    )
    files = {name: (seven.bundle.folder / name).read_bytes() for name in FILES}
    untested = bundle_files(seven.bundle.labels, b"", {}, b"", b"")
    files["evaluation.safetensors"] = untested["evaluation.safetensors"]
    draft = draft.model_copy(update={"name": "hands", "training": training})
    bundle = write_bundle(tmp_path / "hands", draft, files)
    said = reasons(Classifier(bundle).classify_strokes(example_drawing("digits", 0)[1]))
    assert said.startswith('It was taught 10 things with 60 pictures from "Hands: six (left)". ')
    assert said.endswith("How often it is right is not known: it came without test answers.")
