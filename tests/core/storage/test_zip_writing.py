"""Zips are written whatever the clock says, and otherwise as `zipfile` writes them."""

import io
import time
import zipfile

import pytest

from core.storage.zip_writing import add_to_zip

_YEAR_SECONDS = 365.25 * 24 * 3600


def entry_of(write):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        write(archive)
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        return archive.infolist()[0]


@pytest.mark.parametrize("years", [0.1, 9.0, 140.0, 200.0, 5000.0])
def test_a_clock_that_is_wrong_is_no_obstacle(monkeypatch, years):
    now = time.gmtime(years * _YEAR_SECONDS)
    monkeypatch.setattr(time, "localtime", lambda *_: now)
    entry = entry_of(lambda archive: add_to_zip(archive, "a/b.txt", "text"))
    assert entry.date_time[0] == 1980
    assert entry.filename == "a/b.txt"


def test_files_are_added_as_zipfile_adds_them(monkeypatch):
    now = time.localtime()
    monkeypatch.setattr(time, "localtime", lambda *_: now)
    for content in (b"bytes" * 99, "text"):
        ours = entry_of(lambda archive, content=content: add_to_zip(archive, "a", content))
        theirs = entry_of(lambda archive, content=content: archive.writestr("a", content))
        for name in ("date_time", "compress_type", "external_attr", "CRC", "compress_size", "file_size"):
            assert getattr(ours, name) == getattr(theirs, name)
    stored = entry_of(lambda archive: add_to_zip(archive, "a", b"b", zipfile.ZIP_STORED))
    assert stored.compress_type == zipfile.ZIP_STORED
