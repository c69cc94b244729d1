"""Backbones: those on this machine, best first."""

import shutil

import pytest

from core.bundles.library import read_library
from core.errors import BadRequest
from core.storage.files import read_json, write_json
from core.storage.paths import added_bundles, home
from core.training.backbones import BACKBONES, backbone, list_backbones
from tests.conftest import ROOT


@pytest.mark.parametrize("kind", BACKBONES)
def test_those_on_this_machine_are_listed_the_best_first(kind):
    names = [bundle.name for bundle in list_backbones(kind)]
    assert names == [name for name in BACKBONES[kind] if name in read_library().bundles]
    assert names
    assert all(bundle.kind == kind and bundle.head == "pooled" for bundle in list_backbones(kind))


def test_those_for_any_kind_are_listed_where_the_kind_is_not_known_yet():
    names = [bundle.name for bundle in list_backbones(None)]
    assert names == [bundle.name for kind in BACKBONES for bundle in list_backbones(kind)]
    assert {backbone(name, None).name for name in names} == set(names)


def test_a_network_that_is_added_is_listed_and_one_of_another_name_is_not(shipped):
    bundle = shipped.get("things-1000")
    shutil.copytree(bundle.folder, home() / "models" / "another")
    assert [bundle.name for bundle in list_backbones("photo")] == ["things-1000"]
    assert backbone("things-1000", "photo").folder == bundle.folder


def test_a_network_is_built_on_in_full_precision_only(shipped):
    for name in ("efficientnetv2-b0", "mobilenet-v2-int8", "mobilenet-v2-float16"):
        folder = shutil.copytree(shipped.get("things-1000").folder, added_bundles() / name)
        write_json(folder / "card.json", read_json(folder / "card.json") | {"name": name})
        assert name in read_library().bundles
    assert [bundle.name for bundle in list_backbones("photo")] == ["efficientnetv2-b0", "things-1000"]
    with pytest.raises(
        BadRequest, match=r"added in full size.* can be built on.*Received: mobilenet-v2-int8"
    ):
        backbone("mobilenet-v2-int8", "photo")
    with pytest.raises(BadRequest, match="no network of this name"):
        backbone("mobilenet-v2", "photo")


def test_the_page_on_teaching_says_which_networks_are_used_unless_another_is_chosen():
    """A network that is added takes the place of the shipped one only if it comes before it in the list."""
    page = " ".join((ROOT / "docs" / "teaching.md").read_text(encoding="utf-8").split())
    photos = BACKBONES["photo"]
    (first,) = photos[: photos.index("things-1000")]
    assert (
        f"Photos build on `things-1000`, which ships with the app, or on `{first}` if you have added it"
        in page
    )
    assert f"Drawings build on `{BACKBONES['ink'][0]}`." in page


@pytest.mark.parametrize(
    ("name", "kind"),
    [("everyday-10", "photo"), ("things-1000", "ink"), ("sketches-345", "photo"), ("", "ink")],
)
def test_any_other_is_refused_with_what_there_is(name, kind):
    with pytest.raises(BadRequest, match=f"Available: .+ Received: {name}"):
        backbone(name, kind)


def test_nobody_elses_network_is_built_on_by_its_name(shipped):
    shutil.copytree(shipped.get("things-1000").folder, home() / "models" / "efficientnetv2-b0")
    card = home() / "models" / "efficientnetv2-b0" / "card.json"
    write_json(card, read_json(card) | {"name": "efficientnetv2-b0"})
    assert "efficientnetv2-b0" in read_library().bundles
    assert [bundle.name for bundle in list_backbones("photo")] == ["things-1000"]
    (home() / "networks").mkdir()
    card.parent.rename(home() / "networks" / "efficientnetv2-b0")
    assert [bundle.name for bundle in list_backbones("photo")] == ["efficientnetv2-b0", "things-1000"]
