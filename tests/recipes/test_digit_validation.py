"""Which validation pictures are used for choices, tested with made-up sources."""

import numpy as np
import pytest

from recipes import digit_validation
from recipes.digit_sources import PAPER, SOURCES, Source


@pytest.fixture(autouse=True)
def asked(monkeypatch):
    """Sources whose pictures hold the source's number; returns the names of the sources that were read."""
    names = []

    def source(name):
        names.append(name)
        images = np.full((1_000, 28, 28), list(SOURCES).index(name), np.uint8)
        return Source(images, np.ones(1_000, np.int64), np.arange(1_000) != 5)

    monkeypatch.setattr(digit_validation, "_source", source)
    return names


def test_neither_optical_digits_nor_photos_of_paper_are_fitted_to(asked):
    images, labels = digit_validation.every_source()
    assert len(images) == len(labels)
    assert not any(name.startswith(("optical", PAPER)) for name in asked)
    assert digit_validation.STRAIGHT_ONES not in asked
    assert len(asked) >= 7
    # Every source has the same weight.
    assert set(np.bincount(images[:, 0, 0])) <= {0, 750}


def test_ones_of_one_stroke_are_a_source_of_their_own(asked):
    images, labels = digit_validation.straight_ones()
    assert asked == [digit_validation.STRAIGHT_ONES]
    assert len(images) == len(labels) == 999


def test_the_plainest_are_all_that_the_app_found(asked):
    images, labels = digit_validation.plain()
    assert set(asked) == set(digit_validation.PLAIN) <= set(SOURCES)
    assert len(images) == len(labels) == 999 * len(asked)
