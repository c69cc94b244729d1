"""What was chosen on a page is there again after a reload of the browser: the address keeps it."""

import shutil

import pytest
from streamlit.testing.v1 import AppTest

from core.storage.paths import home
from core.training.runs import list_runs
from tests.conftest import ROOT
from tests.widgets.app_helpers import click, labelled, panels, rerun
from widgets.draw.closer_look import REPLAY
from widgets.shared.widget_keys import DrawKey, NetworksKey, PhotoKey


def opened(page, address=()):
    app = AppTest.from_file(ROOT / f"pages/{page}.py", default_timeout=60)
    app.query_params.update(address)
    return rerun(app)


def reloaded(page, app):
    """Opens a page at the address of another session, as a reload does."""
    return opened(page, app.query_params)


def choose(app, kind, label, value):
    labelled(app, kind, label).set_value(value).run()
    assert not app.exception, app.exception


def test_draw_keeps_the_networks_the_source_and_the_closer_look():
    app = opened("draw")
    click(app, "Show me an example")
    assert not app.query_params
    choose(app, "button_group", "Networks to compare", ["digits-dense"])
    choose(app, "button_group", "Look closer", REPLAY)
    again = reloaded("draw", app)
    click(again, "Show me an example")
    assert [panel.label for panel in panels(again)] == [panel.label for panel in panels(app)]
    assert labelled(again, "button_group", "Look closer").value == REPLAY
    assert dict(again.query_params) == dict(app.query_params)
    choose(again, "button_group", "How?", "file")
    assert reloaded("draw", again).get("file_uploader")


def test_draw_says_which_network_of_its_address_is_not_here_and_shows_the_usual_ones():
    app = opened("draw", {DrawKey.NETWORKS.of("digits"): ["nothing"]})
    assert any('The network of this address, "nothing", is not here' in info.value for info in app.info)
    assert len(labelled(app, "button_group", "Networks to compare").value) == 3


def test_photo_keeps_the_source_the_example_and_the_networks():
    app = opened("photo")
    assert not app.query_params
    choose(app, "button_group", "Choose a source", "examples")
    app.button(key=PhotoKey.EXAMPLE.of("espresso.jpg")).click().run()
    rerun(app)
    assert panels(reloaded("photo", app))[0].value == "espresso"
    choose(app, "multiselect", "Networks to compare", [])
    # None is no choice to keep: a page without a network shows nothing.
    assert labelled(reloaded("photo", app), "multiselect", "Networks to compare").value == ["things-1000"]
    unknown = opened("photo", {PhotoKey.SOURCE: "examples", PhotoKey.EXAMPLE: "walrus.jpg"})
    said = [info.value for info in unknown.info if "walrus" in info.value]
    assert said == ['The example of this address, "walrus.jpg", is not here: choose another one.']


@pytest.mark.parametrize("label", ["Picture", "Layer"])
def test_a_network_keeps_the_layer_and_the_picture_that_it_shows(label):
    address = {"network": "digits-simple", NetworksKey.VIEW: "Layers"}
    app = opened("networks", address)
    assert set(app.query_params) == set(address)
    box = labelled(app, "selectbox", label)
    wanted = box.options[-1]
    assert wanted != box.value
    choose(app, "selectbox", label, wanted)
    assert labelled(reloaded("networks", app), "selectbox", label).value == wanted
    # It is this network's: another one, and another view, begin anew.
    choose(app, "button_group", "Look at", "Overview")
    assert set(app.query_params) == set(address) - {NetworksKey.VIEW}


def test_train_keeps_the_view_of_a_result():
    shutil.copytree(ROOT / "tests/home_of_version_0_1", home(), dirs_exist_ok=True)
    app = opened("train", {"data-set": "my-drawings"})
    done = next(run for run in list_runs() if run.status == "done")
    choose(app, "selectbox", "Training", done.name)
    choose(app, "button_group", "Look at", "Curves")
    again = reloaded("train", app)
    assert labelled(again, "selectbox", "Training").value == done.name
    assert labelled(again, "button_group", "Look at").value == "Curves"
