"""The tasks of the networks for drawings: how often each class is drawn, and which label it gets."""

import numpy as np
import pytest

from recipes.drawing_tasks import CLASSES, all_categories, six_animals


@pytest.fixture(scope="module")
def everything():
    strokes, bitmaps = np.full(CLASSES + 1, 180), np.zeros(CLASSES + 1, dtype=int)
    bitmaps[[3, 7]] = 20, 5_000
    return all_categories((strokes, bitmaps))


def test_all_categories_are_drawn_equally_often(everything):
    assert everything.probability.sum() == pytest.approx(1)
    assert np.ptp(everything.probability[:CLASSES]) == 0
    assert everything.probability[CLASSES] == pytest.approx(0.1)


def test_bitmaps_are_used_as_often_as_there_are_some_but_never_alone(everything):
    assert everything.bitmaps[0] == 0
    assert everything.bitmaps[3] == pytest.approx(0.1)
    assert everything.bitmaps[7] == pytest.approx(0.65)


def test_for_the_animals_all_else_is_an_outlier(everything):
    animals = [7, 3, 300]
    task = six_animals(everything, animals)
    others = np.setdiff1d(np.arange(CLASSES + 1), animals)
    assert task.label[animals].tolist() == animals
    assert set(task.label[others]) == {CLASSES}
    assert np.flatnonzero(task.open_).tolist() == [3, 7, 300, CLASSES]
    assert task.probability.sum() == pytest.approx(1)
    assert task.probability[animals].sum() == pytest.approx(0.54)
