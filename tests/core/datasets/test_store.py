"""Data sets on disk: nothing is lost when pictures are added, changed or deleted."""

import errno
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from core.datasets.corrections import set_kind
from core.datasets.deletion import delete_data_set
from core.datasets.ingestion import add_drawing, add_picture, from_path, ingest
from core.datasets.store import (
    add_samples,
    begin_data_set,
    create_data_set,
    data_sets,
    draft_data_set,
    publish_data_set,
    read_data_set,
    read_data_sets,
)
from core.errors import BadData, UnknownDataSet
from core.preprocessing.image_source import ImageSource
from core.storage.names import clean_label
from core.storage.paths import data_sets_folder
from tests.core.drawn import drawn_data_set, pattern_zip
from tests.core.pictures_for_tests import file_of


def test_a_data_set_is_read_again_as_it_was(tmp_path):
    made = drawn_data_set(tmp_path)
    assert read_data_set(made.name) == made
    assert [data_set.name for data_set in data_sets()] == [made.name]
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


def test_classes_may_be_empty_and_labels_are_cleaned(tmp_path):
    data_set = create_data_set("Empty", "ink")
    assert add_samples(data_set, [], classes=["a", "b"]).counts() == {"a": 0, "b": 0}
    assert clean_label(" a\n\x00 b\u202e ") == "a b"
    assert len(clean_label("x" * 500)) == 200


def test_a_deleted_data_set_is_gone(tmp_path):
    data_set = drawn_data_set(tmp_path, each=2)
    delete_data_set(data_set.name)
    assert data_sets() == []
    assert not data_set.folder.exists()
    with pytest.raises(UnknownDataSet, match="no such data set"):
        read_data_set(data_set.name)
    with pytest.raises(UnknownDataSet):
        read_data_set("../somewhere")


def test_taking_in_the_same_folder_again_adds_nothing(tmp_path):
    path = pattern_zip(tmp_path / "a.zip", each=3)
    sources = from_path(path)
    once = ingest(create_data_set("a", "photo"), sources)
    assert ingest(once, sources) == once
    picture = file_of(np.zeros((40, 40, 3), np.uint8))
    added = add_picture(once, picture, "x.png", "dots")
    assert add_picture(once, picture, "x.png", "dots") == added
    # Under another name it is a copy and left out; in another class it is added, for the user to check.
    assert add_picture(once, picture, "y.png", "dots") == added
    assert len(add_picture(once, picture, "x.png", "plain").samples) == 11
    numbers = [sample.number for sample in read_data_set(once.name).samples]
    assert numbers == list(range(1, 12))


@pytest.mark.parametrize("title", ["CON", "nul", "Aux", "COM1"])
def test_no_data_set_gets_a_name_that_windows_takes_for_a_device(title):
    data_set = create_data_set(title, "ink")
    assert (data_set.title, data_set.name) == (title, f"{title.lower()}-2")


def test_the_same_picture_twice_in_one_go_is_listed_once(tmp_path):
    data_set = create_data_set("a", "photo")
    picture = file_of(np.zeros((40, 40, 3), np.uint8))
    sources = [ImageSource("x.png", lambda: picture, "dots")] * 3
    assert [sample.number for sample in ingest(data_set, sources).samples] == [1]


def test_a_damaged_data_set_is_told_of_left_out_and_can_be_deleted(tmp_path):
    good, bad, bare = (create_data_set(title, "ink") for title in ("Good", "Bad", "Bare"))
    (bad.folder / "dataset.json").write_text("{")
    (bare.folder / "dataset.json").unlink()
    (bare.folder / "pictures").mkdir()
    (good.folder.parent / "no data set").mkdir()
    (good.folder.parent / "notes.txt").write_text("milk")
    assert data_sets() == [good]
    sentences = read_data_sets()[1]
    assert len(sentences) == 2
    assert '"bad"' in sentences[0]
    assert '"bare"' in sentences[1]
    with pytest.raises(BadData, match='"bad"'):
        read_data_set("bad")
    with pytest.raises(BadData, match='"bad"'):
        set_kind("bad", "photo")
    delete_data_set("bad")
    assert not bad.folder.exists()
    assert len(read_data_sets()[1]) == 1


@pytest.mark.parametrize("name", ["nothing", "../somewhere", "..", ".", "", ".hidden", "a\0b", "a/b"])
def test_names_of_no_data_set_are_refused(name):
    create_data_set("a", "ink")
    for action in (read_data_set, delete_data_set):
        with pytest.raises(UnknownDataSet, match="no such data set"):
            action(name)
    assert len(data_sets()) == 1


def test_without_any_data_set_there_is_nothing_to_tell():
    assert data_sets() == []
    assert read_data_sets()[1] == []


def test_no_name_stands_for_the_folder_of_all_data_sets():
    data_set = create_data_set("a", "ink")
    (data_set.folder.parent / "dataset.json").write_text('{"title": "All", "kind": "ink"}')
    for action in (read_data_set, delete_data_set, lambda name: set_kind(name, "photo")):
        with pytest.raises(UnknownDataSet, match="no such data set"):
            action("")
    assert data_sets() == [data_set]


def test_if_its_draft_cannot_be_deleted_either_the_first_error_is_the_one_that_is_said(monkeypatch):
    def read_only(folder):
        raise OSError(errno.EROFS, "Read-only file system", str(folder))

    def refuse(draft):
        raise BadData("This shows nothing. Received: nothing")

    monkeypatch.setattr("core.datasets.store.delete_folder", read_only)
    with pytest.raises(BadData, match="shows nothing"):
        begin_data_set("Toys", "photo", refuse)
    assert data_sets() == []


def test_a_data_set_is_there_with_its_first_picture_or_not_at_all():
    def refuse(draft):
        raise BadData("This shows nothing. Received: nothing")

    with pytest.raises(BadData, match="shows nothing"):
        begin_data_set("Toys", "photo", refuse)
    assert data_sets() == []
    assert not list(data_sets_folder().glob(".draft*"))
    picture = file_of(np.zeros((40, 40, 3), np.uint8))
    begun = begin_data_set("Toys", "photo", lambda draft: add_picture(draft, picture, "x.png", "dots"))
    assert (begun.name, begun.counts()) == ("toys", {"dots": 1})
    assert data_sets() == [begun]
    assert begun.path(begun.samples[0]).read_bytes() == picture


def test_of_many_equal_drafts_that_come_at_once_one_is_kept(tmp_path):
    sources = from_path(pattern_zip(tmp_path / "a.zip", each=2))

    def publish(number):
        draft = ingest(draft_data_set(tmp_path / f"{number}", "Toys", "photo"), sources)
        return publish_data_set(draft, "imported", reuse=True).name

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(publish, range(20))) == {"toys"}
    assert [data_set.name for data_set in data_sets()] == ["toys"]
    draft = ingest(draft_data_set(tmp_path / "other", "Toys", "photo"), sources)
    assert publish_data_set(draft, "imported").name == "toys-2"
