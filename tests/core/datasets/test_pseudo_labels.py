"""Zips and data sets of sorted photos, read back with `zipfile`."""

import io
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from core.datasets.ingestion import add_picture, from_path
from core.datasets.pseudo_labels import (
    correct,
    import_sorted,
    most_answering_network,
    sort_into,
    sorted_zip,
)
from core.datasets.store import data_sets
from core.errors import BadData, InklingError
from core.inference.batch import Row, Verdict
from core.inference.classifier import ClassProbability
from core.preprocessing.example_photos import read_example_photos
from core.preprocessing.image_source import ImageSource

DATA = [sample.read_bytes() for sample in read_example_photos()]


def verdict(label, probability, sure=True, kind=""):
    best = ClassProbability(label, probability)
    return Verdict(best, best if sure else None, kind, np.zeros(2, np.float32), 1.0, 1.0)


ROWS = [
    Row(0, "a/cat.jpg", b"x", (verdict("tabby", 0.9, kind="cat"), verdict("cat", 0.8))),
    Row(1, "b/cat.jpg", b"x", (verdict("tabby", 0.7, kind="cat"), verdict("dog", 0.8))),
    Row(2, "../../evil:name.jpg", b"x", (verdict("wolf/fox", 0.6), verdict("dog", 0.4, False))),
    Row(3, "blur.jpg", b"x", (verdict("Siamese cat", 0.3, False, "cat"), verdict("dog", 0.4, False))),
    Row(4, "fog.jpg", b"x", (verdict("volcano", 0.2, False), verdict("dog", 0.4, False))),
    Row(5, "=cmd.txt", b"", (), "This is not a picture that can be read."),
]
PHOTOS = [ImageSource(row.name, lambda n=n: DATA[n % len(DATA)]) for n, row in enumerate(ROWS)]


def test_the_zip_has_a_folder_for_each_answer_and_the_unsure_ones_apart():
    with zipfile.ZipFile(io.BytesIO(sorted_zip(PHOTOS, ROWS))) as archive:
        assert archive.namelist() == [
            "tabby/cat.jpg",
            "tabby/cat (2).jpg",
            "wolf_fox/evil_name.jpg",
            "_not sure/blur.jpg",
            "_not sure/fog.jpg",
            "_cannot be read/=cmd.txt",
        ]
        assert archive.read("tabby/cat (2).jpg") == DATA[1]
    with zipfile.ZipFile(io.BytesIO(sorted_zip(PHOTOS, ROWS, by_kind=True))) as archive:
        assert [name.split("/")[0] for name in archive.namelist()][:4] == ["cat", "cat", "wolf_fox", "cat"]


def test_answers_that_differ_only_in_capitals_have_folders_of_their_own():
    answers = ("a", "A", "x/y", "x:y", "a")
    rows = [Row(n, f"{n}.jpg", b"x", (verdict(label, 0.9),)) for n, label in enumerate(answers)]
    with zipfile.ZipFile(io.BytesIO(sorted_zip(PHOTOS, rows))) as archive:
        paths = ["a/0.jpg", "A (2)/1.jpg", "x_y/2.jpg", "x_y (2)/3.jpg", "a/4.jpg"]
        assert archive.namelist() == paths


def test_the_kind_names_the_folder_where_it_is_the_answer():
    breed = replace(verdict("tabby", 0.7, kind="cat"), answer=ClassProbability("cat", 0.95))
    with zipfile.ZipFile(
        io.BytesIO(sorted_zip(PHOTOS[:1], [replace(ROWS[0], verdicts=(breed,))]))
    ) as archive:
        assert archive.namelist() == ["cat/cat.jpg"]


def test_any_of_the_networks_can_decide(imports_here):
    with zipfile.ZipFile(io.BytesIO(sorted_zip(PHOTOS, ROWS, network=1))) as archive:
        assert [name.split("/")[0] for name in archive.namelist()] == [
            "cat",
            "dog",
            "_not sure",
            "_not sure",
            "_not sure",
            "_cannot be read",
        ]
    assert import_sorted(PHOTOS, ROWS, network=1).outcome.added == {"cat": 1, "dog": 1}


def test_the_network_that_answers_for_the_most_photos_is_found():
    sure, unsure = verdict("cat", 0.9), verdict("bee", 0.4, sure=False)
    rows = [
        Row(number, "a.jpg", b"", verdicts)
        for number, verdicts in enumerate([(unsure, sure, sure), (None, sure, sure), (), (sure, sure, None)])
    ]
    assert most_answering_network(rows) == 1
    assert most_answering_network(rows[:2]) == 1
    assert most_answering_network(rows[3:]) == 0
    assert most_answering_network([]) == most_answering_network(rows[2:3]) == 0


def test_a_sorted_folder_can_be_taken_in_again(tmp_path):
    assert sort_into(tmp_path / "sorted", PHOTOS, ROWS[:5]) == 5
    labels = {item.label for item in from_path(tmp_path / "sorted")}
    assert {"tabby", "wolf_fox"} <= labels
    with pytest.raises(BadData, match="new or an empty folder"):
        sort_into(tmp_path / "sorted", PHOTOS, ROWS)


def test_a_data_set_holds_only_what_the_network_is_sure_of(imports_here):
    outcome = import_sorted(PHOTOS, ROWS).outcome
    assert outcome.added == {"tabby": 2, "wolf/fox": 1}
    (data_set,) = data_sets()
    assert (data_set.title, data_set.kind, data_set.name) == ("Sorted photos", "photo", outcome.data_set)
    assert sorted((s.name, s.label) for s in data_set.samples) == [
        ("../../evil:name.jpg", "wolf/fox"),
        ("a/cat.jpg", "tabby"),
        ("b/cat.jpg", "tabby"),
    ]
    with pytest.raises(BadData, match="not sure of any"):
        import_sorted(PHOTOS, ROWS[4:])
    with pytest.raises(BadData, match=r"Received: 1 photo$"):
        import_sorted(PHOTOS, ROWS[4:5])


def test_a_correction_that_cannot_be_read_leaves_no_data_set():
    with pytest.raises(InklingError):
        correct(ImageSource("x.jpg", lambda: b"no picture"), "cat")
    assert data_sets() == []


def test_corrections_gather_in_one_data_set():
    correct(PHOTOS[3], "cat")
    found = correct(PHOTOS[4], " mist ")
    assert [each.title for each in data_sets()] == ["Corrected photos"]
    assert [sample.label for sample in found.samples] == ["cat", "mist"]
    with pytest.raises(BadData, match="First choose or type") as refused:
        correct(PHOTOS[0], " " * 1_000)
    assert len(str(refused.value)) < 200


def test_a_photo_that_is_corrected_again_is_in_one_class_only():
    correct(PHOTOS[3], "cat")
    correct(PHOTOS[4], "mist")
    assert correct(PHOTOS[3], "MIST").counts() == {"cat": 0, "mist": 2}
    # As earlier versions kept it.
    (data_set,) = data_sets()
    add_picture(data_set, PHOTOS[3].read_bytes(), "cat.jpg", "cat")
    found = correct(PHOTOS[3], "dog")
    assert found.counts() == {"cat": 0, "mist": 1, "dog": 1}
