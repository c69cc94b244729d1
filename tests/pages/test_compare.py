"""The Compare page without a browser: its views, its address, and a shared Inkling."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.conftest import ROOT
from tests.widgets.app_helpers import texts
from tests.widgets.compare.shown import figure_words
from widgets.compare.choices import LABELLED, PICTURE, TRAINING
from widgets.shared.widget_keys import CompareKey


def page(**address):
    app = AppTest.from_file(ROOT / "pages/compare.py", default_timeout=60)
    for name, value in address.items():
        app.query_params[CompareKey[name].of("ink") if name == "NETWORKS" else CompareKey[name]] = value
    app.run()
    assert not app.exception, app.exception
    return app


@pytest.mark.parametrize("view", [PICTURE, LABELLED, TRAINING])
def test_an_address_leads_to_its_view(view):
    app = page(VIEW=view, NETWORKS=["Best animals", "Small convnet for animals"])
    assert app.multiselect[0].value == ["animals-deep", "animals-simple"]
    if view == PICTURE:
        assert "The answers appear here." in texts(app)
    elif view == LABELLED:
        assert "Best animals is better" in texts(app)
    else:
        assert "Accuracy on pictures held back" in figure_words(app)


def test_without_a_network_it_asks_for_one():
    app = page()
    app.multiselect[0].set_value([]).run()
    assert "Choose at least one network" in texts(app)


def test_visitors_of_a_shared_inkling_can_compare_but_start_nothing(monkeypatch):
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    app = page(VIEW=LABELLED, SOURCE="One of your data sets")
    assert "Which one is better?" in texts(app)
    assert not app.get("file_uploader")
    assert not any(button.label in ("Ask it", "Ask them", "Import") for button in app.button)
