"""Tars of every form are read as Python's `tarfile` reads them; decompression bombs are refused."""

import bz2
import gzip
import io
import lzma
import os
import tarfile
import time

import pytest

from core.datasets import tar_files
from core.datasets.source_file import CLIMBS, LINK, NO_FILE, read_whole
from core.datasets.tar_files import files_of_tar, is_tar
from core.errors import BadData

FORMATS = (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT)
LONG = f"{'folder/' * 20}{'name' * 20}.png"


def tar_of(path, files, packing="", form=tarfile.PAX_FORMAT):
    with tarfile.open(path, f"w:{packing}", format=form) as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def everything(name):
    return True


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("packing", ["", "gz", "bz2", "xz"])
def test_every_form_and_packing(form, packing, tmp_path):
    files = {"b/empty": b"", "b/block": os.urandom(512), "a/1.png": os.urandom(3_000), "./c/2.png": b"2"}
    files |= {"K\u00e4fer/\u732b.png": b"3", LONG: b"4"}
    if form == tarfile.USTAR_FORMAT:
        del files[LONG]
        files[f"{'folder/' * 20}name.png"] = b"4"
    path = tar_of(tmp_path / "a.tar", files, packing, form)
    found = files_of_tar(path, everything)
    assert {file.name: read_whole(file, 10_000) for file in found} == {
        name.removeprefix("./"): data for name, data in files.items()
    }
    assert [file.name for file in found] == sorted(file.name for file in found)


@pytest.mark.parametrize("packing", ["", "gz"])
def test_members_that_are_no_files_are_named_and_never_opened(packing, tmp_path):
    path = tmp_path / "a.tar"
    with tarfile.open(path, f"w:{packing}") as archive:
        for name, kind in (
            ("folder", tarfile.DIRTYPE),
            ("soft", tarfile.SYMTYPE),
            ("hard", tarfile.LNKTYPE),
            ("device", tarfile.CHRTYPE),
            ("pipe", tarfile.FIFOTYPE),
            ("../out", tarfile.REGTYPE),
        ):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)
    found = files_of_tar(path, everything)
    assert {file.name: file.problem for file in found} == {
        "soft": LINK,
        "hard": LINK,
        "device": NO_FILE,
        "pipe": NO_FILE,
        "../out": CLIMBS,
    }
    for file in found:
        with pytest.raises(BadData):
            read_whole(file, 10)


def test_what_is_not_wanted_is_listed_and_not_kept(tmp_path):
    path = tar_of(tmp_path / "a.tgz", {"a.png": b"1", "b.txt": b"2"}, "gz")
    picture, text = files_of_tar(path, lambda name: name.endswith(".png"))
    assert (picture.name, text.name, text.problem) == ("a.png", "b.txt", "")
    assert read_whole(picture, 10) == b"1"


def test_names_that_are_no_text_stay_what_they_are(tmp_path):
    tar_of(tmp_path / "a.tar", {os.fsdecode(b"caf\xe9.png"): b"1"}, form=tarfile.GNU_FORMAT)
    assert [file.name for file in files_of_tar(tmp_path / "a.tar", everything)] == ["caf\udce9.png"]


@pytest.mark.parametrize("field", [slice(124, 136), slice(148, 156)])
def test_what_is_wrong_is_said_without_words_of_python(field, tmp_path):
    header = bytearray(tarfile.TarInfo("a.png").tobuf(tarfile.GNU_FORMAT))
    header[field] = b"\x1f" * len(header[field])
    if field.start != 148:
        total = sum(header[:148]) + sum(header[156:512]) + 8 * 32
        header[148:156] = b"%06o\0 " % total
    (tmp_path / "a.tar").write_bytes(header + bytes(1024))
    with pytest.raises(BadData, match=r"Received: a\.tar: an invalid number$"):
        files_of_tar(tmp_path / "a.tar", everything)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_bombs_are_not_unpacked(pack, tmp_path):
    member = tarfile.TarInfo("a.png")
    member.size = 2**33
    (tmp_path / "a.tar").write_bytes(pack(member.tobuf(tarfile.GNU_FORMAT) + bytes(20_000_000)))
    with pytest.raises(BadData, match="unpacks to far more"):
        files_of_tar(tmp_path / "a.tar", everything)


def header(name, size, kind):
    member = tarfile.TarInfo(name)
    member.size, member.type = size, kind
    return member.tobuf(tarfile.GNU_FORMAT)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no tar at all",
        os.urandom(2_000),
        header("a", 5_000, b"0") + bytes(512),
        header("a", 2**30, b"L"),
        header("a", 2**30, b"x"),
        header("a", 20, b"x") + b"99999999999 path=x".ljust(512, b"\0"),
        header("a", 20, b"x") + b"0 path=x".ljust(512, b"\0"),
        header("a", 20, b"x") + b"15 size=-512\n".ljust(512, b"\0") + header("a", 0, b"0"),
        header("a", 512, b"S") + bytes(512),
        header("a", 0, b"0")[:-12],
        gzip.compress(b"no tar")[:-3],
        b"\x1f\x8bnothing",
        b"BZhnothing",
        b"\xfd7zXZ\0nothing",
    ],
    ids=range(15),
)
def test_what_is_damaged_is_refused_by_its_name(data, tmp_path):
    (tmp_path / "tmp123").write_bytes(data)
    if data:
        with pytest.raises(BadData, match=r"damaged or not an? \w+;.*Received: my\.tar: "):
            files_of_tar(tmp_path / "tmp123", everything, "my.tar")
    else:
        assert files_of_tar(tmp_path / "tmp123", everything, "my.tar") == []


def test_a_header_of_very_many_records_takes_no_longer_than_others(tmp_path):
    records = b"".join(b"16 k%06d=aaaa\n" % number for number in range(60_000))
    header, member = tarfile.TarInfo("records"), tarfile.TarInfo("a.png")
    header.type, header.size = tarfile.XHDTYPE, len(records)
    whole = header.tobuf() + records + bytes(-len(records) % 512)
    path = tmp_path / "a.tar"
    path.write_bytes(whole * 4 + member.tobuf() + bytes(1_024))
    start = time.process_time()
    (found,) = files_of_tar(path, everything)
    assert found.name == "a.png"
    assert time.process_time() - start < 3


def test_too_many_members_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(tar_files, "MAX_FILES", 2)
    with pytest.raises(BadData, match="at most 2 files"):
        files_of_tar(tar_of(tmp_path / "a.tar", {"a": b"", "b": b"", "c": b""}), everything)


def test_tars_are_known_by_their_suffix():
    assert all(is_tar(f"set{suffix}") for suffix in (".tar", ".TAR.GZ", ".tgz", ".tar.bz2", ".tar.xz"))
    assert not is_tar("set.ndjson.gz")
