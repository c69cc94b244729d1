"""The head compared with the optimum of its loss, and on few and unevenly distributed pictures."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score
from threadpoolctl import threadpool_info

from core.inference.calibration import softmax
from core.training.linear_head import Features, train_heads


def clouds(generator, sizes, size=20, spread=2.5):
    """Pictures of some classes, scattered around one centre per class."""
    centres = np.random.default_rng(0).normal(size=(len(sizes), size))
    labels = np.repeat(np.arange(len(sizes)), sizes)
    points = centres[labels] + generator.normal(scale=spread, size=(len(labels), size))
    return Features(points[:, None].astype(np.float32) * 0.1 + 3, labels)


def answers(head, data):
    return head.logits(data.variants[:, 0]).argmax(axis=1)


@pytest.mark.parametrize("sizes", [(9, 9), (6, 6, 6), (40, 40), (30, 60, 20)])
def test_no_other_weights_have_a_lower_loss(sizes):
    """Few pictures are solved in their own span, which must not change the result."""
    data = clouds(np.random.default_rng(1), sizes)
    head = train_heads(data, len(sizes), (10.0,))[0]
    rows = data.variants[:, 0].astype(np.float64)
    rows = (rows - rows.mean(axis=0)) / np.sqrt(((rows - rows.mean(axis=0)) ** 2).sum(axis=1).mean())
    peer = LogisticRegression(C=10.0, class_weight="balanced", tol=1e-8, max_iter=10_000)
    expected = peer.fit(rows, data.labels).predict_proba(rows)
    assert softmax(head.logits(data.variants[:, 0])) == pytest.approx(expected, abs=0.01)


def test_uneven_classes_count_the_same():
    generator = np.random.default_rng(3)
    train, test = clouds(generator, (150, 10)), clouds(generator, (400, 400))
    even = LogisticRegression(max_iter=1_000, class_weight="balanced")
    even.fit(train.variants[:, 0] * 10, train.labels)
    theirs = balanced_accuracy_score(test.labels, even.predict(test.variants[:, 0] * 10))
    ours = balanced_accuracy_score(test.labels, answers(train_heads(train, 2, (10.0,))[0], test))
    assert ours >= theirs - 0.01
    uneven = LogisticRegression(max_iter=1_000).fit(train.variants[:, 0] * 10, train.labels)
    assert ours > balanced_accuracy_score(test.labels, uneven.predict(test.variants[:, 0] * 10)) + 0.05


def test_variants_are_learned_from_too():
    data = clouds(np.random.default_rng(4), (20, 20), spread=1)
    alone = train_heads(data, 2, (10.0,))[0]
    # All pictures moved far towards one class are taken for it by a head that has not seen such variants.
    moved = Features(data.variants + 0.5 * np.sign(alone.kernel[:, 1]), data.labels)
    assert (answers(alone, moved) == 1).all()
    both = Features(np.concatenate([data.variants, moved.variants], axis=1), data.labels)
    head = train_heads(both, 2, (100.0,))[0]
    assert (answers(head, moved) == data.labels).mean() > 0.9


def test_a_class_without_pictures_is_never_the_likeliest():
    data = clouds(np.random.default_rng(5), (8, 8))
    head = train_heads(Features(data.variants, data.labels * 2), 4, (10.0,))[0]
    assert set(answers(head, clouds(np.random.default_rng(6), (50, 50)))) <= {0, 2}


def test_the_same_pictures_give_the_same_heads_whatever_else_is_asked():
    data = clouds(np.random.default_rng(7), (8, 8, 8))
    first, last = train_heads(data, 3, (1.0, 100.0))
    assert (train_heads(data, 3, (100.0,))[0].kernel == last.kernel).all()
    assert np.abs(last.kernel).sum() > np.abs(first.kernel).sum()


def test_it_gives_back_the_threads_that_it_did_not_use():
    def threads():
        return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}

    before = threads()
    train_heads(clouds(np.random.default_rng(8), (8, 8)), 2, (1.0,))
    assert threads() == before


@pytest.mark.filterwarnings("ignore:The number of unique classes")
def test_very_many_classes_are_learned_as_well_as_few():
    """Their gradients are small from the start, which must not be mistaken for convergence."""
    generator = np.random.default_rng(5)
    classes, size = 1000, 400
    centers = generator.choice([-1.0, 1.0], (classes, size)).astype(np.float32)
    shown, asked = (centers + generator.uniform(-0.5, 0.5, centers.shape) for _ in range(2))
    data = Features(shown[:, None].astype(np.float32), np.arange(classes))
    (head,) = train_heads(data, classes, (10.0,))
    assert (head.logits(asked).argmax(axis=1) == np.arange(classes)).mean() > 0.99


def test_pictures_that_are_all_the_same_tell_nothing():
    data = Features(np.full((6, 2, 20), 0.5, np.float32), np.array([0, 0, 0, 1, 1, 2]))
    head = train_heads(data, 3, (1.0,))[0]
    assert softmax(head.logits(data.variants[:, 0])) == pytest.approx(1 / 3, abs=0.01)
