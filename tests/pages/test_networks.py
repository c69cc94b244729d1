"""The Networks page without a browser: every network, and those that are damaged."""

import json
import os
import re
import shutil
from random import Random

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.bundles.library import read_library
from core.storage.paths import SHIPPED, home, own_bundles
from tests.conftest import ROOT
from tests.fuzz.cards import make_case
from tests.hostile_names import fill_home
from tests.widgets.app_helpers import click, labels, panels, texts
from tests.widgets.networks.network_page import open_network
from widgets.networks.views import KEEPING, VIEWS
from widgets.shared.widget_keys import DrawKey, NetworkKey


def entries(app):
    """Returns the buttons that open a network."""
    return [button for button in app.button if button.key.startswith(NetworkKey.OPEN)]


def test_it_lists_every_network(shipped):
    app = AppTest.from_file(ROOT / "pages/networks.py", default_timeout=60).run()
    assert not app.exception
    # Each of them once: its figures beside the button that opens it.
    figures = [html.proto.body for html in app.get("html") if "network-figures" in html.proto.body]
    assert len(figures) == len(entries(app)) == len(shipped.bundles)
    assert not any("network-cards" in html.proto.body for html in app.get("html"))
    for bundle, said in zip(shipped.bundles.values(), figures, strict=True):
        assert f"<dd>{len(bundle.labels):,}</dd>" in said
        assert bundle.title not in said
    assert not app.warning


def test_a_damaged_network_is_named(tmp_path, monkeypatch):
    home = tmp_path / "elsewhere"
    (home / "models" / "broken").mkdir(parents=True)
    monkeypatch.setenv("INKLING_HOME", str(home))
    st.cache_resource.clear()
    app = AppTest.from_file(ROOT / "pages/networks.py", default_timeout=60).run()
    st.cache_resource.clear()
    assert not app.exception
    assert "broken" in app.warning[0].value


def test_a_folder_whose_name_is_not_utf_8_is_named(tmp_path, monkeypatch, shipped):
    os.makedirs(os.fsencode(tmp_path / "elsewhere" / "models") + b"/caf\xe9")
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / "elsewhere"))
    app = AppTest.from_file(ROOT / "pages/networks.py", default_timeout=60).run()
    assert not app.exception
    assert r"caf\udce9" in app.warning[0].value
    assert len(entries(app)) == len(shipped.bundles)


def homes_with_odd_cards(count):
    """Adds shipped bundles with altered cards to the user's own; returns how many of them are valid."""
    for number in range(count):
        try:
            card = json.loads(make_case(Random(f"pages {number}")))
            source = SHIPPED / card["name"]
        except (ValueError, TypeError, KeyError, RecursionError):
            continue
        folder = own_bundles() / f"case-{number}"
        if not (source / "card.json").is_file():
            continue
        shutil.copytree(source, folder, copy_function=os.link)
        (folder / "card.json").unlink()
        (folder / "card.json").write_text(json.dumps(card | {"name": folder.name}))
    taken_in = sum(bundle.folder.parent == own_bundles() for bundle in read_library().bundles.values())
    assert len(read_library().refused) + taken_in == len(list(own_bundles().iterdir()))
    return taken_in


def test_what_is_taken_in_can_be_shown_on_every_page():
    assert homes_with_odd_cards(50) > 4
    titles = [bundle.title for bundle in read_library().bundles.values()]
    for page in ("networks", "photo", "draw"):
        app = AppTest.from_file(ROOT / f"pages/{page}.py", default_timeout=120).run()
        assert not app.exception
        if page == "networks":
            assert len(entries(app)) == len(titles)
            assert len(app.warning) == len(read_library().refused)
    tasks = {bundle.task for bundle in read_library().bundles.values() if bundle.kind == "ink"}
    for task in tasks & {"digits", "animals"}:
        names = [bundle.name for bundle in read_library().for_task(task) if bundle.kind == "ink"]
        app.session_state[DrawKey.TASK] = task
        app.session_state[DrawKey.NETWORKS.of(task)] = names
        app.run()
        click(app, "Show me an example")
        assert len(panels(app)) == len(names)


def test_a_network_is_opened_by_a_click_kept_in_the_address_and_closed_again(shipped):
    app = AppTest.from_file(ROOT / "pages/networks.py", default_timeout=60).run()
    click(app, "Small convnet")
    assert app.title[0].value == "Small convnet"
    assert app.query_params["network"] == "digits-simple"
    click(app, "All networks")
    assert app.title[0].value == "The networks"
    assert "network" not in app.query_params
    assert len(entries(app)) == len(shipped.bundles)


def test_an_address_of_no_network_leads_to_the_list():
    for name in ("no-such", "../digits-deep<b>"):
        app = open_network(name, VIEWS[0])
        assert app.title[0].value == "The networks"
        assert app.warning[0].value.startswith("There is no network of this name here")
    # The name of a network that has been replaced leads to its replacement.
    assert open_network("digits-vote", VIEWS[0]).title[0].value == "Best digits"


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_fails_on_a_network_whose_every_word_is_markup(view):
    fill_home()
    for name in ("hostile-digits", "hostile-photos"):
        app = open_network(name, view)
        said = texts(app) + " ".join(title.value for title in app.title)
        # Inside backticks, everything except other backticks is plain text.
        plain = re.sub(r"(?<!\\)`[^`]*`", "", said)
        assert re.findall(r"(?<!\\)(?:\[a|<img|\u202e)", plain) == []


def test_visitors_of_a_public_demo_see_everything_and_change_nothing(monkeypatch, shipped):
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    allowed = {"All networks", "Measure its time here"}
    for view in ("Overview", KEEPING):
        app = open_network("digits-simple", view)
        assert set(labels(app)) <= allowed, view
    app = AppTest.from_file(ROOT / "pages/networks.py", default_timeout=60).run()
    assert not app.get("file_uploader")
    assert len(entries(app)) == len(shipped.bundles)
    assert not home().exists()
