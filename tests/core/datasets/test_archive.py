"""Data sets as zips of class folders that yield the same pictures when imported again."""

import zipfile

import numpy as np
import pytest

from core.datasets.archive import as_zip
from core.datasets.ingestion import add_drawing, add_picture, from_path, ingest
from core.datasets.store import create_data_set
from core.errors import BadData, BadDrawing
from core.preprocessing.image_source import ImageSource
from core.preprocessing.quickdraw_format import read_stroke_line
from tests.core.drawn import drawn_data_set, pattern_zip
from tests.core.pictures_for_tests import file_of

LINE = [np.array([(0, 0), (9, 80)], np.float32)]


def picture(shade):
    return file_of(np.full((40, 40, 3), shade, np.uint8))


def taken_in_again(data_set, path):
    path.write_bytes(as_zip(data_set).read())
    return ingest(create_data_set("Again", data_set.kind), from_path(path))


def test_it_is_taken_in_again_with_the_same_pictures(tmp_path):
    one = ingest(create_data_set("One", "photo"), from_path(pattern_zip(tmp_path / "a.zip", each=3)))
    one = add_drawing(one, LINE, "line")
    two = taken_in_again(one, tmp_path / "b.zip")
    contents = [sorted((sample.sha256, sample.label) for sample in it.samples) for it in (one, two)]
    assert contents[0] == contents[1]
    assert two.refused == ()


def test_drawings_lie_in_one_stroke_file_for_each_class(tmp_path):
    data_set = drawn_data_set(tmp_path, each=2)
    with zipfile.ZipFile(as_zip(data_set)) as archive:
        assert archive.namelist() == [f"{label}.ndjson" for label in data_set.classes]
        lines = [read_stroke_line(line) for line in archive.read("my house.ndjson").splitlines()]
    assert [line.label for line in lines] == ["my house"] * 2
    for line, sample in zip(lines, data_set.samples, strict=False):
        for before, after in zip(data_set.read(sample), line.strokes, strict=True):
            np.testing.assert_array_equal(before, after)


def test_folders_differ_on_any_computer_and_files_on_any_name(tmp_path):
    data_set = create_data_set("Odd", "photo")
    names = ["Dots", "dots", "a/b", "a:b", "..."]
    data_set = ingest(
        data_set,
        [
            ImageSource(f"deep/{label}?.png", lambda shade=shade: picture(shade), label)
            for shade, label in enumerate(names)
        ],
    )
    with zipfile.ZipFile(as_zip(data_set)) as archive:
        paths = archive.namelist()
        assert [archive.read(path) for path in paths] == [picture(shade) for shade in range(5)]
    folders = [path.split("/")[0] for path in paths]
    assert folders == ["Dots", "dots (2)", "a_b", "a_b (2)", "class"]
    assert all(path.count("/") == 1 and not set(path) & set('\\:*?"<>|') for path in paths)


def test_a_picture_that_is_gone_or_damaged_is_told(tmp_path):
    data_set = drawn_data_set(tmp_path, each=1)
    data_set.path(data_set.samples[1]).write_text('{"drawing": []}')
    with pytest.raises(BadDrawing, match="list of one or more strokes"):
        as_zip(data_set)
    data_set.path(data_set.samples[1]).unlink()
    with pytest.raises(BadData, match="no longer there"):
        as_zip(data_set)
    data_set = add_picture(create_data_set("a", "photo"), picture(1), "x.png", "dots")
    data_set.path(data_set.samples[0]).unlink()
    with pytest.raises(BadData, match=r"x\.png"):
        as_zip(data_set)
