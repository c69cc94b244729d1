"""Data sets on disk: nothing is lost, whoever adds, changes or deletes."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from core.datasets.archive import as_zip
from core.datasets.ingestion import add_drawing, add_picture, from_path, ingest
from core.datasets.store import (
    add_samples,
    create_data_set,
    data_sets,
    delete_data_set,
    read_data_set,
    relabel,
    remove_class,
    rename_class,
    set_kind,
)
from core.errors import UnknownDataSet
from core.storage.names import clean_label
from tests.core.drawn import drawn_data_set, pattern_zip
from tests.core.pictures_for_tests import file_of


def test_a_data_set_is_read_again_as_it_was(tmp_path):
    made = drawn_data_set(tmp_path)
    assert read_data_set(made.name) == made
    assert [each.name for each in data_sets()] == [made.name]
    assert made.counts() == {"my house": 12, "my smiley face": 12, "my ladder": 12}
    assert all(made.path(sample).exists() for sample in made.samples)


def test_two_tabs_that_add_at_once_both_succeed(tmp_path):
    data_set = drawn_data_set(tmp_path, each=2)
    strokes = [[(0, 0), (100, 50)], [(20, 90), (60, 10)]]

    def add(number):
        drawing = [np.array(stroke, dtype=np.float32) + number for stroke in strokes]
        add_drawing(data_set, drawing, f"class {number % 3}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(24)))
    now = read_data_set(data_set.name)
    assert len(now.samples) == 6 + 24
    assert len({sample.number for sample in now.samples}) == 30


def test_relabel_remove_and_rename(tmp_path):
    data_set = drawn_data_set(tmp_path, each=3)
    first, second = data_set.samples[:2]
    now = relabel(data_set.name, {first.number: "my ladder", second.number: None})
    assert now.counts() == {"my house": 1, "my smiley face": 3, "my ladder": 4}
    now = rename_class(data_set.name, "my house", "my ladder")
    assert now.counts() == {"my ladder": 5, "my smiley face": 3}
    assert remove_class(data_set.name, "my ladder").counts() == {"my smiley face": 3}
    assert set_kind(data_set.name, "photo").kind == "photo"


def test_classes_may_be_empty_and_labels_are_cleaned(tmp_path):
    data_set = create_data_set("Empty", "ink")
    assert add_samples(data_set.name, [], classes=["a", "b"]).counts() == {"a": 0, "b": 0}
    assert clean_label(" a\n\x00 b\u202e ") == "a b"
    assert len(clean_label("x" * 500)) == 60


def test_a_deleted_data_set_is_gone(tmp_path):
    data_set = drawn_data_set(tmp_path, each=2)
    delete_data_set(data_set.name)
    assert data_sets() == []
    assert not data_set.folder.exists()
    with pytest.raises(UnknownDataSet, match="no such data set"):
        read_data_set(data_set.name)
    with pytest.raises(UnknownDataSet):
        read_data_set("../somewhere")


def test_a_zip_of_it_is_taken_in_again_with_the_same_pictures(tmp_path):
    one = ingest(create_data_set("One", "photo"), from_path(pattern_zip(tmp_path / "a.zip", each=3)))
    one = add_picture(one, file_of(np.zeros((40, 40, 3), np.uint8), "PNG"), "x.png", "Dots")
    one = drawn_into(one)
    (tmp_path / "b.zip").write_bytes(as_zip(one).read())
    two = ingest(create_data_set("Two", "photo"), from_path(tmp_path / "b.zip"))
    pictures = [
        sorted(
            (each.sha256, each.label.split(" (")[0].casefold())
            for each in data_set.samples
            if not each.is_strokes
        )
        for data_set in (one, two)
    ]
    assert pictures[0] == pictures[1]
    assert len([each for each in two.samples if each.is_strokes]) == 1
    assert two.refused == ()


def drawn_into(data_set):
    return add_drawing(data_set, [np.array([(0, 0), (9, 80)], np.float32)], "line")
