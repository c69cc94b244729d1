"""Uploads from a browser are written to one file, whatever their names, and listed from there."""

import io
import zipfile

import pytest

from core.datasets.source_file import MAX_FILES
from core.datasets.uploads import list_upload, pack_folder, pack_labelled, write_file
from core.errors import BadData
from core.preprocessing.image_source import ImageSource
from tests.core.drawn import pattern_zip, stroke_file
from tests.core.pictures_for_tests import file_of, ink_of

PNG = file_of(ink_of("7"))


@pytest.mark.parametrize("name", ["toys.zip", "a" * 250 + ".zip", "猫" * 90 + ".zip", "../../x:y?.zip"])
def test_a_zip_of_any_name_is_listed(tmp_path, name):
    (tmp_path / "upload").mkdir()
    data = pattern_zip(tmp_path / "a.zip", each=2).read_bytes()
    write_file(tmp_path / "upload", name, io.BytesIO(data))
    assert len(list_upload(tmp_path / "upload", name).sources) == 6
    assert len(list((tmp_path / "upload").iterdir())) == 1


def test_a_stroke_file_keeps_its_suffixes(tmp_path):
    (tmp_path / "upload").mkdir()
    data = stroke_file(tmp_path, each=2).read_bytes()
    write_file(tmp_path / "upload", "my.drawings.ndjson", io.BytesIO(data))
    assert len(list_upload(tmp_path / "upload", "my.drawings.ndjson").sources) == 6


def test_a_folder_is_packed_with_its_paths(tmp_path):
    names = ["zoo/cat/1.png", "zoo\\dog\\1.png", "zoo/../../evil/1.png", "zoo/notes.txt"]
    pack_folder(tmp_path, [(name, lambda: PNG) for name in names])
    (path,) = tmp_path.iterdir()
    with zipfile.ZipFile(path) as archive:
        assert len(archive.namelist()) == 4
    labels = {source.label for source in list_upload(tmp_path, "zoo").sources}
    assert {"cat", "dog"} <= labels
    with pytest.raises(BadData, match="at most 100,000"):
        pack_folder(tmp_path, [("a.png", lambda: PNG)] * (MAX_FILES + 1))


def test_pictures_with_known_classes_keep_them_and_their_names(tmp_path):
    def refuse():
        raise BadData("It is gone. Received: nothing")

    sources = [
        ImageSource("photo one.jpg", lambda: PNG, "a/b: c"),
        ImageSource("gone.jpg", refuse, "x"),
        ImageSource("../two.png", lambda: PNG, "猫"),
    ]
    pack_labelled(tmp_path, sources)
    listed = list_upload(tmp_path, "them").sources
    assert [(source.name, source.label, source.read()) for source in listed] == [
        ("photo one.jpg", "a/b: c", PNG),
        ("../two.png", "猫", PNG),
    ]


def test_an_upload_that_is_gone_is_one_sentence(tmp_path):
    for folder in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(BadData, match="upload it again"):
            list_upload(folder, "toys.zip")
