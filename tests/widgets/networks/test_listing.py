"""The list of networks: hidden networks disappear from it and can come back."""

from streamlit.testing.v1 import AppTest

from core.bundles.hidden import hide_bundle
from tests.conftest import ROOT
from tests.core.evaluation.answers_for_tests import own_bundle
from tests.widgets.app_helpers import click, labels, texts
from widgets.shared.widget_keys import NetworkKey


def list_page():
    app = AppTest.from_file(ROOT / "pages/networks.py", default_timeout=60).run()
    assert not app.exception
    return app


def rows(app):
    """Returns the names of the networks whose figures are shown, in their order."""
    names = [button.label for button in app.button if button.key.startswith(NetworkKey.OPEN)]
    assert len(names) == len([html for html in app.get("html") if "network-figures" in html.body])
    return names


def test_a_hidden_network_is_told_below_the_list_until_it_is_shown_again(shipped):
    hide_bundle(shipped.bundles["digits-dense"])
    app = list_page()
    assert len(rows(app)) == len(shipped.bundles) - 1
    assert "No convolution" not in labels(app)
    assert '"No convolution" is hidden.' in texts(app)
    click(app, "Show it again")
    assert "No convolution" in labels(app)
    assert len(rows(app)) == len(shipped.bundles)


def test_every_network_can_be_hidden(shipped):
    for bundle in shipped.bundles.values():
        hide_bundle(bundle)
    app = list_page()
    assert labels(app).count("Show it again") == len(shipped.bundles)
    assert rows(app) == []


def test_two_of_one_name_are_told_apart():
    own_bundle("twin", title="Twin")
    own_bundle("twin-2", title="Twin")
    app = list_page()
    assert {"Twin", "Twin (2)"} <= set(labels(app))
    assert {"Twin", "Twin (2)"} <= set(rows(app))
