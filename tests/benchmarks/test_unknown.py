"""Every score is higher for what was taught than for what is far from all of it."""

import numpy as np
import pytest

from benchmarks.unknown import SCORES, Taught, accepted
from core.training.linear_head import Features

CHANNELS = 12


def clouds(generator, centres, each):
    features = generator.normal(scale=0.4, size=(len(centres) * each, 1, CHANNELS))
    features[:, 0] += np.repeat(centres, each, axis=0)
    return features.astype(np.float32)


@pytest.fixture
def task():
    generator = np.random.default_rng(0)
    centres = 3 * np.eye(CHANNELS)
    labels = np.repeat([0, 1, 2], 20)
    strangers = clouds(generator, centres[6:8], 10)[:, 0]
    data = Features(clouds(generator, centres[:3], 20), labels)
    known, unknown = clouds(generator, centres[:3], 40)[:, 0], clouds(generator, centres[8:10], 40)[:, 0]
    means = strangers.reshape(2, 10, CHANNELS).mean(axis=1)
    return Taught(data, 3, 3.0, strangers, means), known, unknown


@pytest.mark.parametrize("score", SCORES, ids=lambda score: score.__name__)
def test_known_pictures_score_higher(task, score):
    taught, known, unknown = task
    measure = score(taught)
    assert np.quantile(measure(known), 0.1) > np.quantile(measure(unknown), 0.9)


def test_each_score_accepts_about_95_percent_of_what_is_known(task):
    taught, known, unknown = task
    is_sure = accepted(taught, np.concatenate([known, unknown]), seed=1)
    assert len(is_sure) == len(SCORES)
    for sure in is_sure.values():
        assert sure[: len(known)].mean() > 0.85
        assert sure[len(known) :].mean() < 0.2
