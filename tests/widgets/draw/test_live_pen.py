"""The live pen: what it is told, and what of its reports is taken over. The browser's half is a story."""

import json

import numpy as np
import pytest

from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.strokes import MAX_STROKES
from tests.widgets.app_helpers import run_app

SEVEN = example_drawing("digits", 0)[1]


def flat(strokes):
    return [np.asarray(stroke, float).round(1).ravel().tolist() for stroke in strokes]


def page(report, stored, given):
    import streamlit as st

    from widgets.draw import live_pen
    from widgets.shared.canvas import current_drawing
    from widgets.shared.page_state import draw_state
    from widgets.shared.widget_keys import DRAW_CANVAS, DrawKey

    keys = DRAW_CANVAS.of("digits")
    # As the component's state is while its callbacks run; it can only be set before it is shown.
    st.session_state[DrawKey.LIVE_PEN] = {"pen": report, "stored": stored}
    live_pen.follow_pen("digits", keys)
    if stored is not None:
        live_pen.restore_drawings()
    del st.session_state[DrawKey.LIVE_PEN]
    live_pen.show_live_pen("digits", keys)
    given["strokes"] = current_drawing(draw_state().drawing("digits"), keys)
    given["restored"] = draw_state().is_restored
    given["outdated"] = draw_state().is_canvas_outdated


def after(report=None, stored=None):
    """What the session holds after the pen has reported something, and what the pen is told then."""
    given = {}
    app = run_app(page, report=report, stored=stored, given=given)
    (pen,) = app.get("bidi_component")
    return given, json.loads(pen.proto.json)


def report(strokes, **changes):
    return {"task": "digits", "revision": 0, "strokes": strokes, "number": 7} | changes


def test_what_the_pen_reports_is_the_drawing():
    given, told = after(report(flat(SEVEN)))
    assert len(given["strokes"]) == len(SEVEN)
    np.testing.assert_allclose(given["strokes"][0], SEVEN[0], atol=0.1)
    # The pen knows its own strokes, so they are not told back.
    assert (told["task"], told["revision"], told["base"]) == ("digits", 0, [])


@pytest.mark.parametrize(
    "bad",
    [
        None,
        "text",
        [1, 2],
        report(flat(SEVEN), task="animals"),
        report(flat(SEVEN), revision=3),
        report(flat(SEVEN), revision="0"),
        report("strokes"),
        report([]),
        report([[1, 2, 3]]),
        report([[1, "x"]]),
        report([[1, None]]),
        report([[1, [2]]]),
        report([{"x": 1}]),
        report([[float("nan"), 1]]),
        report([[float("inf"), 1]]),
        report([[1e9, 1]]),
        report([[10**400, 1]]),
        report([[1, 2]] * (MAX_STROKES + 1)),
        report([[1, 2] * 60_000]),
    ],
    ids=lambda bad: repr(bad)[:60],
)
def test_what_is_no_drawing_is_left_out(bad):
    given, _ = after(bad)
    assert given["strokes"] == []


def test_what_the_browser_kept_is_put_on_the_canvas_and_told_as_what_is_there():
    given, told = after(stored={"drawings": {"digits": flat(SEVEN), "animals": [[1, "x"]], "other": 3}})
    np.testing.assert_allclose(given["strokes"][0], SEVEN[0], atol=0.1)
    assert given["restored"]
    assert given["outdated"]
    assert told["restored"]
    for stroke, same in zip(flat(SEVEN), told["base"], strict=True):
        assert same == pytest.approx(stroke, abs=0.1)


@pytest.mark.parametrize("stored", [{}, {"drawings": {}}, {"drawings": [1]}, {"drawings": {"digits": "x"}}])
def test_a_browser_that_kept_nothing_changes_nothing(stored):
    given, _ = after(stored=stored)
    assert given["strokes"] == []
    assert given["restored"]
    assert not given["outdated"]


def test_a_drawing_that_is_there_is_not_replaced():
    given, _ = after(report([[10, 10, 90, 90]]), {"drawings": {"digits": flat(SEVEN)}})
    np.testing.assert_allclose(given["strokes"][0], [[10, 10], [90, 90]], atol=0.1)
    assert not given["outdated"]
