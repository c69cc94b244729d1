"""What the networks know: searchable, with drawings, each of which can be put on the canvas."""

import pytest

from tests.widgets.app_helpers import click, html, labels, rerun, run_app, texts
from widgets.shared.page_state import DRAW_STATE
from widgets.shared.widget_keys import DrawKey


def page(task, networks):
    from widgets.draw.known import _show_known, known_button

    known_button(task, networks)
    # A dialog does not stay open in a test app, so its content is shown directly.
    _show_known(task, networks[0])


@pytest.fixture
def app(classifiers):
    return run_app(page, task="sketches", networks=[classifiers["sketches-345"]])


def test_all_are_shown_with_a_drawing_and_found_by_words(app):
    assert "What it knows" in labels(app)
    assert "knows 345 things" in texts(app)
    assert html(app).count("<i aria-hidden") == 345
    app.session_state[DrawKey.SEARCH] = "camel"
    rerun(app)
    assert html(app).count("<i aria-hidden") == 1
    assert "1 of them is shown." in texts(app)
    app.session_state[DrawKey.SEARCH] = "no such thing"
    assert "None of them has this name." in texts(rerun(app))


def test_a_drawing_can_be_put_on_the_canvas(app):
    app.session_state[DrawKey.SEARCH] = "camel"
    rerun(app)
    click(app, "Put it on the canvas")
    drawing = app.session_state[DRAW_STATE].drawing("sketches")
    assert len(drawing.objects) >= 1


def test_a_few_need_no_search(classifiers):
    app = run_app(page, task="digits", networks=[classifiers["digits-simple"]])
    assert len(app.text_input) == 0
    assert html(app).count("<li>") == 10
    assert "Put it on the canvas" not in labels(app)
