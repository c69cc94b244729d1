"""Recordings: added and undone as a whole, and treated as one unit by checks and the split."""

import os
import threading
from dataclasses import replace

import numpy as np
import pytest

from core.datasets import ingestion
from core.datasets.checks import check_data_set
from core.datasets.copies import near_copies
from core.datasets.corrections import rename_class
from core.datasets.deletion import undo_change
from core.datasets.ingestion import add_picture
from core.datasets.recordings import (
    MAX_RECORDED,
    add_recording,
    join_recordings,
    one_of_each_recording,
    single_recordings_in_words,
)
from core.datasets.store import create_data_set, read_data_set
from core.errors import BadData, DiskFull, UnreadablePicture
from core.training.prepared_data import prepare
from tests.core.drawn import blobs
from tests.core.pictures_for_tests import file_of
from tests.core.training_helpers import small_request


def frames(seed, count=4):
    """JPEG frames of one scene: the same large shapes with different noise."""
    generator = np.random.default_rng(seed)
    scene = blobs(generator, 96).astype(float)
    noisy = (np.clip(scene + generator.normal(0, 3, scene.shape), 0, 255) for _ in range(count))
    return [file_of(picture.astype(np.uint8), "JPEG") for picture in noisy]


def test_a_recording_with_an_unreadable_picture_leaves_no_file():
    data_set = create_data_set("Camera", "photo")
    with pytest.raises(UnreadablePicture):
        add_recording(data_set, [*frames(1), frames(2)[0][:400], *frames(3)], "left")
    assert not list(data_set.folder.glob("pictures/*/*"))


def test_a_recording_for_which_the_disk_has_no_room_leaves_no_file(monkeypatch):
    data_set = create_data_set("Camera", "photo")
    pictures, keep = frames(1), ingestion.keep_picture

    def keep_until_full(data_set, data, suffix):
        if data == pictures[-1]:
            raise DiskFull("The disk is full. Received: no room")
        return keep(data_set, data, suffix)

    monkeypatch.setattr(ingestion, "keep_picture", keep_until_full)
    with pytest.raises(DiskFull):
        add_recording(data_set, pictures, "left")
    assert not list(data_set.folder.glob("pictures/*/*"))


def test_nor_does_it_leave_those_that_were_stored_ahead_of_the_one_without_room(monkeypatch):
    data_set = create_data_set("Camera", "photo")
    pictures, keep = frames(1, 12), ingestion.keep_picture
    others = threading.Event()

    def keep_others_first(data_set, data, suffix):
        if data == pictures[0]:
            others.wait(timeout=30)
            raise DiskFull("The disk is full. Received: no room")
        sha256 = keep(data_set, data, suffix)
        others.set()
        return sha256

    monkeypatch.setattr(ingestion, "keep_picture", keep_others_first)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with pytest.raises(DiskFull):
        add_recording(data_set, pictures, "left")
    assert not list(data_set.folder.glob("pictures/*/*"))


@pytest.fixture
def recorded():
    """Two classes with three recordings of four pictures each."""
    data_set = create_data_set("Camera", "photo")
    for seed in range(6):
        data_set = add_recording(data_set, frames(seed), ("left", "right")[seed % 2])
    return data_set


def test_a_recording_goes_in_whole_and_is_undone_whole():
    data_set = add_recording(create_data_set("Camera", "photo"), frames(1, 7), " heart ")
    assert data_set.counts() == {"heart": 7}
    assert len({sample.recording for sample in data_set.samples}) == 1
    assert data_set.samples[0].recording
    assert read_data_set(data_set.name) == data_set
    again = add_recording(data_set, frames(2, 3), "Heart")
    assert len({sample.recording for sample in again.samples}) == 2
    assert undo_change(data_set.name).counts() == {"heart": 7}


def test_what_cannot_be_a_recording_adds_nothing():
    data_set = create_data_set("Camera", "photo")
    good = frames(1, 2)
    for pictures, label, error in (
        (good, " ", BadData),
        ([], "heart", BadData),
        (good * (MAX_RECORDED // 2 + 1), "heart", BadData),
        ([*good, b"no picture"], "heart", UnreadablePicture),
        # The file begins like a valid one; only decoding shows that it is cut off.
        ([*good, good[0][:500]], "heart", UnreadablePicture),
    ):
        with pytest.raises(error):
            add_recording(data_set, pictures, label)
    assert read_data_set(data_set.name).samples == ()


def test_the_pictures_of_a_recording_are_on_one_side_of_the_split(tmp_path, recorded):
    prepared = prepare(replace(small_request(tmp_path), data_set=recorded.name, strategy="scratch"))
    sides = [{recorded.samples[index].recording for index in part} for part in vars(prepared.split).values()]
    assert [len(side) for side in sides] == [2, 2, 2]
    assert len(set.union(*sides)) == 6
    assert prepared.split_by_picture == ()


def test_groups_are_joined_by_recording_and_nothing_else():
    samples = add_recording(create_data_set("a", "photo"), frames(1, 3), "a").samples
    others = [replace(samples[0], number=9, recording=""), replace(samples[0], number=10, recording="")]
    joined = join_recordings(np.array([0, 1, 2, 3, 0]), [others[0], *samples, others[1]])
    assert joined.tolist() == [0, 1, 1, 1, 0]
    # A near duplicate of one of the pictures joins the group of the recording.
    joined = join_recordings(np.array([0, 1, 2, 3, 3]), [others[0], *samples, others[1]])
    assert joined.tolist() == [0, 1, 1, 1, 1]


def test_a_still_recording_is_no_heap_of_copies(recorded):
    assert near_copies(recorded) == []
    findings = {finding.code for finding in check_data_set(recorded)}
    assert not findings & {"near_duplicate", "near_duplicate_across_classes", "single_recording"}
    # A picture of the same scene from another source is one copy, not four.
    (group,) = near_copies(add_picture(recorded, frames(0, 9)[8], "phone.jpg", "left"))
    assert [sample.number for sample in group] == [1, 25]
    # A recording of the scene in another class counts as one more copy.
    (group,) = near_copies(add_recording(recorded, frames(0, 5)[4:], "right"))
    assert [sample.label for sample in group] == ["left", "left", "right"]


def test_a_class_of_a_single_recording_is_told_of():
    data_set = add_recording(create_data_set("Camera", "photo"), frames(1), "heart")
    assert single_recordings_in_words(data_set).startswith('"heart" was recorded in a single take')
    assert "single_recording" in {finding.code for finding in check_data_set(data_set)}
    for seed, label in enumerate("abcd", start=2):
        data_set = add_recording(data_set, frames(seed, 2), label)
    assert single_recordings_in_words(data_set).startswith('"heart", "a", "b" and 2 more were each')
    data_set = add_recording(data_set, frames(9), "heart")
    assert '"heart"' not in single_recordings_in_words(data_set)
    data_set = rename_class(data_set.name, "b", "a")
    assert single_recordings_in_words(data_set).startswith('"c" and "d" were each')


def test_one_of_each_recording_is_the_first_in_each_class(recorded):
    left = one_of_each_recording(recorded.samples)
    assert [sample.number for sample in left] == [1, 5, 9, 13, 17, 21]
    plain = [replace(sample, recording="") for sample in recorded.samples]
    assert one_of_each_recording(plain) == plain
