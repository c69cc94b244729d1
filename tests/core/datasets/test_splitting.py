"""Splits: no duplicates, every class in every part, groups kept together if possible, reproducible."""

import time

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.datasets.splitting import divisible_groups, split


@given(st.lists(st.integers(5, 60), min_size=2, max_size=5), st.integers(0, 1000))
def test_every_class_is_in_every_part_at_about_its_share(sizes, seed):
    labels = np.repeat(np.arange(len(sizes)), sizes)
    parts = split(labels, np.arange(len(labels)), 0.2, 0.15, seed)
    everything = np.concatenate([parts.train, parts.validation, parts.test])
    assert sorted(everything.tolist()) == list(range(len(labels)))
    for label, size in enumerate(sizes):
        assert (labels[parts.test] == label).sum() == max(1, round(0.2 * size))
        assert (labels[parts.validation] == label).sum() == max(1, round(0.15 * size))


def test_thousands_of_classes_take_no_minute():
    labels = np.arange(15_000) % 3_000
    start = time.process_time()
    parts = split(labels, np.arange(len(labels)), 0.2, 0.15, 1)
    assert time.process_time() - start < 3
    assert np.bincount(labels[parts.test]).tolist() == [1] * 3_000


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


@given(
    st.lists(st.integers(5, 30), min_size=2, max_size=5),
    st.integers(1, 40),
    st.sampled_from([0.05, 0.2, 0.5]),
    st.integers(0, 1000),
)
def test_every_class_is_tested_however_pictures_are_alike(sizes, group_count, test_share, seed):
    labels = np.repeat(np.arange(len(sizes)), sizes)
    # Some pictures are near duplicates of pictures of another class.
    groups = np.random.default_rng(seed).integers(group_count, size=len(labels))
    divisible = divisible_groups(labels, groups)
    parts = split(labels, divisible, test_share, 0.15, seed)
    everything = np.concatenate([parts.train, parts.validation, parts.test])
    assert sorted(everything.tolist()) == list(range(len(labels)))
    for part in (parts.train, parts.validation, parts.test):
        assert set(labels[part]) == set(range(len(sizes)))


def test_only_classes_that_could_not_be_tested_are_taken_apart():
    labels = np.repeat([0, 1, 2], 30)
    # Class 0 is a single burst, class 1 has three scenes, and class 2 has ten, one shared with class 0.
    groups = np.concatenate([np.full(30, 0), 100 + np.arange(30) // 10, np.arange(30) // 3 + 200])
    groups[60:63] = 0
    divisible = divisible_groups(labels, groups)
    assert len(set(divisible[:30])) == 30
    assert len(set(divisible[30:60])) == 3
    assert len(set(divisible[60:])) == 10
    parts = split(labels, divisible, 0.2, 0.15, 1)
    for label, size in ((1, 10), (2, 6)):
        assert (labels[parts.test] == label).sum() >= size
        groups_of = [set(divisible[part[labels[part] == label]]) for part in (parts.train, parts.test)]
        assert not groups_of[0] & groups_of[1]


def test_pictures_of_ones_own_test_part_do_not_make_a_burst_divisible():
    labels = np.repeat([0, 1, 2], 12)
    # All pictures to learn from of class 0 are one burst, those of class 1 are two, those of class 2 differ.
    groups = np.arange(36)
    groups[:8], groups[12:16], groups[16:20] = 0, 12, 16
    # Two test pictures of class 0 are alike.
    groups[8] = 9
    given = [*["train"] * 8, *["test"] * 4] * 3
    divisible = divisible_groups(labels, groups, given)
    assert len(set(divisible[:8])) == 8
    assert not set(divisible[:8]) & set(groups[8:])
    assert divisible[8:].tolist() == groups[8:].tolist()


def test_parts_that_a_person_has_made_are_used():
    labels, groups = np.repeat([0, 1, 2], 10), np.arange(30)
    given = ["train"] * 6 + ["test"] * 4 + [""] * 10 + ["train"] * 8 + ["validation"] * 2
    parts = split(labels, groups, 0.2, 0.15, 1, given)
    assert parts.test[parts.test < 10].tolist() == [6, 7, 8, 9]
    assert parts.validation[parts.validation >= 20].tolist() == [28, 29]
    # Parts that a class lacks are drawn from the rest of that class.
    for label in range(3):
        for part in (parts.train, parts.validation, parts.test):
            assert (labels[part] == label).any()
    everything = np.concatenate([parts.train, parts.validation, parts.test])
    assert sorted(everything.tolist()) == list(range(30))


def test_a_near_duplicate_of_a_given_test_picture_is_not_drawn():
    labels, groups = np.zeros(12, int), np.array([0, 0, 0, *range(3, 12)])
    given = ["test", "train", "train", *["train"] * 9]
    parts = split(labels, groups, 0.2, 0.15, 1, given)
    assert parts.test.tolist() == [0]
    assert {1, 2} <= set(parts.train.tolist())
