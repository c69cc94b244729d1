"""Titles that people would mistake for one another."""

# ruff: noqa: RUF001

import pytest

from core.bundles.format import MAX_TITLE_CHARACTERS
from core.bundles.titles import MARK, looks_like_one_of, marked_title


@pytest.mark.parametrize(
    "title",
    [
        "Deep digits",
        "deep DIGITS",
        " Deep  digits. ",
        "Deep\u200b digits",
        "Deep\u00addigits",
        "D\u0435ep digits",
        "Dеер dіgіts",
        "Ｄｅｅｐ ｄｉｇｉｔｓ",
        "𝐃𝐞𝐞𝐩 𝐝𝐢𝐠𝐢𝐭𝐬",
        "Déép digits",
        "Deep d1g1ts",
        "Deep digltѕ",
        "De\u0301ep digits",
        "Deep-digits",
    ],
)
def test_what_looks_the_same_is_the_same(title):
    assert looks_like_one_of(title, ["Simple digits", "Deep digits"])


@pytest.mark.parametrize("title", ["Deep digits 2", "Deep letters", "Digits", "", "深い数字", "My drawings"])
def test_what_looks_different_is_another(title):
    assert not looks_like_one_of(title, ["Simple digits", "Deep digits"])


def test_letters_that_look_like_two_are_the_same():
    assert looks_like_one_of("Mobilenet rnodern", ["Mobilenet modern"])


def test_the_mark_is_put_once_and_fits():
    assert marked_title("Deep digits") == "Deep digits, imported"
    assert marked_title(marked_title("Deep digits")) == "Deep digits, imported"
    assert marked_title("Deep digits, brought in") == "Deep digits, imported"
    long = marked_title("x" * MAX_TITLE_CHARACTERS)
    assert len(long) == MAX_TITLE_CHARACTERS
    assert long.endswith(MARK)
