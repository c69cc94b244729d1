"""Places: opened with their own file systems, and written atomically wherever they are."""

import io
import os

import pytest
from pyarrow import fs

from core.distributed.places import Place, full_text, open_place, shown_place, translating_place_errors
from core.errors import BadData, CannotReadOrWrite


def test_paths_become_absolute_and_addresses_stay(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert full_text("photos/../birds") == str(tmp_path / "birds")
    assert full_text("s3://bucket/my photos") == "s3://bucket/my photos"
    assert full_text((tmp_path / "a b").as_uri()) == str(tmp_path / "a b")
    assert full_text("~") == os.path.expanduser("~")
    with pytest.raises(BadData, match="at most 4,096 characters"):
        full_text("s3://" + "x" * 5000)
    for nothing in ("", " "):
        with pytest.raises(BadData, match="Received: nothing"):
            full_text(nothing)
    with pytest.raises(BadData, match=r"not UTF-8.*Received: /tmp/in\\udcff"):
        full_text("/tmp/in\udcff")


@pytest.mark.parametrize("text", ["gopher://x/y", "s3://[x/y", "fsspec://a"])
def test_what_no_file_system_understands_is_refused_in_a_sentence(text):
    with pytest.raises(BadData, match=r"s3://bucket/folder or gs://.*Received"):
        open_place(text)


@pytest.mark.parametrize("text", ["s3://", "s3:///x", "gs:///x/y", "s3a:///x", "S3:///x", "abfs:///x"])
def test_an_address_without_a_bucket_is_said_to_have_none(text):
    with pytest.raises(BadData, match=r"give a path, s3://bucket/folder.*Received: .*: no bucket"):
        open_place(text)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("s3://name:secret@bucket/photos/?region=x", "s3://bucket/photos"),
        ("sftp://:secret@host/a@b:c", "sftp://host/a@b:c"),
        # The name before the sign is that of a container.
        ("abfss://photos@account.dfs.core.windows.net/a", "abfss://photos@account.dfs.core.windows.net/a"),
        ("/home/me//a:b@c?.png", "/home/me//a:b@c?.png"),
    ],
)
def test_an_address_is_shown_without_credentials_and_options(given, shown):
    assert shown_place(given) == shown


def test_google_s_and_amazon_s_stores_are_known():
    amazon = open_place("s3://bucket/my photos?region=eu-central-1")
    assert (amazon.text, amazon.path) == ("s3://bucket/my photos", "bucket/my photos")
    assert amazon.file_system.type_name == "s3"
    google = open_place("gs://bucket/folder")
    assert (google.file_system.type_name, google.path) == ("gcs", "bucket/folder")


def test_a_place_of_fsspec_is_written_and_read(tmp_path):
    pytest.importorskip("fsspec", reason="pip install -r requirements-ray.txt")
    place = open_place("memory://tables")
    place.write("answers/part.parquet", io.BytesIO(b"12345"))
    place.write("answers/part.parquet", io.BytesIO(b"123"))
    assert place.names("answers") == ["part.parquet"]
    assert place.read("answers/part.parquet", 3) == b"123"
    assert (place.is_folder(), place.read("nothing", 3)) == (True, None)


def test_a_file_is_there_whole_or_as_it_was(tmp_path):
    place = open_place(str(tmp_path))
    place.write("plan.json", io.BytesIO(b"before"))

    class Broken(io.BytesIO):
        def read(self, *size):
            raise OSError("the cable was pulled")

    with pytest.raises(OSError, match="cable"):
        place.write("plan.json", Broken())
    assert place.names() == ["plan.json"]
    assert place.read("plan.json", 100) == b"before"
    with pytest.raises(BadData, match="more than 5 bytes"):
        place.read("plan.json", 5)


class ObjectStore:
    """A folder as an object store: closing a stream makes an object of whatever was written."""

    type_name = "s3"

    def __getattr__(self, name):
        return getattr(fs.LocalFileSystem(), name)


def test_an_object_that_is_interrupted_is_not_there(tmp_path):
    place = Place("s3://tables", str(tmp_path), ObjectStore())

    class Interrupted(io.BytesIO):
        def read(self, *size):
            if self.tell():
                raise KeyboardInterrupt
            return super().read(1)

    with pytest.raises(KeyboardInterrupt):
        place.write("part.parquet", Interrupted(b"12"))
    assert place.names() == []
    place.write("part.parquet", io.BytesIO(b"12"))
    assert place.read("part.parquet", 2) == b"12"


def test_a_name_that_is_no_text_is_opened_and_shown(tmp_path):
    name = b"caf\xe9.png"
    (tmp_path / os.fsdecode(name)).write_bytes(b"1")
    place = open_place(str(tmp_path))
    assert place.open(name).read() == b"1"
    assert place.text_of(name) == f"{tmp_path}/caf\\xe9.png"
    assert open_place(str(tmp_path / "x.png")).text_of(b"") == str(tmp_path / "x.png")


def test_what_a_store_raises_becomes_a_sentence():
    store = Place("s3://photos", "photos", fs.LocalFileSystem())
    with pytest.raises(CannotReadOrWrite, match="Received"), translating_place_errors(store.text):
        store.open(b"nothing.png")
