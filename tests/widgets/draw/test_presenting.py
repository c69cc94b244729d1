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
    click(app, "Leave")
    assert labels(app) == ["Present"]
