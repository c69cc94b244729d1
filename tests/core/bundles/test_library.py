"""The library: what is found, what is skipped and named."""

import shutil

import pytest

from core.bundles.library import read_library
from core.errors import UnknownModel
from core.storage.paths import SHIPPED, home


def test_a_bad_bundle_is_named_and_skipped(tmp_path):
    shutil.copytree(SHIPPED / "digits-simple", tmp_path / "digits-simple")
    (tmp_path / "broken").mkdir()
    (tmp_path / ".writing-1").mkdir()
    (tmp_path / "a-file").write_text("")
    library = read_library([tmp_path])
    assert list(library.bundles) == ["digits-simple"]
    assert len(library.refused) == 1
    assert "broken" in library.refused[0]


def test_the_users_own_bundles_come_beside_the_shipped_ones(shipped):
    own = home() / "models"
    shutil.copytree(SHIPPED / "digits-dense", own / "digits-dense")
    library = read_library()
    assert set(library.bundles) == set(shipped.bundles)
    assert "same name" in library.refused[0]
    assert library.bundles["digits-dense"].folder.parent == SHIPPED


def test_an_unknown_name_lists_the_known_ones(shipped):
    with pytest.raises(UnknownModel, match=r"digits-simple.*Received: dgits"):
        shipped.get("dgits")
    assert {bundle.task for bundle in shipped.for_task("digits")} == {"digits"}


def test_no_folder_is_an_empty_library(tmp_path):
    assert read_library([tmp_path / "none"]).bundles == {}
