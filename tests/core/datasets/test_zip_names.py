"""Names in zips from any computer are read as their owners saw them."""

import struct
import unicodedata
import zipfile
import zlib

import pytest

from core.datasets import zip_names

WORDS = {
    "utf-8": ["Fourmis été", "猫", "고양이", "кошка", "żółw"],
    "cp932": ["犬", "ねこ", "ソース", "表", "リンゴ", "桜の花", "東京タワー", "写真 1", "新しいフォルダー"],
    "gbk": ["猫", "狗", "苹果", "新建文件夹", "蚂蚁", "花", "向日葵", "汽车"],
    "cp949": ["고양이", "개", "사과", "새 폴더", "벌", "꽃", "강아지"],
    "cp950": ["貓", "狗", "蘋果", "新增資料夾"],
    "cp866": ["Кошки", "яблоко", "Новая папка", "пчёлы", "ёж"],
    "cp1251": ["Кошки", "банан", "Новая папка", "муравьи", "кот"],
    "cp850": [
        "Äpfel",
        "Gräser",
        "Käfer",
        "Bär",
        "Straße",
        "Übung",
        "forêt",
        "niño",
        "maçã",
        "Ameisen für alle",
    ],
    "cp1252": ["Äpfel", "Gräser", "Käfer", "Bär", "Straße", "Übung", "forêt", "niño", "maçã", "Ålborg"],
    "cp437": ["Äpfel", "été", "niño"],
    "cp852": ["żółw", "pszczoły"],
    "cp1250": ["mrówka", "łoś"],
    "cp737": ["γάτα"],
}


def entry(name, flags=0, extra=b""):
    """An entry as `zipfile` reads it: without the UTF-8 flag, each byte is decoded as cp437."""
    info = zipfile.ZipInfo("x")
    info.orig_filename = name if isinstance(name, str) else name.decode("cp437")
    info.flag_bits, info.extra = flags, extra
    return info


def names_of(entries):
    return zip_names.names_of(entries)[0]


# A single character may be valid in several code pages; so may the only special letter of a Polish word.
TELLING = [
    (code, word) for code, words in WORDS.items() if code != "cp852" for word in words if len(word) > 1
]


@pytest.mark.parametrize(("encoding", "word"), TELLING)
def test_one_name_alone_is_enough(encoding, word):
    names = [f"{word}/1.jpg", "ants/2.jpg"]
    assert names_of([entry(name.encode(encoding)) for name in names]) == names


@pytest.mark.parametrize(("encoding", "words"), [("cp932", "犬猫"), ("gbk", "猫狗"), ("cp949", "벌꽃")])
def test_classes_of_one_sign_each(encoding, words):
    names = [f"{word}/1.jpg" for word in words]
    assert names_of([entry(name.encode(encoding)) for name in names]) == names


@pytest.mark.parametrize("encoding", WORDS)
def test_all_names_together_tell_their_encoding(encoding):
    names = [f"{word}/{number}.jpg" for word in WORDS[encoding] for number in range(3)]
    assert names_of([entry(name.encode(encoding)) for name in names]) == names


def test_decomposed_names_of_a_mac_stay_as_they_are():
    name = unicodedata.normalize("NFD", "Fourmis été/1.jpg")
    assert names_of([entry(name.encode())]) == [name]


def test_backslashes_part_folders_unless_they_are_half_a_letter():
    names = [entry(b"ants\\0.jpg"), entry("ソ\\表.jpg".encode("cp932")), entry("a\\é.jpg", flags=0x800)]
    assert names_of(names) == ["ants/0.jpg", "ソ/表.jpg", "a/é.jpg"]


def unicode_path(raw, name):
    field = struct.pack("<BL", 1, zlib.crc32(raw)) + name.encode()
    return struct.pack("<HHL", 0x5455, 4, 0) + struct.pack("<HH", 0x7075, len(field)) + field


def test_the_extra_field_of_info_zip_counts_if_it_is_about_this_name():
    raw = "Käfer/1.jpg".encode("cp850")
    assert names_of([entry(raw, extra=unicode_path(raw, "甲虫/1.jpg"))]) == ["甲虫/1.jpg"]
    assert names_of([entry(raw, extra=unicode_path(b"old", "甲虫/1.jpg"))]) == ["Käfer/1.jpg"]


@pytest.mark.parametrize("extra", [b"\x75\x70", b"\x75\x70\xff\xff\x01", struct.pack("<HHB", 0x7075, 9, 1)])
def test_a_damaged_extra_field_says_nothing(extra):
    assert names_of([entry(b"ants/1.jpg", extra=extra)]) == ["ants/1.jpg"]


def test_bytes_in_no_encoding_and_what_hides_behind_an_end_are_names_too():
    (name,) = names_of([entry(bytes(range(128, 256)) + b".jpg")])
    assert name.endswith(".jpg")
    assert names_of([entry(b"a.jpg\0.exe")]) == ["a.jpg"]
    assert names_of([]) == []
