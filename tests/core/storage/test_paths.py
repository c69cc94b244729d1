"""Where files and folders are stored."""

import os
from pathlib import Path

import numpy as np
import pytest

from core.errors import BadData
from core.storage.paths import (
    SHIPPED,
    added_bundles,
    additions_folder,
    bundle_folders,
    data_sets_folder,
    home,
    is_address,
    own_bundles,
    path_of,
    recordable,
    runs_folder,
    typed_path,
    weights_folder,
)


def test_home_is_where_the_person_says_or_where_the_platform_keeps_such_things(monkeypatch, tmp_path):
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / "mine"))
    assert home() == tmp_path / "mine"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INKLING_HOME", "a/relative/one")
    assert home() == tmp_path / "a/relative/one"
    monkeypatch.chdir("/")
    assert home() == tmp_path / "a/relative/one"
    monkeypatch.delenv("INKLING_HOME")
    assert home().is_absolute()
    assert home().name.lower() == "inkling"


def test_the_shipped_bundles_come_first_and_are_there():
    assert bundle_folders() == (SHIPPED, home() / "networks", home() / "models")
    assert list(SHIPPED.glob("*/card.json"))


def test_what_earlier_versions_have_left_is_looked_for_where_it_is():
    folders = (own_bundles(), added_bundles(), data_sets_folder(), runs_folder(), additions_folder())
    assert [folder.name for folder in folders] == ["models", "networks", "datasets", "runs", "adding"]
    assert weights_folder().name == "weights"
    assert {folder.parent for folder in (*folders, weights_folder())} == {home()}


def test_a_path_is_taken_as_it_was_written(monkeypatch):
    monkeypatch.setenv("HOME", os.path.abspath("/someone"))
    monkeypatch.setenv("USERPROFILE", os.path.abspath("/someone"))
    assert path_of("~/photos") == path_of(Path("~/photos")) == Path(os.path.abspath("/someone"), "photos")
    for given in ("~nobody-of-this-name/x", "a/b", "x" * 5_000, ".", os.fsdecode(b"caf\xe9")):
        assert path_of(given) == Path(given)


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ('"C:\\My pictures"', "C:\\My pictures"),
        ("  '/home/me/my pictures' ", "/home/me/my pictures"),
        (" /home/me/it's ", "/home/me/it's"),
        ("file:///home/me/my%20pictures", "/home/me/my pictures"),
        ('"FILE://localhost/caf%C3%A9.zip"', "/café.zip"),
        ("file://", ""),
        ("'a", "'a"),
        ('"', '"'),
        (" ", ""),
    ],
)
def test_a_typed_path_loses_spaces_quotes_and_what_makes_it_an_address(typed, path):
    assert typed_path(typed) == path


@pytest.mark.parametrize("given", ["", None, 5, b"a.png", [], True, np.array(["a", "b"])])
def test_what_is_no_path_is_a_sentence(given):
    """`Path("")` is the working directory, so an empty shell variable would mean everything in it."""
    with pytest.raises(BadData, match=r"Give the path of a file or folder.* Received: "):
        path_of(given)


@pytest.mark.parametrize("given", ["https://x.example/a.png", "s3://bucket/photos", "file:///tmp/a.png"])
def test_an_address_is_no_path(given):
    with pytest.raises(BadData, match=f"on this computer, not an address. Received: {given}$"):
        path_of(given)


@pytest.mark.parametrize("given", ["C:\\photos", "C:/photos", "photos", "a/b://c", "://x", "a:/b"])
def test_a_path_is_no_address(given):
    assert not is_address(given)
    assert path_of(given) == Path(given)


def test_a_path_longer_than_any_is_a_sentence_that_is_not():
    with pytest.raises(BadData, match=r"No file or folder can have this path.* Received: x{200}$"):
        path_of("x" * 10**6)


@pytest.mark.parametrize("given", ["a\0b", "\ud800"])
def test_what_no_file_can_have_as_a_path_is_a_sentence(given):
    for form in (given, Path(given)):
        with pytest.raises(
            BadData, match=r"No file or folder can have this path.* Received: .*(\\x00|\\ud800)"
        ):
            path_of(form)


def test_only_utf_8_can_be_recorded():
    assert recordable("/home/zoë/toys") == "/home/zoë/toys"
    for path in (os.fsdecode(b"/home/zo\xeb/toys"), "s3://toys/\udceb"):
        with pytest.raises(BadData, match=r"not UTF-8 and cannot be recorded.* Received: .*\\udceb"):
            recordable(path)
