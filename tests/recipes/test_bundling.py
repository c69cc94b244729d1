"""The figures and thresholds of a card, checked by hand."""

import numpy as np
import pytest
from scipy.special import logsumexp

from recipes.bundling import class_thresholds, common_threshold, figures_of, trained_on
from recipes.digits import RECIPES
from recipes.logits import logits_of
from recipes.storage import TRAINED_ON
from tests.core.pictures_for_tests import ink_of


def test_figures_by_hand():
    # Six pictures show the first two of ten classes; one picture of the second is mistaken for the first.
    labels = np.array([0, 0, 1, 1, 1, 1])
    logits = np.zeros((6, 10), np.float32)
    logits[np.arange(6), [0, 0, 1, 1, 1, 0]] = 10.0
    figures = figures_of(logits, labels, temperature=1.0, thresholds=np.full(10, 10.0))
    assert figures.images == 6
    assert figures.accuracy == pytest.approx(5 / 6, abs=1e-5)
    assert figures.balanced_accuracy == pytest.approx((1 + 3 / 4) / 2, abs=1e-5)
    assert figures.lowest_class_accuracy == pytest.approx(3 / 4, abs=1e-5)
    assert figures.accepted == 1.0
    # The confidence is always 99.96 %, and 5 of 6 answers are right.
    confidence = np.exp(10) / (np.exp(10) + 9)
    assert figures.calibration_error_after == pytest.approx(confidence - 5 / 6, abs=1e-4)
    assert figures_of(logits, labels, 1.0, np.full(10, 11.0)).accepted == 0.0
    # Three of the six are taken for the first class, which has its own threshold.
    own = np.array([9.0, *[11.0] * 9])
    assert figures_of(logits, labels, 1.0, own).accepted == 0.5


def test_the_common_threshold_may_leave_out_what_is_misread():
    # A hundred pictures of the first class, the i-th with an energy of about i; every second one is misread.
    logits = np.zeros((100, 2), np.float32)
    misread = np.arange(100) % 2
    logits[np.arange(100), misread] = np.arange(100)
    labels = np.zeros(100, dtype=int)
    energies = logsumexp(logits, axis=1)
    for only_right, chosen in ((False, energies), (True, energies[misread == 0])):
        threshold = common_threshold(logits, labels, only_right)
        assert (chosen >= threshold).mean() == pytest.approx(0.95, abs=0.03)


def test_each_class_has_a_threshold_that_refuses_hardly_any_of_it(shipped):
    network = shipped.get("digits-simple").network()
    widths = np.linspace(8, 40, 40)
    images = np.stack([ink_of(name, 28, line_width=width) for name in "70" for width in widths])
    labels = np.repeat([7, 0], len(widths))
    thresholds = class_thresholds(network, images, labels, 0.97)
    assert set(thresholds) == {0, 7}
    energies = logsumexp(logits_of(network, images), axis=1)
    for label, threshold in thresholds.items():
        # At most 3 % of 40 pictures, which is one.
        assert (energies[labels == label] < threshold - 1e-6).sum() <= 1
        assert energies[labels == label].min() <= threshold + 1e-6


def test_where_the_start_was_trained_is_said_of_what_was_finished_here(tmp_path, monkeypatch):
    monkeypatch.setenv("INKLING_WORK", str(tmp_path))
    finished = RECIPES["deep"]
    assert trained_on(finished) is None
    start = tmp_path / finished.start_from.name
    start.mkdir()
    (start / TRAINED_ON).write_text("a large computer\n")
    assert trained_on(finished.start_from) == "a large computer"
    assert trained_on(finished) == "a large computer; then on two cores, with Keras"
