"""Presenting on a projector."""

from tests.widgets.app_helpers import click, labels, run_app


def page():
    from widgets.draw.presenting import present_button

    present_button()


def test_one_click_presents_and_another_or_escape_leaves():
    app = run_app(page)
    assert labels(app) == ["Present"]
    click(app, "Present")
    assert labels(app) == ["Leave"]
    assert app.button[0].proto.shortcut == "escape"
    assert app.query_params == {"present": "yes"}
    click(app, "Leave")
    assert labels(app) == ["Present"]
    assert app.query_params == {}


def test_an_address_or_a_reload_presents_at_once():
    app = run_app(page)
    app.query_params["present"] = "yes"
    app.run()
    assert labels(app) == ["Leave"]


def test_any_other_value_in_the_address_presents_nothing():
    app = run_app(page)
    app.query_params["present"] = "no"
    app.run()
    assert labels(app) == ["Present"]
