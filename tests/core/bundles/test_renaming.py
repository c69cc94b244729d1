"""Renaming one of the user's own networks changes its title and nothing else."""

import shutil

import pytest

from core.bundles import renaming
from core.bundles.bundle import read_bundle
from core.bundles.deleted import restore_bundle, set_aside
from core.bundles.library import read_library
from core.bundles.renaming import describe_bundle, rename_bundle
from core.errors import BadBundle, BadRequest, NotAllowed
from core.storage.paths import home, own_bundles
from tests.conftest import ROOT


@pytest.fixture(autouse=True)
def own_network():
    """A network that was taught with version 0.1."""
    shutil.copytree(ROOT / "tests/home_of_version_0_1", home(), dirs_exist_ok=True)
    return read_bundle(own_bundles() / "my-things")


@pytest.mark.parametrize("title", ["Dinge", "  eine   Katze ", "猫と犬", "*stars* [and](brackets)", "x" * 60])
def test_only_its_title_changes(own_network, title):
    renamed = rename_bundle("my-things", title)
    assert renamed.title == " ".join(title.split())
    assert renamed.name == "my-things"
    assert renamed.card == own_network.card.model_copy(update={"title": renamed.title})
    assert read_library().bundles["my-things"] == renamed


@pytest.mark.parametrize(
    "title", ["", " \n", "\u202e\x00", "x" * 201, "Best digits", "best  DIGITS", "B\u0435st digits"]
)
def test_a_title_that_says_nothing_or_something_false_is_refused(own_network, title):
    with pytest.raises(BadRequest, match="Received: "):
        rename_bundle("my-things", title)
    assert read_bundle(own_network.folder) == own_network


@pytest.mark.parametrize("name", ["digits-dense", "nowhere", "../models/my-things", ""])
def test_only_ones_own_are_renamed(name):
    with pytest.raises(BadBundle, match="Only networks of your own"):
        rename_bundle(name, "Mine")


def test_nothing_is_renamed_in_a_public_demo(monkeypatch):
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    with pytest.raises(NotAllowed):
        rename_bundle("my-things", "Mine")


@pytest.mark.parametrize(
    ("description", "kept"),
    [
        ("Toys of mine.", "Toys of mine."),
        ("  Two\nlines,\ta tab ", "Two lines, a tab"),
        ("*stars* <b>[and](brackets)</b>", "*stars* <b>[and](brackets)</b>"),
        ("hidden\u202e turn\x00", "hidden turn"),
        ("", ""),
        ("x" * 2000, "x" * 2000),
    ],
)
def test_only_its_description_changes(own_network, description, kept):
    described = describe_bundle("my-things", description)
    assert described.card == own_network.card.model_copy(update={"description": kept})
    assert read_library().bundles["my-things"] == described


def test_a_description_that_no_card_holds_is_refused(own_network):
    with pytest.raises(BadRequest, match="at most 2,000 characters"):
        describe_bundle("my-things", "x" * 2001)
    assert read_bundle(own_network.folder) == own_network


@pytest.mark.parametrize("name", ["digits-dense", "nowhere", "../models/my-things", ""])
def test_only_ones_own_are_described(name):
    with pytest.raises(BadBundle, match="Only networks of your own"):
        describe_bundle(name, "Mine")


def test_nothing_is_described_in_a_public_demo(monkeypatch):
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    with pytest.raises(NotAllowed):
        describe_bundle("my-things", "Mine")


def test_one_that_an_older_version_deletes_meanwhile_can_still_be_restored(own_network, monkeypatch):
    """Older versions do not wait for each other."""
    write = renaming.write_card

    def late(*args, **options):
        set_aside(own_network.folder)
        write(*args, **options)

    monkeypatch.setattr(renaming, "write_card", late)
    with pytest.raises(BadBundle, match="just been deleted"):
        rename_bundle("my-things", "Others")
    assert not own_network.folder.exists()
    assert restore_bundle("my-things") == own_network
