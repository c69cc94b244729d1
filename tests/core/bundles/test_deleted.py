"""Deleted networks are kept for a week, and their names stay reserved."""

import shutil
import threading

import pytest

from core.bundles import deleted
from core.bundles.deleted import read_deleted, restore_bundle
from core.bundles.library import delete_bundle, read_library
from core.errors import BadBundle, NotAllowed
from core.storage.files import read_json, write_json
from core.storage.paths import SHIPPED, added_bundles, deleted_bundles, own_bundles
from core.storage.reserved_names import reserved_names
from tests.core.full_disk import full_disk_with_reserve
from tests.core.storage.days import pass_a_week, set_clock


def own(name, source="digits-dense", **changes):
    folder = own_bundles() / name
    shutil.copytree(SHIPPED / source, folder)
    write_json(folder / "card.json", read_json(folder / "card.json") | {"name": name} | changes)
    return folder


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_deleted_network_comes_back_as_it_was():
    folder = own("mine", title="My digits")
    (folder / "origin.json").write_text("{}")
    before = content(folder)
    delete_bundle("mine")
    assert "mine" not in read_library().bundles
    assert [(each.name, each.title) for each in read_deleted()] == [("mine", "My digits, imported")]
    bundle = restore_bundle("mine")
    assert content(folder) == before
    assert bundle.is_imported
    assert read_library().bundles["mine"].title == "My digits, imported"
    assert read_deleted() == []
    assert list(deleted_bundles().iterdir()) == []


@pytest.mark.parametrize("is_imported", [False, True])
def test_an_added_network_comes_back_among_the_added_ones(is_imported):
    # Before these names were reserved for networks to be added, an imported network could have one.
    folders = own_bundles(), added_bundles()
    folder = own("mobilenet-v3-small-int8")
    if is_imported:
        (folder / "origin.json").write_text("{}")
    else:
        added_bundles().mkdir(parents=True)
        folder = folder.rename(added_bundles() / folder.name)
    before = content(folder)
    delete_bundle(folder.name)
    assert folder.name not in read_library().bundles
    assert restore_bundle(folder.name).folder == folders[not is_imported] / folder.name
    assert content(folder) == before


def test_of_several_of_one_name_each_comes_back_by_its_id():
    for title in ("One", "Two", "Three"):
        own("mine", title=title)
        delete_bundle("mine")
    kept = read_deleted()
    assert [(each.title, each.origin) for each in kept] == [(t, "taught") for t in ("Three", "Two", "One")]
    assert [each.deleted for each in kept] == sorted((each.deleted for each in kept), reverse=True)
    assert restore_bundle("mine", kept[1].id).title == "Two"
    delete_bundle("mine")
    with pytest.raises(BadBundle, match="deleted recently"):
        restore_bundle("mine", "1-0")
    assert restore_bundle("mine").title == "Two"


def test_it_comes_back_only_once_it_was_deleted_completely(monkeypatch):
    """Another tab restores it at once."""
    own("my-net")
    real = deleted.begin_keeping

    def wait_for_the_other(place):
        restoring.start()
        # It has time to be done by then, unless it waits.
        restoring.join(0.5)
        real(place)

    restoring = threading.Thread(target=restore_bundle, args=("my-net",))
    monkeypatch.setattr(deleted, "begin_keeping", wait_for_the_other)
    delete_bundle("my-net")
    restoring.join()
    assert (own_bundles() / "my-net").is_dir()
    assert read_deleted() == []


def test_its_name_stays_its_own_while_it_is_kept():
    own("mine")
    delete_bundle("mine")
    assert "mine" in reserved_names()


def test_the_one_deleted_last_is_listed_first():
    for name in ("one", "two", "three"):
        own(name)
        delete_bundle(name)
    assert [each.name for each in read_deleted()] == ["three", "two", "one"]


def test_nothing_that_is_there_is_overwritten():
    own("mine")
    delete_bundle("mine")
    own("mine", source="digits-simple")
    before = content(own_bundles() / "mine")
    with pytest.raises(BadBundle, match="There is a network of this name"):
        restore_bundle("mine")
    assert content(own_bundles() / "mine") == before
    assert len(read_deleted()) == 1


def test_after_a_week_it_leaves_the_disk(monkeypatch):
    own("old")
    delete_bundle("old")
    pass_a_week(monkeypatch, read_deleted)
    assert read_deleted() == []
    with pytest.raises(BadBundle, match="deleted recently"):
        restore_bundle("old")
    own("new")
    delete_bundle("new")
    assert [path.name for place in deleted_bundles().iterdir() for path in place.iterdir()] == ["new"]


@pytest.mark.parametrize("days", [-4_000, -8, 8, 4_000])
def test_however_the_clock_is_set_it_is_kept_and_the_one_deleted_last_comes_back(monkeypatch, days):
    own("mine", title="First")
    delete_bundle("mine")
    set_clock(monkeypatch, days)
    own("mine", title="Second")
    delete_bundle("mine")
    assert [each.title for each in read_deleted()] == ["Second", "First"]
    assert restore_bundle("mine").title == "Second"


def test_one_that_is_not_sound_is_deleted_and_brought_back_too():
    folder = own_bundles() / "broken"
    folder.mkdir(parents=True)
    (folder / "card.json").write_text("{")
    delete_bundle("broken")
    assert [each.title for each in read_deleted()] == ["broken"]
    with pytest.raises(BadBundle, match="broken"):
        restore_bundle("broken")
    assert folder.is_dir()


def test_what_else_lies_there_is_left_alone():
    for name in ("notes", "12x-y", ".lock"):
        (deleted_bundles() / name).mkdir(parents=True)
    (deleted_bundles() / "1-file").write_text("")
    assert read_deleted() == []


@pytest.mark.parametrize("name", ["", "..", "../models", "digits-deep", "nobody\n"])
def test_only_what_was_deleted_comes_back(name):
    with pytest.raises(BadBundle, match="deleted recently"):
        restore_bundle(name)


def test_in_a_public_demo_nothing_comes_back(monkeypatch):
    own("mine")
    delete_bundle("mine")
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    with pytest.raises(NotAllowed):
        restore_bundle("mine")


def test_on_a_full_disk_a_network_can_be_deleted(monkeypatch):
    own("mine")
    with full_disk_with_reserve(monkeypatch):
        delete_bundle("mine")
    assert [each.name for each in read_deleted()] == ["mine"]
