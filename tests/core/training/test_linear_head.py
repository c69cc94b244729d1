"""The head, against finite differences in spirit: against scikit-learn's logistic regression."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_info

from core.inference.calibration import negative_log_likelihood
from core.training.linear_head import Features, HeadPlan, head_of, train_head


def clouds(generator, each, classes=3, size=20, spread=2.5):
    centres = np.random.default_rng(0).normal(size=(classes, size))
    labels = np.repeat(np.arange(classes), each)
    points = centres[labels] + generator.normal(scale=spread, size=(len(labels), size))
    return Features(points[:, None].astype(np.float32) * 0.1 + 3, labels)


@pytest.fixture
def data():
    generator = np.random.default_rng(1)
    return clouds(generator, 200), clouds(generator, 200), clouds(generator, 1_000)


def test_it_is_as_good_as_logistic_regression(data):
    train, validation, test = data
    kernel, bias = head_of(train_head(train, validation, 3, HeadPlan(learning_rate=3e-3)))
    ours = test.variants[:, 0] @ kernel + bias
    theirs = LogisticRegression(C=0.1, max_iter=1_000).fit(train.variants[:, 0], train.labels)
    accuracy = (ours.argmax(axis=1) == test.labels).mean()
    assert accuracy >= theirs.score(test.variants[:, 0], test.labels) - 0.01
    rows = np.arange(len(test.labels))
    their_loss = -theirs.predict_log_proba(test.variants[:, 0])[rows, test.labels].mean()
    assert negative_log_likelihood(ours, test.labels, 1.0) < their_loss + 0.05


def test_without_decay_and_smoothing_it_reaches_the_optimum():
    """On its way to the minimum of the same convex loss, it comes as low as a solver made for it."""
    train = clouds(np.random.default_rng(2), 60, spread=6)
    plan = HeadPlan(epochs=400, learning_rate=3e-3, weight_decay=0, label_smoothing=0, patience=400)
    state = train_head(train, train, 3, plan)
    solver = LogisticRegression(C=1e6, max_iter=10_000).fit((train.variants[:, 0] - 3) * 10, train.labels)
    shares = solver.predict_log_proba((train.variants[:, 0] - 3) * 10)
    lowest = -shares[np.arange(len(train.labels)), train.labels].mean()
    assert state.history[-1]["loss"] == pytest.approx(lowest, abs=0.02)


def test_it_goes_on_where_it_was_stopped_as_if_nothing_had_happened(data):
    train, validation, _ = data
    plan = HeadPlan(epochs=12)
    whole = train_head(train, validation, 3, plan)
    half = train_head(train, validation, 3, plan, after_epoch=lambda state: len(state.history) < 5)
    assert len(half.history) == 5
    rest = train_head(train, validation, 3, plan, half)
    assert rest.history == whole.history
    assert (head_of(rest)[0] == head_of(whole)[0]).all()


def test_the_best_epoch_is_kept_and_patience_ends_it(data):
    train, _, _ = data
    few = Features(train.variants[::40], train.labels[::40])
    validation = clouds(np.random.default_rng(5), 50)
    state = train_head(few, validation, 3, HeadPlan(epochs=300, learning_rate=3e-2, patience=5))
    losses = [row["val_loss"] for row in state.history]
    assert state.best_epoch == int(np.argmin(losses)) + 1
    assert len(state.history) == state.best_epoch + 5


def test_a_rare_class_counts_as_much_as_a_frequent_one():
    generator = np.random.default_rng(3)
    many = clouds(generator, 300, classes=2)
    kept = np.concatenate([np.arange(300), np.arange(300, 310)])
    uneven = Features(many.variants[kept], many.labels[kept])
    test = clouds(generator, 500, classes=2)
    kernel, bias = head_of(train_head(uneven, test, 2, HeadPlan()))
    answers = (test.variants[:, 0] @ kernel + bias).argmax(axis=1)
    assert (answers[test.labels == 1] == 1).mean() > 0.8


def blas_threads():
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def test_it_keeps_to_one_thread_and_gives_the_others_back(data):
    before, seen = blas_threads(), []

    def look(state):
        seen.append(blas_threads())
        return True

    train_head(*data[:2], 3, HeadPlan(epochs=2), after_epoch=look)
    assert seen == [{1}, {1}]
    assert blas_threads() == before
