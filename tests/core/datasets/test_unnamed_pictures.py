"""Pictures without a usual file suffix, in folders, zips and tars."""

import io
import os

import pytest

from core.datasets.readers import list_source
from core.datasets.source_file import SourceFile
from core.datasets.unnamed_pictures import is_unnamed_picture, may_be_picture
from core.errors import BadData
from tests.core.datasets.test_readers import as_folder, as_tar, as_zip
from tests.core.pictures_for_tests import file_of, ink_of

PNG, JPEG = file_of(ink_of("7", 28)), file_of(ink_of("7", 28), "JPEG")
FILES = {
    "set/ants/1": PNG,
    "set/ants/2.jpg_large": JPEG,
    "set/ants/3.png (2)": PNG,
    "set/bees/scan.001": JPEG,
    "set/bees/5.JPG ": JPEG,
    # Neither is a picture, whatever its name.
    "set/bees/LICENSE": b"Free to use.",
    "set/bees/6.png_note": b"blurred",
    # Files with the suffix of another format are not examined.
    "set/bees/film.mp4": JPEG,
}


@pytest.mark.parametrize("pack", [as_folder, as_zip, as_tar])
def test_they_are_read_with_their_classes(pack, tmp_path):
    path = tmp_path / {as_folder: "in", as_zip: "set.zip", as_tar: "set.tar.gz"}[pack]
    listing = list_source(pack(path, FILES))
    classes = sorted((source.name.split("/")[-1], source.label) for source in listing.sources)
    assert classes == [
        ("1", "ants"),
        ("2.jpg_large", "ants"),
        ("3.png (2)", "ants"),
        ("5.JPG ", "bees"),
        ("scan.001", "bees"),
    ]
    assert all(source.content().width_px == 28 for source in listing.sources)
    left_out = sorted(file.name.split("/")[-1] for file in listing.left_out)
    assert left_out == ["6.png_note", "LICENSE", "film.mp4"]


def test_one_by_itself_is_read_too(tmp_path):
    (tmp_path / "scan").write_bytes(PNG)
    assert [source.content().width_px for source in list_source(tmp_path / "scan").sources] == [28]
    (tmp_path / "note").write_bytes(b"hello")
    with pytest.raises(BadData, match="not a picture"):
        list_source(tmp_path / "note")


@pytest.mark.parametrize("name", ["dog.jpeg", "dog.jpgx", "dog.txt", "dog.v2", "dog.tar.gz", "a.b/dog.mp4"])
def test_what_has_a_suffix_of_its_own_is_not_looked_into(name):
    assert not may_be_picture(name)


def test_what_cannot_be_opened_is_none(tmp_path):
    def fail():
        raise ZeroDivisionError

    assert not is_unnamed_picture(SourceFile("1", fail))
    assert is_unnamed_picture(SourceFile("1", lambda: io.BytesIO(PNG)))
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(BadData):
        list_source(tmp_path / "pipe")
