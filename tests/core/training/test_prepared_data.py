"""Reading and dividing a data set: labels become class indices, and copies stay together."""

import zipfile
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.datasets.corrections import remove_class
from core.datasets.data_set import write_list
from core.datasets.ingestion import from_path, ingest
from core.datasets.store import create_data_set, read_data_set
from core.errors import BadData, UnknownDataSet
from core.training.prepared_data import prepare, regrouped, write_history
from tests.core.drawn import blobs, burst_zip, drawn_data_set
from tests.core.pictures_for_tests import file_of
from tests.core.training_helpers import small_request


def test_every_picture_is_in_one_part_under_its_class(tmp_path):
    request = small_request(tmp_path, each=20, strategy="tune")
    prepared = prepare(request)
    assert [prepared.data_set.classes[label] for label in prepared.labels] == [
        sample.label for sample in prepared.samples
    ]
    parts = [prepared.split.train, prepared.split.validation, prepared.split.test]
    assert sorted(np.concatenate(parts).tolist()) == list(range(60))
    assert [len(part) for part in parts] == [39, 9, 12]
    again = prepare(request)
    assert all((part == same).all() for part, same in zip(parts, vars(again.split).values(), strict=True))
    other = prepare(replace(request, seed=2))
    assert (other.split.test != prepared.split.test).any()


def test_where_only_a_last_layer_learns_nothing_is_kept_from_it(tmp_path):
    prepared = prepare(small_request(tmp_path, each=20))
    assert prepared.split.train.tolist() == list(range(60))
    assert not len(prepared.split.validation)
    assert not len(prepared.split.test)


def photo_zip(path, form, count=12):
    """A zip of two classes of photos of large soft shapes."""
    generator = np.random.default_rng(1)
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(count):
            label = ("left", "right")[number % 2]
            archive.writestr(f"{label}/{number}.{form}", file_of(blobs(generator), form.upper()))
    return path


def test_the_same_photos_in_other_bytes_share_groups_and_parts(tmp_path):
    data_set = create_data_set("photos", "photo")
    for form in ("png", "jpeg"):
        data_set = ingest(data_set, from_path(photo_zip(tmp_path / f"{form}.zip", form)))
    assert len(data_set.samples) == 24
    prepared = prepare(replace(small_request(tmp_path, strategy="tune"), data_set=data_set.name))
    assert (prepared.groups[:12] == prepared.groups[12:]).all()
    assert len(set(prepared.groups)) == 12
    groups = [set(prepared.groups[part]) for part in (prepared.split.train, prepared.split.test)]
    assert not groups[0] & groups[1]


def test_what_cannot_be_trained_on_is_refused(tmp_path):
    request = small_request(tmp_path)
    for label in read_data_set(request.data_set).classes[:2]:
        remove_class(request.data_set, label)
    with pytest.raises(BadData):
        prepare(request)
    with pytest.raises(UnknownDataSet):
        prepare(replace(request, data_set="nowhere"))
    with pytest.raises(BadData, match="Add at least"):
        prepare(replace(request, data_set=drawn_data_set(tmp_path, each=2).name))


def test_the_history_is_one_row_an_epoch(tmp_path):
    rows = [{"epoch": 1, "loss": 0.5}, {"epoch": 2, "loss": 0.25}]
    write_history(tmp_path, rows)
    assert pd.read_csv(tmp_path / "history.csv").to_dict("records") == rows


@pytest.mark.parametrize(
    ("classes", "alike"),
    [
        ({"cup": (1, 30), "pen": (1, 30)}, ("cup", "pen")),
        ({"cup": (1, 30), "pen": (30, 1)}, ("cup",)),
        ({"cup": (2, 8), "pen": (3, 5)}, ("cup",)),
        ({"cup": (5, 1), "pen": (5, 1), "tin": (5, 1)}, ()),
    ],
)
def test_a_class_of_nearly_alike_pictures_is_tested_too(tmp_path, classes, alike):
    data_set = create_data_set("frames", "photo")
    data_set = ingest(data_set, from_path(burst_zip(tmp_path / "frames.zip", classes)))
    prepared = prepare(replace(small_request(tmp_path, strategy="tune"), data_set=data_set.name))
    assert prepared.split_by_picture == alike
    for part in (prepared.split.train, prepared.split.validation, prepared.split.test):
        assert {prepared.data_set.classes[label] for label in prepared.labels[part]} == set(classes)


