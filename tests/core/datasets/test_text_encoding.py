"""UTF-16 text is read as UTF-8, in whatever pieces it comes."""

import io

import pytest

from core.datasets.text_encoding import as_utf8

TEXT = "cat, 猫, 🐈, café\n" * 20_000


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-16-le", "utf-8", "utf-8-sig"])
def test_text_is_the_same_in_every_encoding(encoding):
    mark = "\ufeff" if encoding in ("utf-16-be", "utf-16-le") else ""
    file = as_utf8(io.BytesIO((mark + TEXT).encode(encoding)))
    assert b"".join(file) == TEXT.encode()


@pytest.mark.parametrize("encoding", ["utf-16-be", "utf-16-le"])
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
