"""Copies within a data set: the same file, and the same photo saved differently."""

import io

import numpy as np
import pytest
from PIL import Image

from core.datasets.copies import all_but_the_largest, exact_copies, near_copies, remove_near_copies
from core.datasets.corrections import relabel, set_kind
from core.datasets.ingestion import add_picture
from core.datasets.store import create_data_set, read_data_set
from core.errors import BadData, NotAllowed
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


def with_square_at(pixels, left_px):
    changed = pixels.copy()
    changed[100:116, left_px : left_px + 16] = 250
    return changed


@pytest.fixture
def alike():
    """A photo, another one in which something small has moved, and smaller copies of both, in one class."""
    photo = blobs(np.random.default_rng(8), 256)
    name = create_data_set("Hands", "photo").name
    for left_px in (60, 90):
        pixels = with_square_at(photo, left_px)
        smaller = np.asarray(Image.fromarray(pixels).resize((128, 128)))
        for content in (file_of(smaller, "JPEG", quality=80), file_of(pixels)):
            add_picture(read_data_set(name), content, f"{left_px}.png", "a")
    return read_data_set(name)


def test_pictures_that_only_look_alike_are_not_removed_as_copies(alike):
    assert numbers(near_copies(alike)) == [[1, 2, 3, 4]]
    left = remove_near_copies(alike.name, [1, 2, 3, 4])
    assert [sample.number for sample in left.samples] == [2, 4]
    with pytest.raises(BadData, match=r"none is a copy of another one.*Received: 2 pictures"):
        remove_near_copies(alike.name, [2, 4])
    assert read_data_set(alike.name) == left


def test_only_copies_that_were_shown_are_removed(alike):
    assert [sample.number for sample in remove_near_copies(alike.name, [3, 4]).samples] == [1, 2, 4]


def test_copies_that_cannot_be_read_and_those_in_two_classes_stay(alike):
    alike.path(alike.samples[0]).write_bytes(b"damaged")
    relabel(alike.name, {4: "b"})
    with pytest.raises(BadData, match="none is a copy"):
        remove_near_copies(alike.name, [1, 2, 3, 4])
    relabel(alike.name, {4: "a"})
    assert [sample.number for sample in remove_near_copies(alike.name, [1, 2, 3, 4]).samples] == [1, 2, 4]


def test_nothing_is_removed_in_public(alike, monkeypatch):
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    with pytest.raises(NotAllowed):
        remove_near_copies(alike.name, [1, 2, 3, 4])
