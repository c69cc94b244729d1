"""Copies within a data set: the same file, and the same photo saved differently."""

import io

import numpy as np
import pytest
from PIL import Image

from core.datasets.copies import all_but_the_largest, exact_copies, near_copies
from core.datasets.corrections import set_kind
from core.datasets.ingestion import add_picture
from core.datasets.store import create_data_set, read_data_set
from tests.core.drawn import blobs
from tests.core.pictures_for_tests import file_of


@pytest.fixture
def data_set():
    """Three photos; the first also as a smaller JPEG, and as an identical file in another class."""
    generator = np.random.default_rng(5)
    first, second, third = (blobs(generator, 128) for _ in range(3))
    smaller = io.BytesIO()
    Image.fromarray(first).resize((96, 96)).save(smaller, "JPEG", quality=90)
    name = create_data_set("Photos", "photo").name
    files = (("a", smaller.getvalue()), ("a", file_of(first)), ("b", file_of(first)))
    for label, content in (*files, ("a", file_of(second)), ("b", file_of(third))):
        add_picture(read_data_set(name), content, "picture.png", label)
    return read_data_set(name)


def numbers(groups):
    return [[sample.number for sample in group] for group in groups]


def test_the_same_file_and_the_same_photo_are_told_apart(data_set):
    smaller, original, other_class, *_ = (sample.number for sample in data_set.samples)
    assert numbers(exact_copies(data_set)) == [[original, other_class]]
    assert numbers(near_copies(data_set)) == [[smaller, other_class]]
    assert near_copies(set_kind(data_set.name, "ink")) == []


def test_the_largest_stays_and_of_the_same_size_the_first(data_set):
    smaller, original, other_class, *_ = (sample.number for sample in data_set.samples)
    assert all_but_the_largest(list(data_set.samples[:3])) == [other_class, smaller]
    assert all_but_the_largest(list(data_set.samples[:1])) == []
    assert original not in all_but_the_largest(list(reversed(data_set.samples[:3])))
