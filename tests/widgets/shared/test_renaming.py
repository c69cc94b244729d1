"""The field and the button that rename one of the user's own networks."""

import shutil

import pytest

from core.bundles.library import read_library
from core.storage.paths import home
from tests.conftest import ROOT
from tests.widgets.app_helpers import click, labels, rerun, run_app


def page(name):
    from core.bundles.library import read_library
    from widgets.shared.renaming import show_renaming

    show_renaming(read_library().bundles[name])


@pytest.fixture(autouse=True)
def lived_in():
    shutil.copytree(ROOT / "tests/home_of_version_0_1", home(), dirs_exist_ok=True)


def test_a_network_of_ones_own_is_renamed_and_a_refusal_is_a_sentence():
    app = run_app(page, name="my-things")
    assert app.text_input[0].value == read_library().bundles["my-things"].title
    app.text_input[0].set_value("Best digits")
    click(app, "Rename")
    assert "came with Inkling" in app.warning[0].value
    app.text_input[0].set_value("Toys of mine")
    click(app, "Rename")
    assert read_library().bundles["my-things"].title == "Toys of mine"
    assert not rerun(app).warning
    assert app.text_input[0].value == "Toys of mine"


def test_a_shipped_one_keeps_its_name():
    assert labels(run_app(page, name="digits-dense")) == []
