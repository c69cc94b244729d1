"""UTF-16 text is converted to UTF-8, however it is split into pieces."""

import io

import pytest

from core.datasets.text_encoding import as_utf8, decoded

TEXT = "cat, 猫, 🐈, café\n" * 20_000


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-be", "utf-16-le", "utf-32", "utf-32-be", "utf-32-le", "utf-8", "utf-8-sig"]
)
def test_text_is_the_same_in_every_encoding(encoding):
    mark = "\ufeff" if encoding.endswith("e") else ""
    file = as_utf8(io.BytesIO((mark + TEXT).encode(encoding)))
    assert b"".join(file) == TEXT.encode()


@pytest.mark.parametrize("encoding", ["utf-16-be", "utf-16-le", "utf-32-be", "utf-32-le"])
def test_text_needs_no_mark_where_it_begins_with_a_letter_of_ascii(encoding):
    assert as_utf8(io.BytesIO(TEXT.encode(encoding))).read() == TEXT.encode()


def test_lines_can_be_bounded():
    file = as_utf8(io.BytesIO(TEXT.encode("utf-16")))
    assert file.readline(4) == b"cat,"


def test_letters_that_are_none_and_half_a_letter_do_not_end_it():
    lone_surrogate = b"\xff\xfea\0\x00\xd8b\0" + b"c"
    assert as_utf8(io.BytesIO(lone_surrogate)).read().decode() == "a\ufffdb\ufffd"


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"ab", b"\0", b"\0\0", b"\0\0a"]
)
def test_short_files_are_read_whole(content):
    expected = content if content[:1] not in (b"\xff", b"\xef") or len(content) == 1 else b""
    assert as_utf8(io.BytesIO(content)).read() == expected


@pytest.mark.parametrize("first", ["a", "\u00e4", "\u732b"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-16", "utf-16-be", "utf-16-le", "utf-32", "utf-32-be", "utf-32-le"]
)
def test_a_text_is_decoded_with_a_mark_or_without(encoding, first):
    assert decoded((first + TEXT).encode(encoding)) == first + TEXT


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp932", "\u72ac \u732b \u308a\u3093\u3054 \u30bd\u30fc\u30b9"),
        ("gb18030", "\u82f9\u679c \u732b \u5411\u65e5\u8475 \u6c7d\u8f66"),
        ("euc-kr", "\uace0\uc591\uc774 \uc0ac\uacfc \uac15\uc544\uc9c0"),
        ("big5", "\u860b\u679c \u8c93 \u5411\u65e5\u8475 \u6c7d\u8eca"),
        ("mac-roman", "K\u00e4fer B\u00e4r \u00c4pfel Stra\u00dfe V\u00f6gel"),
        ("cp1252", "K\u00e4fer B\u00e4r \u00c4pfel"),
        ("cp1251", "\u043a\u043e\u0448\u043a\u0430 \u0441\u043e\u0431\u0430\u043a\u0430"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_text_in_a_code_page_is_decoded(encoding, words, line_end):
    text = line_end.join(f"{number}.png;{word}" for number, word in enumerate(words.split(" ")))
    assert decoded(text.encode(encoding)) == text


def test_a_single_zero_makes_no_text_wide():
    assert decoded(TEXT.encode() + b"\0") == TEXT + "\0"
    assert decoded(b"") == ""
