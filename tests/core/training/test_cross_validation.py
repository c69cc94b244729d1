"""Every picture is answered by a head that has seen neither it nor a near duplicate."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import log_softmax

from core.bundles.familiarity import NO_STRANGERS
from core.inference.calibration import fit_temperature
from core.training.cross_validation import cross_validate, fold_indices
from core.training.linear_head import STRENGTHS, Features, train_heads


def cross(variants, labels, groups=None, **options):
    groups = np.arange(len(labels)) if groups is None else groups
    return cross_validate(
        Features(variants, labels), groups, int(labels.max()) + 1, 1, NO_STRANGERS, **options
    )


@settings(max_examples=40)
@given(st.lists(st.integers(1, 40), min_size=2, max_size=6), st.integers(1, 4), st.integers(0, 99))
def test_folds_hold_each_picture_once_and_groups_together(sizes, group_size, seed):
    labels = np.repeat(np.arange(len(sizes)), sizes)
    groups = np.arange(len(labels)) // group_size
    folds = fold_indices(labels, groups, seed)
    held_out = np.concatenate([fold for _, fold in folds]) if folds else np.array([], int)
    assert len(set(held_out.tolist())) == len(held_out)
    for train, fold in folds:
        assert not set(groups[train]) & set(groups[fold])
        assert len(train) + len(fold) == len(labels)
        assert len(set(labels[train])) > 1
    if min(sizes) > 2 * group_size:
        assert len(held_out) == len(labels)


def test_few_pictures_are_each_left_out_alone_and_many_in_folds_of_like_mixture():
    few = fold_indices(np.repeat([0, 1], 5), np.arange(10), 0)
    assert sorted(fold.tolist() for _, fold in few) == [[index] for index in range(10)]
    for count, expected in ((90, 10), (300, 5)):
        labels = np.repeat([0, 1], [count - 30, 30])
        folds = [fold for _, fold in fold_indices(labels, np.arange(count), 0)]
        assert len(folds) == expected
        assert np.ptp([len(fold) for fold in folds]) <= 2
        assert np.ptp([(labels[fold] == 1).sum() for fold in folds]) <= 1


@pytest.mark.parametrize("count", [12, 60])
def test_who_has_seen_a_picture_does_not_answer_for_it(count):
    """Features identify the picture, not its class: only a head that has seen it can answer right."""
    labels = np.arange(count) % 3
    naming = np.eye(count, dtype=np.float32)[:, None]
    unseen, _ = cross(naming, labels)
    assert unseen.is_answered.all()
    assert (unseen.logits.argmax(axis=1) == labels).mean() < 0.6
    assert unseen.familiarity.max() < 0
    # With a copy of each picture in the same class, this would be easy if copies were not kept together.
    twice, groups = np.concatenate([naming, naming]), np.tile(np.arange(count), 2)
    apart, _ = cross(twice, np.tile(labels, 2), groups)
    assert (apart.logits.argmax(axis=1) == np.tile(labels, 2)).mean() < 0.6
    together, _ = cross(twice, np.tile(labels, 2))
    assert (together.logits.argmax(axis=1) == np.tile(labels, 2)).mean() > 0.8


def test_features_that_tell_the_class_are_familiar_and_right():
    labels = np.arange(30) % 3
    unseen, strength = cross(np.eye(3, dtype=np.float32)[labels][:, None], labels)
    assert (unseen.logits.argmax(axis=1) == labels).all()
    assert unseen.familiarity == pytest.approx(1, abs=1e-5)
    assert strength in STRENGTHS


def test_the_strength_is_the_best_for_classes_that_count_the_same():
    """The many pictures of one class would rather have a stronger head than the three of the other."""
    generator, labels = np.random.default_rng(24), np.repeat([0, 1], [45, 3])
    features = generator.normal(size=(48, 10)).astype(np.float32)
    features[:, 0] += 2.0 * (2 * labels - 1)
    _, strength = cross(features[:, None], labels)
    logits = np.zeros((len(STRENGTHS), 48, 2))
    for train, held_out in fold_indices(labels, np.arange(48), 1):
        for row, head in enumerate(train_heads(Features(features[train, None], labels[train]), 2, STRENGTHS)):
            logits[row, held_out] = head.logits(features[held_out])
    losses = [-log_softmax(each / fit_temperature(each, labels, few=True), axis=1) for each in logits]
    own = np.array([loss[np.arange(48), labels] for loss in losses])
    assert (
        strength == STRENGTHS[(own[:, labels == 0].mean(axis=1) + own[:, labels == 1].mean(axis=1)).argmin()]
    )
    assert strength != STRENGTHS[own.mean(axis=1).argmin()]


def test_it_can_be_stopped_after_any_fold():
    labels = np.arange(60) % 3
    seen = []

    def after_fold(done, folds):
        seen.append((done, folds))
        return done < 2

    unseen, _ = cross(np.eye(60, dtype=np.float32)[:, None], labels, after_fold=after_fold)
    assert seen == [(1, 10), (2, 10)]
    assert unseen.folds == 2
    assert unseen.is_answered.sum() == 12
    assert not unseen.logits[~unseen.is_answered].any()
