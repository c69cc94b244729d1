"""The Networks page deletes the user's own networks after asking once, and brings them back."""

import shutil

from streamlit.testing.v1 import AppTest

from core.bundles.library import delete_bundle, read_library
from core.storage.files import read_json, write_json
from core.storage.paths import SHIPPED, deleted_bundles, own_bundles
from tests.conftest import ROOT
from tests.widgets.app_helpers import click, labels, texts
from widgets.networks.views import KEEPING


def own(name, title):
    folder = own_bundles() / name
    shutil.copytree(SHIPPED / "digits-dense", folder)
    write_json(folder / "card.json", read_json(folder / "card.json") | {"name": name, "title": title})
    write_json(folder / "origin.json", {})


def networks_page(name="mine"):
    app = AppTest.from_file(ROOT / "pages/networks.py", default_timeout=60)
    app.query_params.update({"network": name, "view": KEEPING})
    app.run()
    assert not app.exception
    return app


def test_only_ones_own_can_be_deleted_and_come_back():
    assert "Delete" not in labels(networks_page("digits-dense"))
    own("mine", "My *digits*")
    app = networks_page()
    assert {"Rename", "Delete"} <= set(labels(app))
    click(app, "Delete")
    assert "mine" not in read_library().bundles
    assert r'"My \*digits\*, imported", imported from a file, was deleted on ' in texts(app)
    # The offer appears once: at the top of the list, where the address now leads.
    assert not app.warning
    assert labels(app)[0] == "Bring it back"
    assert labels(app).count("Bring it back") == 1
    click(app, "Bring it back")
    assert "mine" in read_library().bundles
    assert {"Rename", "Delete"} <= set(labels(app))


def test_of_two_of_one_title_and_name_the_one_that_is_meant_comes_back():
    for title in ("First", "Second"):
        own("mine", title)
        (own_bundles() / "mine" / "origin.json").unlink()
        card = read_json(own_bundles() / "mine" / "card.json")
        write_json(own_bundles() / "mine" / "card.json", card | {"title": "Same", "description": title})
        delete_bundle("mine")
    # The first one was deleted an hour earlier.
    place = min(deleted_bundles().iterdir())
    when_ns, rest = place.name.split("-")
    place.rename(place.with_name(f"{int(when_ns) - 3600 * 10**9}-{rest}"))
    app = networks_page("")
    said = [one.value for one in app.caption if "was deleted on" in one.value]
    assert len(set(said)) == 2
    assert all(one.startswith('"Same", taught here, was deleted on ') for one in said)
    # The most recently deleted network comes first.
    [button for button in app.button if button.label == "Bring it back"][1].click().run()
    assert read_library().bundles["mine"].card.description == "First"


def test_in_a_public_demo_nothing_is_offered(monkeypatch):
    own("mine", "Mine")
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    assert labels(networks_page()) == ["All networks"]
