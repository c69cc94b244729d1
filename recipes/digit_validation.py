"""Validation pictures of digits, which determine a network's temperature and when it is "not sure".

The optical digits and the photos of paper are left out, so that no network is fitted to them in any way.
"""

from functools import cache

import numpy as np

from recipes.digit_sources import PAPER, SOURCES, STRAIGHT_ONES, Source, read_source

Labelled = tuple[np.ndarray, np.ndarray]

PLAIN = ("MNIST", "pen, unseen writers", "canvas, any size, place and pen")
_NEVER_FITTED = ("optical digits", PAPER)
_OF_ONE_CLASS = (STRAIGHT_ONES,)  # left out: they say nothing about how sure to be of the other classes
_PER_SOURCE = 750  # at most, so that every source has about the same weight


def plain() -> Labelled:
    """Returns MNIST's validation pictures, and pen strokes of validation writers as on the Draw page.

    Returns:
        Pictures `(n, 28, 28)` uint8 and labels `(n,)` int64.
    """
    return _joined([_found(_source(name)) for name in PLAIN])


def straight_ones() -> Labelled:
    """Returns ones of a single straight stroke, which are hard to tell from a meaningless line.

    Returns:
        Pictures `(n, 28, 28)` uint8 and labels `(n,)` int64.
    """
    return _found(_source(STRAIGHT_ONES))


def every_source() -> Labelled:
    """Returns about equally many validation pictures of every source that networks may be fitted to.

    Returns:
        Pictures `(n, 28, 28)` uint8 and labels `(n,)` int64.
    """
    others = (*_NEVER_FITTED, *_OF_ONE_CLASS)
    chosen = [_found(_source(name)) for name in SOURCES if not name.startswith(others)]
    return _joined([(images[:_PER_SOURCE], labels[:_PER_SOURCE]) for images, labels in chosen])


@cache
def _source(name: str) -> Source:
    return read_source(name, "validation")


def _found(source: Source) -> Labelled:
    return source.images[source.found], source.labels[source.found]


def _joined(parts: list[Labelled]) -> Labelled:
    images, labels = zip(*parts, strict=True)
    return np.concatenate(images), np.concatenate(labels)
