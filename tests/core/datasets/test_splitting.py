"""Splits: nothing twice, every class everywhere, groups together, the same with the same seed."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.datasets.splitting import split


@given(st.lists(st.integers(5, 60), min_size=2, max_size=5), st.integers(0, 1000))
def test_every_class_is_in_every_part_at_about_its_share(sizes, seed):
    labels = np.repeat(np.arange(len(sizes)), sizes)
    parts = split(labels, np.arange(len(labels)), 0.2, 0.15, seed)
    everything = np.concatenate([parts.train, parts.validation, parts.test])
    assert sorted(everything.tolist()) == list(range(len(labels)))
    for label, size in enumerate(sizes):
        assert (labels[parts.test] == label).sum() == max(1, round(0.2 * size))
        assert (labels[parts.validation] == label).sum() == max(1, round(0.15 * size))


def test_near_duplicates_stay_together():
    generator = np.random.default_rng(1)
    labels = np.repeat([0, 1], 50)
    groups = np.sort(generator.integers(0, 12, size=50))
    groups = np.concatenate([groups, groups + 100])
    parts = split(labels, groups, 0.2, 0.2, 3)
    sets = [set(groups[part]) for part in (parts.train, parts.validation, parts.test)]
    assert not sets[0] & sets[1]
    assert not sets[0] & sets[2]
    assert not sets[1] & sets[2]
    assert all(sets)


def test_the_seed_decides():
    labels = np.repeat([0, 1, 2], 40)
    one, same, other = (split(labels, np.arange(120), 0.2, 0.15, seed) for seed in (1, 1, 2))
    assert (one.test == same.test).all()
    assert (one.test != other.test).any()
