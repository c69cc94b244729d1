"""Every shipped digit network reads a few digits of each source, stored by `recipes.digit_samples`."""

import numpy as np
import pytest

from core.storage.paths import SHIPPED
from recipes.digit_samples import PER_SOURCE, SAMPLES, by_lot
from recipes.digit_sources import SOURCES, Source
from recipes.sources import judged_answers, read_judged

# At least this many of a source's 24 samples must be right.
LEAST = {"digits-deep": 22, "digits-simple": 19, "digits-dense": 18}


@pytest.fixture(scope="module")
def samples():
    with np.load(SAMPLES) as file:
        return {name: file[name] for name in file.files}


@pytest.fixture(scope="module")
def networks():
    return read_judged(SHIPPED)


def test_there_are_samples_of_every_source_and_every_shipped_network_is_checked(samples, networks):
    assert {name.rsplit(".", 1)[0] for name in samples} == set(SOURCES)
    assert all(len(array) == PER_SOURCE for array in samples.values())
    assert set(networks) == set(LEAST)


@pytest.mark.parametrize("network", LEAST)
@pytest.mark.parametrize("source", SOURCES)
def test_a_shipped_network_reads_a_sample_of_each_source(network, source, samples, networks):
    probabilities, sure = judged_answers(networks[network], samples[f"{source}.images"])
    right = probabilities.argmax(axis=1) == samples[f"{source}.labels"]
    assert right.sum() >= LEAST[network]
    # Hardly any sure answer is wrong, but a 2 without its foot can be a complete 9.
    ambiguous = 1 if source == "pen, three quarters drawn" else 0
    assert (sure & ~right).sum() <= (2 if network == "digits-deep" else 3) + ambiguous


def test_samples_are_drawn_from_what_is_found_alone():
    images = np.arange(60, dtype=np.uint8)[:, None, None] * np.ones((1, 28, 28), np.uint8)
    source = Source(images, np.arange(60) % 10, np.arange(60) % 2 == 1)
    drawn, labels = by_lot(source, np.random.default_rng(0))
    assert len(set(drawn[:, 0, 0].tolist())) == PER_SOURCE
    assert (drawn[:, 0, 0] % 2 == 1).all()
    np.testing.assert_array_equal(labels, drawn[:, 0, 0] % 10)
