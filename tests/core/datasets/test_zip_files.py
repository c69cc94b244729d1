"""Zips: entries that cannot be unpacked are named, and decompression bombs are not opened."""

import os
import stat
import zipfile

import pytest

from core.datasets.source_file import CLIMBS, LINK, read_whole
from core.datasets.zip_files import PASSWORD, files_of_zip
from core.errors import BadData


def zip_of(path, files, packing=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def patched(path, change, where=b"PK\x01\x02"):
    """Changes each header of a zip; `change` gets its bytes as a `bytearray` starting at the signature."""
    data = bytearray(path.read_bytes())
    for signature in {where, b"PK\x03\x04"}:
        start = -1
        while (start := data.find(signature, start + 1)) >= 0:
            header = data[start : start + 46]
            change(header, 2 if signature == b"PK\x01\x02" else 0)
            data[start : start + 46] = header
    path.write_bytes(data)
    return path


def test_files_are_listed_in_order_and_read(tmp_path):
    path = zip_of(tmp_path / "a.zip", {"b/2.png": b"2", "a/1.png": b"1", "c/": b""})
    files = files_of_zip(path)
    assert [(file.name, file.problem) for file in files] == [("a/1.png", ""), ("b/2.png", "")]
    assert [read_whole(file, 10) for file in files] == [b"1", b"2"]


def test_of_two_files_of_one_name_the_last_counts(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a", b"2")
    (file,) = files_of_zip(tmp_path / "a.zip")
    assert read_whole(file, 10) == b"2"


@pytest.mark.parametrize("name", ["\0.png", "\0"])
def test_a_file_without_a_name_is_named_so_and_ends_no_others(name, tmp_path):
    path = zip_of(tmp_path / "a.zip", {"cat/1.png": b"1", "?" + name[1:]: b"2"})
    path.write_bytes(path.read_bytes().replace(b"?", b"\0"))
    nameless, cat = files_of_zip(path)
    assert (nameless.name, nameless.problem) == ("(a file without a name)", "damaged: it has no name")
    assert read_whole(cat, 10) == b"1"


def test_paths_that_lead_out_and_links_are_named(tmp_path):
    path = zip_of(tmp_path / "a.zip", {"../x": b"", "C:\\y": b"", "/z": b""})
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("a/link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert {file.name: file.problem for file in files_of_zip(path)} == {
        "../x": CLIMBS,
        "C:/y": CLIMBS,
        "/z": CLIMBS,
        "a/link": LINK,
    }


def test_a_password_is_named(tmp_path):
    def encrypt(header, shift):
        header[6 + shift] |= 1

    path = patched(zip_of(tmp_path / "a.zip", {"a": b"1"}), encrypt)
    assert [file.problem for file in files_of_zip(path)] == [PASSWORD]


@pytest.mark.parametrize(("method", "words"), [(9, "Deflate64"), (93, "Zstandard"), (77, "method 77")])
def test_a_packing_that_is_not_read_is_named(method, words, tmp_path):
    def pack(header, shift):
        header[8 + shift : 10 + shift] = method.to_bytes(2, "little")

    path = patched(zip_of(tmp_path / "a.zip", {"a": b"1"}), pack)
    (file,) = files_of_zip(path)
    assert words in file.problem
    with pytest.raises(BadData):
        read_whole(file, 10)


PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


@pytest.mark.parametrize("packing", PACKINGS)
def test_damage_in_one_file_is_its_own(packing, tmp_path):
    good = os.urandom(3_000)
    path = zip_of(tmp_path / "a.zip", {"a": good, "b": good}, packing)
    data = bytearray(path.read_bytes())
    for start in range(40, 2_500, 40):
        data[start] ^= 255
    path.write_bytes(data)
    damaged, sound = files_of_zip(path)
    with pytest.raises(BadData, match="Received: a: "):
        read_whole(damaged, 10_000)
    assert read_whole(sound, 10_000) == good


def test_bombs_are_not_opened(tmp_path):
    with pytest.raises(BadData, match="compressed far more"):
        files_of_zip(
            zip_of(tmp_path / "flat.zip", {"1.png": bytes(30_000_000), "2.png": os.urandom(1_000_000)})
        )
    # Each entry has an ordinary compression ratio, but together they claim more bytes than the file has.
    path = zip_of(tmp_path / "over.zip", {f"{number:03}": b"" for number in range(900)})

    def claim(header, shift):
        if shift:
            header[20:28] = (20_000).to_bytes(4, "little") + (2_000_000).to_bytes(4, "little")

    with pytest.raises(BadData, match=r"over\.zip"):
        files_of_zip(patched(path, claim))


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06", b"PK\x03\x04" + bytes(100), b"no zip at all"])
def test_what_is_no_zip_is_refused_by_its_name(content, tmp_path):
    (tmp_path / "tmp123").write_bytes(content)
    with pytest.raises(BadData, match=r"damaged or not an? \w+;.*Received: my\.zip: "):
        files_of_zip(tmp_path / "tmp123", "my.zip")
