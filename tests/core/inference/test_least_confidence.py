"""The least confidence for an answer: values that the user has set, and files without a valid value."""

import io
import json
import os
import zipfile

import numpy as np
import pytest

from core.bundles.bundle_export import bundle_zip
from core.bundles.format import FILES
from core.errors import BadRequest, NotAllowed
from core.inference.hierarchy import answer_in_a_name
from core.inference.least_confidence import (
    forget_least_confidence,
    is_own_least_confidence,
    keep_least_confidence,
    kept_least_confidence,
    least_confidence_of,
    own_least_confidence,
)
from core.inference.rejection import MIN_SURE_PROBABILITY
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.example_photos import read_example_photos
from core.storage.paths import network_settings_folder
from tests.core.evaluation.answers_for_tests import own_bundle

STROKES = example_drawing("digits", 2)[1]


def test_it_is_kept_used_and_forgotten(classifiers):
    classifier = classifiers["digits-deep"]
    bundle = classifier.bundle
    first = classifier.classify_strokes(STROKES)
    confidence = float(first.probabilities.max())
    own = bundle.card.least_confidence
    assert own > MIN_SURE_PROBABILITY
    assert (least_confidence_of(bundle), first.reason, first.least_confidence) == (own, "sure", own)
    keep_least_confidence(bundle, 0.999)
    assert confidence < 0.999
    assert kept_least_confidence(bundle) == 0.999
    asked = classifier.classify_strokes(STROKES)
    assert (asked.reason, asked.least_confidence) == ("torn", 0.999)
    # The rest of the answer does not change.
    assert np.array_equal(asked.probabilities, first.probabilities)
    keep_least_confidence(bundle, round(confidence - 0.01, 3))
    assert classifier.classify_strokes(STROKES).reason == "sure"
    forget_least_confidence(bundle)
    forget_least_confidence(bundle)
    assert least_confidence_of(bundle) == own_least_confidence(bundle) == own
    assert is_own_least_confidence(bundle, own)
    assert not is_own_least_confidence(bundle, own + 0.01)
    assert classifier.classify_strokes(STROKES).reason == "sure"


def test_a_photo_is_called_by_its_kind_only_from_there_on(classifiers):
    classifier = classifiers["things-1000"]
    for photo in read_example_photos()[:2]:
        keep_least_confidence(classifier.bundle, 0.999)
        answer = classifier.classify_picture(photo.content())
        named = answer_in_a_name(answer)
        assert named is None or named[1] >= 0.999
        # However low the least confidence is, a kind of thing needs an even chance.
        keep_least_confidence(classifier.bundle, 0.0)
        answer = classifier.classify_picture(photo.content())
        named = answer_in_a_name(answer)
        assert (named is None) == (answer.reason == "unfamiliar")
        assert named is None or named[0] == answer.top(1)[0].label or named[1] >= 0.5


def test_every_network_has_its_own_and_no_other_network_of_its_name_gets_it():
    one, other = own_bundle("one"), own_bundle("other")
    keep_least_confidence(one, 0.8)
    assert (kept_least_confidence(one), kept_least_confidence(other)) == (0.8, None)
    path = network_settings_folder() / "one.json"
    kept = json.loads(path.read_text())
    path.write_text(json.dumps(kept | {"model_sha256": "0" * 64, "padding": "x"}))
    assert kept_least_confidence(one) is None


def test_it_does_not_leave_the_house_with_the_network():
    bundle = own_bundle("one")
    keep_least_confidence(bundle, 0.8)
    with zipfile.ZipFile(io.BytesIO(bundle_zip(bundle))) as archive:
        assert sorted(archive.namelist()) == sorted(f"one/{name}" for name in ("card.json", *FILES))
        assert json.loads(archive.read("one/card.json"))["least_confidence"] == own_least_confidence(bundle)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"least_confidence": 0.8}',
        b'{"least_confidence": "0.8", "model_sha256": "SHA"}',
        b'{"least_confidence": true, "model_sha256": "SHA"}',
        b'{"least_confidence": 7, "model_sha256": "SHA"}',
        b'{"least_confidence": NaN, "model_sha256": "SHA"}',
        b'{"least_confidence": -0.1, "model_sha256": "SHA"}',
        b"[" * 4000,
        b" " * 5000,
        b"\xff\xfe",
    ],
)
def test_a_damaged_file_sets_nothing(shipped, content):
    bundle = shipped.bundles["digits-deep"]
    network_settings_folder().mkdir(parents=True)
    sha256 = bundle.card.sha256["model.tflite"].encode()
    (network_settings_folder() / "digits-deep.json").write_bytes(content.replace(b"SHA", sha256))
    assert least_confidence_of(bundle) == own_least_confidence(bundle)


def test_a_pipe_in_its_place_keeps_nobody_waiting(shipped):
    network_settings_folder().mkdir(parents=True)
    os.mkfifo(network_settings_folder() / "digits-deep.json")
    bundle = shipped.bundles["digits-deep"]
    assert least_confidence_of(bundle) == own_least_confidence(bundle)


def test_without_any_an_even_chance_is_enough(shipped):
    assert least_confidence_of(shipped.bundles["animals-deep"]) == MIN_SURE_PROBABILITY


@pytest.mark.parametrize("share", [-0.1, 1.0, 2.0, float("nan")])
def test_what_is_no_share_is_refused(shipped, share):
    with pytest.raises(BadRequest, match=r"0% to 99\.9% confidence\. Received: .*\w%$"):
        keep_least_confidence(shipped.bundles["digits-deep"], share)
    assert kept_least_confidence(shipped.bundles["digits-deep"]) is None


def test_visitors_of_a_public_demo_set_nothing_but_get_what_is_set(shipped, monkeypatch):
    bundle = shipped.bundles["digits-deep"]
    keep_least_confidence(bundle, 0.8)
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    with pytest.raises(NotAllowed):
        keep_least_confidence(bundle, 0.9)
    with pytest.raises(NotAllowed):
        forget_least_confidence(bundle)
    assert least_confidence_of(bundle) == 0.8
