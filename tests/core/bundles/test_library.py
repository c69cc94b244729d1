"""The library: what is found, what is skipped and named."""

import json
import shutil

import pytest

from core.bundles.library import delete_bundle, read_library
from core.errors import BadBundle, NotAllowed, UnknownModel
from core.storage.paths import SHIPPED, home


@pytest.fixture
def shelf(tmp_path):
    """A folder of two bundles."""
    for name in ("digits-simple", "digits-dense"):
        shutil.copytree(SHIPPED / name, tmp_path / "shelf" / name)
    return tmp_path / "shelf"


def change_card(folder, **values):
    card = json.loads((folder / "card.json").read_text())
    (folder / "card.json").write_text(json.dumps({**card, **values}))


def test_a_bad_bundle_is_named_and_skipped(shelf):
    (shelf / "broken").mkdir()
    (shelf / ".writing-1").mkdir()
    (shelf / "a-file").write_text("")
    library = read_library([shelf])
    assert set(library.bundles) == {"digits-simple", "digits-dense"}
    assert len(library.refused) == 1
    assert "broken" in library.refused[0]


def test_the_users_own_bundles_come_beside_the_shipped_ones(shipped):
    shutil.copytree(SHIPPED / "digits-dense", home() / "models" / "digits-dense")
    library = read_library()
    assert set(library.bundles) == set(shipped.bundles)
    assert "Two networks have the same name" in library.refused[0]
    assert library.bundles["digits-dense"].folder.parent == SHIPPED


def test_an_unknown_name_lists_the_known_ones(shipped):
    with pytest.raises(UnknownModel, match=r"No network.*digits-simple.*Received: dgits"):
        shipped.get("dgits")
    assert {bundle.task for bundle in shipped.for_task("digits")} == {"digits"}


def test_no_folder_is_an_empty_library(tmp_path):
    assert read_library([tmp_path / "none"]).bundles == {}


def test_bundles_come_in_the_order_of_their_cards_and_without_one_at_the_end(shelf):
    change_card(shelf / "digits-dense", order=-3)
    assert list(read_library([shelf]).bundles) == ["digits-dense", "digits-simple"]
    change_card(shelf / "digits-dense", order=None)
    library = read_library([shelf])
    assert list(library.bundles) == ["digits-simple", "digits-dense"]
    assert library.refused == []


def test_one_wrong_card_hides_no_other_bundle(shelf):
    change_card(shelf / "digits-dense", order="last", sha256=[], title=7)
    library = read_library([shelf])
    assert list(library.bundles) == ["digits-simple"]
    assert len(library.refused) == 1
    assert "digits-dense is not sound at" in library.refused[0]


def test_ones_own_are_deleted_and_no_others(shipped, monkeypatch):
    shutil.copytree(SHIPPED / "digits-dense", home() / "models" / "digits-dense")
    for name in ("digits-deep", "../models", ".lock", "", "digits-dense/", "digits-dense\n"):
        with pytest.raises(BadBundle, match="of your own"):
            delete_bundle(name)
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    with pytest.raises(NotAllowed):
        delete_bundle("digits-dense")
    monkeypatch.delenv("INKLING_PUBLIC")
    delete_bundle("digits-dense")
    assert list((home() / "models").iterdir()) == []
    assert (SHIPPED / "digits-dense").is_dir()