def test_groups_that_are_known_later_divide_the_data_anew(tmp_path):
    prepared = prepare(small_request(tmp_path, each=20, strategy="tune"))
    assert prepared.split_by_picture == ()
    pairs = np.arange(60) // 2 * 2
    again = regrouped(prepared, pairs)
    sides = [set(pairs[part]) for part in (again.split.train, again.split.validation, again.split.test)]
    assert not sides[0] & sides[1] | sides[0] & sides[2] | sides[1] & sides[2]
    assert again.split_by_picture == ()
    assert again.samples == prepared.samples


@pytest.mark.parametrize("strategy", ["head", "tune"])
def test_copies_of_training_pictures_in_a_test_part_of_ones_own_are_told(tmp_path, strategy):
    request = small_request(tmp_path, each=10, strategy=strategy)
    data_set = read_data_set(request.data_set)
    samples = tuple(
        replace(sample, part="test" if index % 10 < 2 else "")
        for index, sample in enumerate(data_set.samples)
    )
    write_list(replace(data_set, samples=samples))
    prepared = prepare(request)
    assert prepared.split_by_picture == ()
    groups = np.arange(30)
    # A test picture of the first class is a copy of one to learn from; two of the second copy each other.
    groups[5], groups[11] = 0, 10
    again = regrouped(prepared, groups)
    assert again.split_by_picture == data_set.classes[:1]
    assert [again.samples[index].part for index in again.split.test] == ["test"] * 6


@pytest.mark.parametrize("strategy", ["head", "tune"])
def test_a_burst_is_taken_apart_although_there_is_a_test_part_of_ones_own(tmp_path, strategy):
    data_set = create_data_set("frames", "photo")
    classes = {"cup": (1, 10), "pen": (1, 10)}
    data_set = ingest(data_set, from_path(burst_zip(tmp_path / "frames.zip", classes)))
    other = ingest(data_set, from_path(burst_zip(tmp_path / "more.zip", {"cup": (4, 1), "pen": (4, 1)})))
    numbers = {sample.number for sample in data_set.samples}
    parted = (replace(sample, part="" if sample.number in numbers else "test") for sample in other.samples)
    write_list(replace(other, samples=tuple(parted)))
    prepared = prepare(replace(small_request(tmp_path, strategy=strategy), data_set=data_set.name))
    assert prepared.given_test == len(prepared.split.test) > 0
    learned = prepared.split.train
    for label in range(2):
        assert len(set(prepared.groups[learned][prepared.labels[learned] == label])) > 1
    assert (strategy == "tune") == bool(len(prepared.split.validation))


def test_parts_that_the_person_has_made_are_used_in_training(tmp_path):
    request = small_request(tmp_path, each=10, strategy="tune")
    data_set = read_data_set(request.data_set)
    parts = ["test", "test", "validation", *["train"] * 7]
    samples = tuple(
        # The last class has no parts made by the user.
        replace(sample, part=parts[index % 10] if sample.label != data_set.classes[-1] else "")
        for index, sample in enumerate(data_set.samples)
    )
    write_list(replace(data_set, samples=samples))
    prepared = prepare(request)
    given = [sample.part for sample in prepared.samples]
    assert [given[index] for index in prepared.split.test] == ["test"] * 4 + [""] * 2
    assert [given[index] for index in prepared.split.validation].count("validation") == 2
    assert "test" not in {given[index] for index in (*prepared.split.train, *prepared.split.validation)}
    assert prepared.given_test == 4
    # A last layer also learns from the validation part.
    last_layer = prepare(replace(request, strategy="head"))
    assert [given[index] for index in last_layer.split.test] == ["test"] * 4
    assert "validation" in {given[index] for index in last_layer.split.train}
    again = prepare(replace(request, seed=2))
    assert set(again.split.test[:4]) == set(prepared.split.test[:4])
    assert prepare(replace(request, data_set=drawn_data_set(tmp_path).name)).given_test == 0
