"""Labelled pictures: imported once, read again by name, checked and shown."""

import zipfile

import pytest

import inkling
from core.datasets import picture_imports
from core.datasets.ingestion import add_drawing
from core.datasets.store import create_data_set, data_sets
from core.errors import BadData, InklingError, UnknownDataSet
from core.jobs.process import update_state
from core.preprocessing.example_drawings import example_drawing
from tests.core.drawn import pattern_zip, stroke_file
from tests.hostile_names import NAMES
from tests.inkling.test_html import Reader

pytestmark = pytest.mark.usefixtures("imports_here")


def test_a_zip_of_class_folders_becomes_a_data_set(tmp_path):
    data = inkling.read_data_set(pattern_zip(tmp_path / "my patterns.zip", each=4))
    assert data.title == "my patterns"
    assert data.counts() == {"dots": 4, "plain": 4, "stripes": 4}
    assert len(data) == 12
    assert repr(data) == "my patterns: 12 photos of 3 classes (my-patterns)"
    page = Reader(data._repr_html_())
    assert page.tags.count("img") == 9
    assert page.attributes["alt"].startswith("A picture of ")
    assert any("pictures" in sentence for sentence in data.findings())
    assert all(sentence in page.text for sentence in data.findings())


def test_one_of_anything_is_no_plural():
    data_set = create_data_set("Cats", "ink")
    add_drawing(data_set, example_drawing("animals", 0)[1], "cat")
    assert repr(inkling.read_data_set("cats")) == "Cats: 1 drawing of 1 class (cats)"


def test_the_same_pictures_are_kept_once_and_read_by_name(tmp_path):
    path = pattern_zip(tmp_path / "patterns.zip", each=3)
    first, second = inkling.read_data_set(path), inkling.read_data_set(str(path))
    assert first.name == second.name == inkling.read_data_set(first.name).name
    assert len(data_sets()) == 1


def test_what_they_are_is_said_where_it_is_not_clear(tmp_path):
    path = stroke_file(tmp_path, each=3)
    assert "drawings of 3 classes" in repr(inkling.read_data_set(path))
    path = pattern_zip(tmp_path / "patterns.zip", each=3)
    assert "drawings" in repr(inkling.read_data_set(path, kind="drawings"))


def test_what_was_left_out_is_said(tmp_path):
    folder = tmp_path / "toys"
    pattern_zip(tmp_path / "patterns.zip", each=3)
    zipfile.ZipFile(tmp_path / "patterns.zip").extractall(folder)
    (folder / "set" / "dots" / "broken.jpg").write_bytes(b"broken")
    (folder / "set" / "plain").rename(folder / "set" / "plain ")
    (folder / "set" / "plain").mkdir()
    (folder / "set" / "plain " / "0.jpg").rename(folder / "set" / "plain" / "0.jpg")
    data = inkling.read_data_set(folder)
    assert len(data) == 9
    assert "Classes written in several ways were merged: plain (2 ways)." in data.left_out
    assert any("broken.jpg" in line for line in data.left_out)
    assert "broken.jpg" in Reader(data._repr_html_()).text


@pytest.mark.parametrize(
    "place", ["no-such-thing", "../x", "", 7, None, "x" * 10**6, "/x" * 10**6], ids=range(7)
)
def test_nothing_there_is_a_sentence(place):
    with pytest.raises(InklingError, match=r"Received: .{1,300}$"):
        inkling.read_data_set(place)


def test_an_unknown_name_says_both_what_it_could_have_been():
    with pytest.raises(UnknownDataSet, match="no file or folder and no data set"):
        inkling.read_data_set("my-drawings")


def test_pictures_without_classes_and_unknown_kinds_are_refused(tmp_path):
    (tmp_path / "1.png").write_bytes(b"")
    with pytest.raises(BadData):
        inkling.read_data_set(tmp_path)
    with pytest.raises(InklingError, match="auto, drawings, photos"):
        inkling.read_data_set(tmp_path, kind="paintings")
    with pytest.raises(InklingError, match="auto, drawings, photos"):
        inkling.read_data_set(tmp_path, kind=["photos"])


def test_a_public_server_takes_nothing_in(tmp_path, monkeypatch):
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    with pytest.raises(InklingError, match="switched off"):
        inkling.read_data_set(pattern_zip(tmp_path / "patterns.zip", each=3))


def test_names_of_classes_stay_text(tmp_path):
    kept = create_data_set(NAMES[3], "ink")
    for name in NAMES:
        add_drawing(kept, example_drawing("digits", 4)[1], name)
    page = Reader(inkling.read_data_set(kept.name)._repr_html_())
    assert page.tags.count("img") == len(inkling.read_data_set(kept.name).classes)
    assert not {"a", "script", "b", "em"} & set(page.tags)


def test_an_import_that_cannot_even_say_how_it_ended_names_a_full_disk(tmp_path, monkeypatch):
    # Its worker finds no room for the state, as `core.jobs.process.run_to_end` does on a full disk.
    monkeypatch.setattr(picture_imports, "start_worker", lambda _, folder: update_state(folder, started=0.0))
    with pytest.raises(BadData, match="interrupted, perhaps because the disk is full; try again"):
        inkling.read_data_set(pattern_zip(tmp_path / "patterns.zip", each=3))
    assert data_sets() == []
