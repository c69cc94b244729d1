"""Loaded networks, which all sessions share, and how they are told apart."""

import hashlib
import io
import shutil

import pytest
from PIL import Image

from core.bundles.bundle import read_bundle
from core.storage.files import read_json, write_json
from core.storage.paths import SHIPPED, home
from tests.widgets.app_helpers import run_app, texts
from widgets.shared.models import classifier, identity


@pytest.fixture
def own_bundle():
    folder = home() / "models" / "my-digits"
    shutil.copytree(SHIPPED / "digits-dense", folder)
    write_json(folder / "card.json", read_json(folder / "card.json") | {"name": "my-digits"})
    return folder


def test_a_network_is_loaded_once_and_anew_when_its_file_has_changed(shipped):
    bundle = shipped.get("digits-dense")
    first = classifier(bundle)
    assert classifier(read_bundle(bundle.folder)) is first
    assert classifier(shipped.get("digits-simple")) is not first


@pytest.mark.parametrize("change", [{"title": "Mine"}, {"temperature": 3.5}, {"reject_threshold": 9.0}])
def test_a_network_is_loaded_anew_when_its_card_has_changed(own_bundle, change):
    before = read_bundle(own_bundle)
    first = classifier(before)
    write_json(own_bundle / "card.json", read_json(own_bundle / "card.json") | change)
    after = read_bundle(own_bundle)
    assert identity(after) != identity(before)
    second = classifier(after)
    assert second is not first
    assert second.bundle == after
    assert classifier(read_bundle(own_bundle)) is second


def test_a_network_is_loaded_anew_when_its_labels_have_changed(own_bundle):
    before = identity(read_bundle(own_bundle))
    put(own_bundle, "labels.txt", "".join(f"{letter}\n" for letter in "abcdefghij").encode())
    after = read_bundle(own_bundle)
    assert identity(after) != before
    assert classifier(after).bundle.labels[0] == "a"


def test_a_network_is_known_by_its_name_and_card(shipped, own_bundle):
    names = {identity(bundle) for bundle in (*shipped.bundles.values(), read_bundle(own_bundle))}
    assert len(names) == len(shipped.bundles) + 1
    assert identity(read_bundle(own_bundle)) == identity(read_bundle(own_bundle))
    assert identity(read_bundle(own_bundle))[0] == "my-digits"


def pictures_page(folder):
    from core.bundles.bundle import read_bundle
    from widgets.shared.models import show_training_pictures

    show_training_pictures(read_bundle(folder))


def test_shipped_networks_show_what_they_learned_from(shipped):
    bundle = shipped.get("digits-dense")
    app = run_app(pictures_page, folder=bundle.folder)
    (sheet,) = app.image
    assert list(sheet.captions) == ["Pictures that it learned from."]
    assert texts(app) == ""


def test_a_network_that_learned_from_imagenet_shows_none(shipped):
    app = run_app(pictures_page, folder=shipped.get("things-1000").folder)
    assert not app.get("image")
    assert texts(app) == ""


def test_a_sheet_that_cannot_be_shown_is_one_sentence(own_bundle):
    floats = io.BytesIO()
    Image.new("F", (64, 64)).save(floats, "TIFF")
    for content in (floats.getvalue(), floats.getvalue()[:60], b"", b"<svg/>"):
        put(own_bundle, "examples.png", content)
        app = run_app(pictures_page, folder=own_bundle)
        assert not app.get("image")
        assert "cannot be shown" in texts(app)


def put(folder, name, content):
    """Replaces a file of a bundle, and updates its checksum and size in the card."""
    (folder / name).write_bytes(content)
    card = read_json(folder / "card.json")
    card["sha256"][name], card["size_bytes"][name] = hashlib.sha256(content).hexdigest(), len(content)
    write_json(folder / "card.json", card)
