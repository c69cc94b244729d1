"""Names are safe as folders and on a line, and distinct from others of the same name."""

import os
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.storage.names import (
    MAX_LABEL_CHARACTERS,
    UniqueNames,
    clean_label,
    distinct_titles,
    folder_name,
    is_folder_name,
    printable,
    safe_file_name,
)


@pytest.mark.parametrize(
    ("title", "name"),
    [("Ants & Bees", "ants-bees"), ("Fünf Dinge", "funf-dinge"), ("漢字", "untitled"), ("../../etc", "etc")],
)
def test_folder_names(title, name):
    assert folder_name(title) == name
    assert folder_name(title, {name}) == f"{name}-2"
    assert folder_name(title, {name, f"{name}-2"}) == f"{name}-3"


@given(st.text(max_size=200), st.sets(st.sampled_from(["a", "a-2", "untitled", "untitled-2"])))
def test_a_folder_name_is_always_one_and_never_taken(title, taken):
    name = folder_name(title, taken)
    assert is_folder_name(name)
    assert name not in taken


@pytest.mark.parametrize("text", ["", "..", "a/b", "a\\b", "-a", "A", "ä", "a\n", "a b", "a" * 65, ".a"])
def test_no_path_hides_in_a_folder_name(text):
    assert not is_folder_name(text)


# Characters that compose, join or vanish, or are not letters.
ODD = "a e\u0301\u200c\u200d\u1fef\u0627\u212a\n\u05d0\U0001f469\u202e\u0340"


@given(st.text() | st.text(st.sampled_from(ODD)))
def test_a_clean_label_is_one_printable_line(text):
    label = clean_label(text)
    assert all(letter.isprintable() or letter in "\u200c\u200d" for letter in label)
    assert label == label.strip()
    assert len(label) <= MAX_LABEL_CHARACTERS
    assert clean_label(label) == label


def test_a_label_keeps_its_script():
    assert clean_label("  Käse\t\nund  漢字 ") == "Käse und 漢字"
    assert clean_label("x" * 500) == "x" * 200


@pytest.mark.parametrize("name", ["Café", "Käfer", "ガラス", "한국어", "Tiếng Việt"])
def test_a_name_is_one_label_however_a_system_writes_it(name):
    assert {clean_label(unicodedata.normalize(form, name)) for form in ("NFC", "NFD")} == {
        unicodedata.normalize("NFC", name)
    }


PERSIAN = "می\u200cخواهم"  # noqa: RUF001


@pytest.mark.parametrize("name", [PERSIAN, "👩\u200d🔬", "क्\u200dष", "🏳️\u200d🌈"])
def test_joiners_stay_where_they_join(name):
    assert clean_label(f" {name} ") == name


@pytest.mark.parametrize("name", ["c\u200dat", "cat\u200d", "\u200ccat", "ca\u200c\u200dt"])
def test_joiners_that_nobody_sees_do_not_make_another_class(name):
    assert clean_label(name) == "cat"


def test_a_file_name_fits_into_every_file_system():
    assert safe_file_name("漢" * 200) == "漢" * 66
    assert len(safe_file_name("x" * 500)) == 200
    # The letter that a device's name gets counts, too.
    assert safe_file_name(f"con.{'x' * 500}") == f"con_.{'x' * 195}"
    assert safe_file_name(f"{'x' * 199}. y") == "x" * 199


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (os.fsdecode(b"caf\xe9"), r"caf\udce9"),
        ("\x1b[31mred\x1b[0m\r\n", r"\x1b[31mred\x1b[0m\r\n"),
        ("\x9b2J", r"\x9b2J"),
        ("gnp\u202e.exe", r"gnp\u202e.exe"),
        ("Käse\u3000漢字 👩\u200d🔬", "Käse\u3000漢字 👩\u200d🔬"),
    ],
)
def test_what_cannot_be_shown_is_written_as_its_escape(text, shown):
    assert printable(text) == shown


@given(st.text(st.characters()))
def test_printable_text_is_one_line_of_utf_8_and_stays_as_it_is(text):
    shown = printable(text)
    assert shown.encode().decode() == shown
    assert len(shown.splitlines()) <= 1
    assert printable(shown) == shown


