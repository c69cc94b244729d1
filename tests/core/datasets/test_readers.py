"""Labelled data sets from outside."""

import gzip
import json
import zipfile

import numpy as np
import pytest

from core.datasets import readers
from core.datasets.readers import (
    MAX_LINE_BYTES,
    image_file,
    is_stroke_file,
    list_images,
    list_source,
    list_uploads,
    read_drawings,
)
from core.errors import BadData
from tests.core.pictures_for_tests import file_of, ink_of

PNG = file_of(ink_of("7", 28))


@pytest.fixture
def folder(tmp_path):
    """A data set with what people's folders hold besides pictures."""
    for name in ("set/1/a.png", "set/1/b.PNG", "set/7/deep/c.jpg", "set/7/.hidden.png", "set/notes.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PNG)
    (tmp_path / "set/__MACOSX").mkdir()
    (tmp_path / "set/__MACOSX/a.png").write_bytes(PNG)
    (tmp_path / "set/1/link.png").symlink_to(tmp_path / "set/1/a.png")
    return tmp_path / "set"


def test_a_folder_gives_pictures_with_their_class(folder):
    found = [(file.name, file.label) for file in list_images(folder)]
    assert found == [("1/a.png", "1"), ("1/b.PNG", "1"), ("7/deep/c.jpg", "7")]
    assert list_images(folder)[0].read() == PNG


def test_a_zip_gives_the_same(folder, tmp_path):
    with zipfile.ZipFile(tmp_path / "set.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                archive.write(path, path.relative_to(folder.parent))
    found = list_images(tmp_path / "set.zip")
    assert [(file.name, file.label) for file in found] == [
        ("set/1/a.png", "1"),
        ("set/1/b.PNG", "1"),
        ("set/7/deep/c.jpg", "7"),
    ]
    assert found[0].read() == PNG


def test_a_zip_bomb_and_a_damaged_zip_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("1/a.png", b"\0" * 30_000_000)
    with pytest.raises(BadData, match="never are"):
        list_images(tmp_path / "bomb.zip")
    (tmp_path / "cut.zip").write_bytes((tmp_path / "bomb.zip").read_bytes()[:500])
    with pytest.raises(BadData, match="Received: "):
        list_images(tmp_path / "cut.zip")


def test_a_damaged_member_is_refused_when_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "set.zip", "w") as archive:
        archive.writestr("1/a.png", PNG)
    content = bytearray((tmp_path / "set.zip").read_bytes())
    content[60] ^= 255
    (tmp_path / "set.zip").write_bytes(content)
    with pytest.raises(BadData, match=r"1/a\.png"):
        list_images(tmp_path / "set.zip")[0].read()


def test_anything_else_is_refused(tmp_path):
    with pytest.raises(BadData, match="Give a folder"):
        list_images(tmp_path / "nowhere")


@pytest.mark.parametrize("packed", [False, True])
def test_stroke_files_are_read_line_by_line(tmp_path, packed):
    lines = [
        json.dumps({"word": "cat", "drawing": [[[0, 5], [0, 5]]]}),
        "",
        "not json",
        json.dumps({"label": 7, "drawing": [[[0, 5], [0, 5]]]}),
        json.dumps({"drawing": "x"}),
        "[1]",
    ]
    path = tmp_path / ("a.ndjson.gz" if packed else "a.ndjson")
    data = "\n".join(lines).encode()
    path.write_bytes(gzip.compress(data) if packed else data)
    assert is_stroke_file(path)
    sources = list(read_drawings(path))
    assert [source.name for source in sources] == [f"{path.name}, line {number}" for number in range(1, 6)]
    assert [source.label for source in sources] == ["cat", None, "7", None, None]
    for readable in (0, 2):
        np.testing.assert_array_equal(sources[readable].read()[0], [(0, 0), (5, 5)])
    for unreadable in (1, 3, 4):
        with pytest.raises(BadData, match="Received: "):
            sources[unreadable].read()


def test_stroke_files_of_a_folder_and_of_a_zip_are_read_alike(tmp_path):
    line = json.dumps({"word": "cat", "drawing": [[[0, 5], [0, 5]]]})
    files = {"b.ndjson": 2 * f"{line}\n", "deep/a.NDJSON": line, ".x.ndjson": line, "c.txt": line}
    for name, text in files.items():
        (tmp_path / "set" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "set" / name).write_text(text)
    with zipfile.ZipFile(tmp_path / "set.zip", "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    in_folder = [source.name for source in read_drawings(tmp_path / "set")]
    assert in_folder == ["b.ndjson, line 1", "b.ndjson, line 2", "a.NDJSON, line 1"]
    in_zip = [
        (source.name, source.label, len(source.read())) for source in read_drawings(tmp_path / "set.zip")
    ]
    assert in_zip == [
        ("b.ndjson, line 1", "cat", 1),
        ("b.ndjson, line 2", "cat", 1),
        ("deep/a.NDJSON, line 1", "cat", 1),
    ]


def test_a_file_of_its_own_is_read_within_bounds(tmp_path, monkeypatch):
    (tmp_path / "a.png").write_bytes(PNG)
    source = image_file(tmp_path / "a.png")
    assert (source.name, source.label, source.read()) == ("a.png", None, PNG)
    monkeypatch.setattr(readers, "MAX_BYTES", len(PNG) - 1)
    with pytest.raises(BadData, match=r"a\.png is larger"):
        source.read()
    with pytest.raises(BadData, match=r"gone\.png"):
        image_file(tmp_path / "gone.png").read()


def test_a_cut_or_endless_stroke_file_is_refused(tmp_path):
    (tmp_path / "cut.ndjson.gz").write_bytes(gzip.compress(b'{"a": 1}\n' * 1000)[:40])
    with pytest.raises(BadData, match=r"cut\.ndjson"):
        list(read_drawings(tmp_path / "cut.ndjson.gz"))
    (tmp_path / "long.ndjson").write_bytes(b" " * (MAX_LINE_BYTES + 10))
    with pytest.raises(BadData, match="4 MB"):
        list(read_drawings(tmp_path / "long.ndjson"))


def test_a_source_is_listed_with_its_name(folder, tmp_path):
    found = list_source(folder, "my set")
    assert [(item.name, item.label) for item in found.sources] == [
        ("1/a.png", "1"),
        ("1/b.PNG", "1"),
        ("7/deep/c.jpg", "7"),
    ]
    assert found.name == "my set"
    assert [item.name for item in list_source(folder / "1" / "a.png").sources] == ["a.png"]


def test_a_folder_picked_in_the_browser_is_listed():
    files = [("set/ants/1.png", lambda: PNG), ("set\\bees\\2.png", lambda: PNG), ("set/x.txt", lambda: b"")]
    listed = list_uploads(files).labelled()
    assert [(item.label, item.part) for item in listed.sources] == [("ants", ""), ("bees", "")]
