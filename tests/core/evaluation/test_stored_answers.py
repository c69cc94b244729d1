"""The test answers of a bundle, and files without valid answers."""

import json

import numpy as np
import pytest
from scipy.special import softmax as scipy_softmax

from core.errors import BadBundle
from core.evaluation import stored_answers
from core.evaluation.stored_answers import read_stored_answers
from tests.core.evaluation.answers_for_tests import bundle_with, random_answers

LOGITS, LABELS = random_answers(40, 10)


def _of_type(name: str) -> bytes:
    """Returns a file whose logits have a one-byte type that NumPy lacks."""
    tensors = {
        "logits": {"dtype": name, "shape": [2, 10], "data_offsets": [0, 20]},
        "labels": {"dtype": "I64", "shape": [2], "data_offsets": [20, 36]},
    }
    header = json.dumps(tensors).encode()
    return len(header).to_bytes(8, "little") + header + bytes(36)


@pytest.mark.parametrize("name", ["digits-deep", "animals-simple", "sketches-345", "things-1000"])
def test_the_answers_of_shipped_networks_are_those_of_their_cards(shipped, name):
    bundle = shipped.bundles[name]
    answers = read_stored_answers(bundle)
    sample = bundle.card.main_figures[1].sample or bundle.card.main_figures[1]
    assert len(answers.labels) == sample.images
    # A card's sample was measured before its logits were rounded to 16 bits.
    assert answers.accuracy == pytest.approx(sample.accuracy, abs=1e-3)
    wanted = scipy_softmax(answers.logits.astype(np.float64) / bundle.temperature, axis=1)
    np.testing.assert_allclose(answers.probabilities, wanted)
    np.testing.assert_allclose(answers.confidence, wanted.max(axis=1))


def test_answers_are_read_as_they_were_written(tmp_path, shipped):
    bundle = bundle_with(
        tmp_path / "some", shipped.bundles["digits-deep"], {"logits": LOGITS, "labels": LABELS}
    )
    answers = read_stored_answers(bundle)
    assert np.array_equal(answers.logits, LOGITS)
    assert np.array_equal(answers.labels, LABELS)
    assert np.array_equal(answers.answers, [row.tolist().index(max(row)) for row in LOGITS])
    assert answers.accuracy == sum(answers.answers == LABELS) / 40


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        (None, "damaged"),
        (b"", "damaged"),
        (b"\xff" * 200, "damaged"),
        ({"logits": LOGITS}, "damaged"),
        ({"logits": LOGITS[:0], "labels": LABELS[:0]}, "has no test answers"),
        ({"logits": LOGITS[:, :9], "labels": LABELS}, "do not fit"),
        ({"logits": LOGITS, "labels": LABELS[:30]}, "do not fit"),
        ({"logits": LOGITS[0], "labels": LABELS}, "do not fit"),
        ({"logits": np.full_like(LOGITS, np.nan), "labels": LABELS}, "damaged"),
        ({"logits": LOGITS, "labels": LABELS + 5}, "damaged"),
        ({"logits": LOGITS, "labels": LABELS - 1}, "damaged"),
        ({"logits": LOGITS, "labels": LABELS.astype(np.float64)}, "damaged"),
        (_of_type("F8_E4M3"), "damaged"),
        (_of_type("F8_E5M2"), "damaged"),
    ],
)
def test_what_holds_no_answers_is_refused_in_a_sentence(tmp_path, shipped, arrays, words):
    bundle = bundle_with(tmp_path / "some", shipped.bundles["digits-deep"], arrays)
    with pytest.raises(BadBundle) as refused:
        read_stored_answers(bundle)
    assert words in refused.value.sentence
    assert bundle.title in refused.value.sentence


def test_more_than_may_be_read_is_refused_before_it_is(tmp_path, shipped, monkeypatch):
    monkeypatch.setattr(stored_answers, "MAX_STORED_LOGITS", 399)
    bundle = bundle_with(
        tmp_path / "some", shipped.bundles["digits-deep"], {"logits": LOGITS, "labels": LABELS}
    )
    with pytest.raises(BadBundle, match="too many test answers"):
        read_stored_answers(bundle)
