"""The size of a zip's directory is checked before it is read, whatever the records claim."""

import io
import struct
import tracemalloc
import zipfile

import pytest

from core.errors import BadData
from core.storage.zip_directory import open_zip


def zip_of(count, name="a/{}"):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(count):
            archive.writestr(name.format(number), b"x")
    return file.getvalue()


def as_zip64(data):
    """Yields forms of a zip that locate the directory only in zip64 records, as for a large archive."""
    end = data.rindex(b"PK\x05\x06")
    count, size, offset = struct.unpack("<HLL", data[end + 10 : end + 20])
    record = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    # The old record claims a tiny directory, or refers to the zip64 record.
    for old in (
        struct.pack("<HHLL", 0, 0, 10, 0),
        struct.pack("<HHLL", 0xFFFF, 0xFFFF, 2**32 - 1, 2**32 - 1),
    ):
        yield data[:end] + record + locator + data[end : end + 8] + old + data[end + 20 :]


def forms(data):
    yield data
    yield from as_zip64(data)
    comment = b"a comment"
    yield data[:-2] + struct.pack("<H", len(comment)) + comment


def test_an_ordinary_zip_is_opened_in_every_form(tmp_path):
    for data in forms(zip_of(3)):
        (tmp_path / "a.zip").write_bytes(data)
        for source in (tmp_path / "a.zip", io.BytesIO(data)):
            with open_zip(source, 3, 1_000) as archive:
                assert archive.namelist() == ["a/0", "a/1", "a/2"]
                assert archive.read("a/2") == b"x"


def test_too_many_entries_are_refused_in_every_form():
    for data in forms(zip_of(4)):
        with pytest.raises(BadData, match="Received: 4 files"):
            open_zip(io.BytesIO(data), 3, 1_000)


def test_a_long_directory_is_not_even_read():
    for data in forms(zip_of(2_000, "{:01000}")):
        tracemalloc.start()
        with pytest.raises(BadData, match=r"Received: a list of 2,\d\d\d,000 bytes"):
            open_zip(io.BytesIO(data), 10_000, 1_000_000)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
        tracemalloc.stop()


def test_an_open_file_stays_open_and_a_file_of_its_own_is_closed(tmp_path):
    with open_zip(file := io.BytesIO(zip_of(1)), 1, 1_000):
        pass
    assert not file.closed
    (tmp_path / "bad.zip").write_bytes(b"no zip")
    with pytest.raises(zipfile.BadZipFile):
        open_zip(tmp_path / "bad.zip", 1, 1_000)


@pytest.mark.parametrize("foreign", ["K\u00e4fer/1".encode("cp1252"), b"\xff\xfe", "\u72ac".encode("cp932")])
def test_a_name_that_only_says_that_it_is_utf_8_ends_no_other(foreign, tmp_path):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("\u732b/1", "\u00e4" * len(foreign), "a", "\u72ac/2"):
            archive.writestr(name, name)
    # The replacement is as long as the placeholder.
    placeholder = ("\u00e4" * len(foreign)).encode()
    data = file.getvalue().replace(placeholder, foreign.ljust(len(placeholder), b"_"))
    for form in forms(data):
        (tmp_path / "a.zip").write_bytes(form)
        with open_zip(tmp_path / "a.zip", 4, 1_000) as archive:
            first, second, *rest = archive.infolist()
            assert [entry.filename for entry in (first, *rest)] == ["\u732b/1", "a", "\u72ac/2"]
            assert second.orig_filename.encode("cp437") == foreign.ljust(len(placeholder), b"_")
            assert archive.read(second).decode() == "\u00e4" * len(foreign)
            assert archive.read(rest[1]).decode() == "\u72ac/2"
