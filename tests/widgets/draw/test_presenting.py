"""Presenting on a projector."""

from streamlit.testing.v1 import AppTest

from tests.widgets.app_helpers import click, labels, run_app


def page(goes_back=False):
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    from widgets.draw.presenting import present_button

    get_script_run_ctx().is_history_navigation = goes_back
    present_button()


def opened(present):
    app = AppTest.from_function(page, default_timeout=60, kwargs={})
    app.query_params["present"] = present
    return app.run()


def test_one_click_presents_and_another_or_escape_leaves():
    app = run_app(page, goes_back=False)
    assert labels(app) == ["Present"]
    click(app, "Present")
    assert labels(app) == ["Leave"]
    assert app.button[0].proto.shortcut == "escape"
    assert app.query_params == {"present": "yes"}
    click(app, "Leave")
    assert labels(app) == ["Present"]
    assert app.query_params == {}


def test_an_address_or_a_reload_presents_at_once():
    assert labels(opened("yes")) == ["Leave"]


def test_a_run_that_comes_with_the_address_of_before_changes_nothing():
    """Happens for a stroke that was still on its way when the button was pressed."""
    app = run_app(page, goes_back=False)
    for button, address, address_before in (("Present", {"present": "yes"}, None), ("Leave", {}, "yes")):
        click(app, button)
        (shown,) = labels(app)
        if address_before:
            app.query_params["present"] = address_before
        else:
            del app.query_params["present"]
        app.run()
        assert labels(app) == [shown]
        assert app.query_params == address


def test_the_browsers_back_leaves_and_forward_presents():
    app = run_app(page, goes_back=False)
    click(app, "Present")
    app.kwargs["goes_back"] = True
    del app.query_params["present"]
    app.run()
    assert labels(app) == ["Present"]
    app.query_params["present"] = "yes"
    app.run()
    assert labels(app) == ["Leave"]


def test_any_other_value_in_the_address_presents_nothing():
    assert labels(opened("no")) == ["Present"]
