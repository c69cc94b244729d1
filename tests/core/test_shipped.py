"""Every shipped bundle keeps what its card says."""

import numpy as np
import pytest

from core.confidence import energy_score, expected_calibration_error, softmax
from core.evaluation import figures
from core.library import SHIPPED

NAMES = sorted(path.name for path in SHIPPED.iterdir() if path.is_dir())
ASKED = {"digits-dense", "digits-simple", "digits-deep", "animals-simple", "animals-deep", "sketches-345"}


def test_all_six_are_there_and_sound(shipped):
    assert shipped.refused == []
    assert set(shipped.bundles) >= ASKED


@pytest.mark.parametrize("name", NAMES)
def test_the_stored_logits_give_the_cards_figures(name, shipped):
    bundle = shipped.get(name)
    logits, labels = bundle.evaluation()
    part = next(iter(bundle.card["figures"].values()))
    found = figures(logits, labels, bundle.temperature)
    assert found.images == part["images"]
    assert found.accuracy == pytest.approx(part["accuracy"], abs=3e-4)
    assert found.balanced_accuracy == pytest.approx(part["balanced_accuracy"], abs=3e-4)
    assert found.expected_calibration_error == pytest.approx(part["calibration_error_after"], abs=1e-3)
    before = expected_calibration_error(softmax(logits), labels)
    assert before == pytest.approx(part["calibration_error_before"], abs=1e-3)
    accepted = (energy_score(logits) >= bundle.reject_threshold).mean()
    assert accepted == pytest.approx(part["accepted"], abs=2e-3)


@pytest.mark.data
@pytest.mark.parametrize("name", NAMES)
def test_the_network_gives_the_stored_logits(name, shipped, classifiers):
    from recipes import epochs

    bundle = shipped.get(name)
    images, labels = next(iter(epochs.test_parts(bundle.task).values()))
    logits, stored_labels = bundle.evaluation()
    np.testing.assert_array_equal(labels, stored_labels)
    for index in np.random.default_rng(0).choice(len(images), 60, replace=False):
        answer = classifiers[name].classify_frame(images[index].astype(np.float32) / 255)
        np.testing.assert_allclose(answer.logits, logits[index], atol=0.05)


@pytest.mark.data
@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("digits")])
def test_freshly_drawn_strokes_are_read_as_the_card_says(name, shipped, classifiers):
    from recipes import data

    drawings = data.pen_digits("test")[::5]
    right = [classifiers[name].classify_strokes(s).top(1)[0].label == str(label) for label, s in drawings]
    stated = shipped.get(name).card["figures"]["pen, from strokes"]["accuracy"]
    assert np.mean(right) == pytest.approx(stated, abs=0.02)


def test_the_networks_have_the_sizes_asked_for(shipped):
    size = {name: bundle.card["size_bytes"]["model.tflite"] for name, bundle in shipped.bundles.items()}
    assert shipped.get("digits-simple").card["network"]["parameters"] == 34_826
    if "digits-deep" in size:
        assert size["digits-deep"] < 2_000_000
    if "sketches-345" in size:
        assert size["sketches-345"] < 6_000_000