@given(st.text())
def test_a_file_name_is_safe_everywhere(name):
    safe = safe_file_name(name)
    assert not set(safe) & set('<>:"/\\|?*')
    assert safe not in (".", "..")
    assert safe == safe.strip(". ")
    assert len(safe.encode()) <= 200
    assert safe_file_name(safe) == safe
    assert safe.isprintable()


def test_a_file_name_keeps_what_it_can():
    assert safe_file_name("wolf/fox: 漢字?. ") == "wolf_fox_ 漢字_"
    assert safe_file_name("...") == ""


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("CON", "CON_"),
        ("nul.txt", "nul_.txt"),
        ("Aux .tar.gz", "Aux_.tar.gz"),
        ("com1", "com1_"),
        ("LPT\u00b2.jpg", "LPT\u00b2_.jpg"),
        ("console", "console"),
        ("a.con", "a.con"),
        ("com10", "com10"),
    ],
)
def test_no_file_name_is_one_of_a_device(name, safe):
    assert safe_file_name(name) == safe
    assert safe_file_name(safe) == safe


def test_a_taken_name_gets_a_number():
    assert UniqueNames().add("Cat", ".jpg") == "Cat.jpg"
    assert UniqueNames(["CAT.jpg"]).add("Cat", ".jpg") == "Cat (2).jpg"
    assert UniqueNames(["cat", "cat-2"], "{}-{}").add("Cat") == "Cat-3"
    names = UniqueNames()
    given = [("a", ""), ("a (2)", ""), ("A", ""), ("a", ".b"), ("a", ""), ("a.b", ""), ("A (2)", "")]
    assert [names.add(*one) for one in given] == [
        *("a", "a (2)", "A (3)", "a.b", "a (4)", "a.b (2)", "A (2) (2)"),
    ]


def test_titles_that_occur_twice_are_told_apart():
    assert distinct_titles({}) == {}
    assert distinct_titles({"toys": "Toys", "toys-2": "Animals"}) == {"toys": "Toys", "toys-2": "Animals"}
    alike = {"dolls": "Toys", "toys": "Toys", "toys-3": "Toys"}
    told_apart = {"dolls": "Toys (dolls)", "toys": "Toys", "toys-3": "Toys (3)"}
    assert distinct_titles(alike) == told_apart
    # The name shown for a thing does not depend on which others share its title.
    for left_out in alike:
        fewer = {name: title for name, title in alike.items() if name != left_out}
        assert distinct_titles(fewer) == {name: told_apart[name] for name in fewer}
    assert distinct_titles({"pets": "A, imported", "pets-2": "A, imported"}) == {
        "pets": "A, imported",
        "pets-2": "A, imported (2)",
    }
    kept = distinct_titles(alike, keeping=["dolls"])
    assert kept == {"dolls": "Toys", "toys": "Toys (toys)", "toys-3": "Toys (3)"}


@pytest.mark.parametrize(
    "titles",
    [
        {"a": "X", "b": "X", "c": "X (a)"},
        {"c": "X (a)", "b": "X", "a": "X"},
        {"a": "X", "b": "X", "c": "X (a)", "d": "X (a) (a)", "e": "X (b)"},
        {"a": "X", "b": "X", "c": "X"},
        {"x": "X", "x-2": "X", "y": "X (2)", "y-2": "X (2)"},
    ],
)
def test_no_longer_title_is_that_of_another_thing(titles):
    shown = distinct_titles(titles)
    assert list(shown) == list(titles)
    assert len(set(shown.values())) == len(titles)
    assert all(shown[name].startswith(title) for name, title in titles.items())
    # A title that was no other thing's is unchanged.
    given = list(titles.values())
    assert all(shown[name] == title for name, title in titles.items() if given.count(title) == 1)


def test_a_title_that_one_thing_keeps_is_never_changed_for_another():
    titles = {"toys": "Toys", "dolls": "Toys", "bears": "Toys (dolls)"}
    for keeping in ([], ["toys"], ["toys", "bears"]):
        shown = distinct_titles(titles, keeping)
        assert shown == {"toys": "Toys", "dolls": "Toys (dolls) (dolls)", "bears": "Toys (dolls)"}
    both = distinct_titles({"a": "X", "b": "X", "c": "X (a)"}, keeping=["a", "b"])
    assert both == {"a": "X (a) (a)", "b": "X (b)", "c": "X (a)"}
