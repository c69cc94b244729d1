"""The live pen: what it is sent, and which of its reports are accepted. A story tests its browser side."""

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
    from widgets.shared.canvas_keys import DRAW_CANVAS
    from widgets.shared.page_state import draw_state
    from widgets.shared.widget_keys import DrawKey

    keys = DRAW_CANVAS.of("digits")
    # Simulates the component's state during its callbacks; it can only be set before the component is shown.
    st.session_state[DrawKey.LIVE_PEN] = {"pen": report, "stored": stored}
    live_pen.follow_pen()
    if stored is not None:
        live_pen.restore_drawings()
    del st.session_state[DrawKey.LIVE_PEN]
    # As if the canvas had been shown before.
    st.session_state[keys.canvas] = {}
    given["animals"] = current_drawing(draw_state().drawing("animals"), DRAW_CANVAS)
    given["strokes"] = current_drawing(draw_state().drawing("digits"), keys)
    live_pen.show_live_pen("digits", keys, given["strokes"])
    given["restored"] = draw_state().is_restored
    given["outdated"] = draw_state().is_canvas_outdated


def after(report=None, stored=None):
    """Returns what the session holds after the pen's report, and what the pen is then sent."""
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
    # The pen knows its own strokes, so they are not sent back.
    assert (told["task"], told["revision"], told["base"]) == ("digits", 0, [])


def test_a_stroke_goes_to_the_canvas_on_which_it_was_drawn_even_if_another_one_is_shown_by_then():
    given, _ = after(report(flat(SEVEN), task="animals"))
    np.testing.assert_allclose(given["animals"][0], SEVEN[0], atol=0.1)
    assert given["strokes"] == []


@pytest.mark.parametrize(
    "bad",
    [
        None,
        "text",
        [1, 2],
        report(flat(SEVEN), task="nothing"),
        report(flat(SEVEN), task=["digits"]),
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


def page_come_back_to(known, kept, given):
    import streamlit as st

    from widgets.draw import live_pen
    from widgets.shared.canvas import put_drawing, strokes_of
    from widgets.shared.canvas_keys import DRAW_CANVAS
    from widgets.shared.page_state import draw_state
    from widgets.shared.widget_keys import DrawKey

    drawing = draw_state().drawing("digits")
    put_drawing(drawing, known)
    if given.get("taken_back"):
        drawing.undo()
    if given.get("cleared"):
        drawing.clear()
    st.session_state[DrawKey.LIVE_PEN] = {"kept": {"task": "digits", "strokes": kept}}
    live_pen.continue_drawing("digits", DRAW_CANVAS.of("digits"))
    del st.session_state[DrawKey.LIVE_PEN]
    given["strokes"] = strokes_of(drawing.objects)
    given["outdated"] = draw_state().is_canvas_outdated


def come_back(known, kept, **given):
    run_app(page_come_back_to, known=known, kept=kept, given=given)
    return given


LINE = np.float32([[80, 60], [80, 100], [80, 150], [80, 220]])
OTHER = np.float32([[150, 60], [150, 220]])


@pytest.mark.parametrize(
    ("known", "kept"),
    [
        ([LINE[:3]], [LINE]),
        ([], [LINE]),
        ([LINE], [LINE, OTHER]),
        ([OTHER, LINE[:2]], [OTHER, LINE]),
        # The canvas reports slightly different points, and fewer of them.
        ([LINE[[0, 2]] + 0.4], [LINE]),
    ],
)
def test_the_end_of_a_stroke_that_was_lost_on_its_way_comes_back(known, kept):
    given = come_back(known, flat(kept))
    assert given["outdated"]
    assert len(given["strokes"]) == len(kept)
    for found, stroke in zip(given["strokes"], kept, strict=True):
        np.testing.assert_allclose(found[-1], stroke[-1], atol=0.5)


@pytest.mark.parametrize(
    ("known", "kept"),
    [
        ([LINE], [LINE]),
        ([LINE], [LINE[:2]]),
        ([LINE, OTHER], [LINE]),
        ([OTHER], [LINE, OTHER]),
        ([LINE], "hostile"),
        ([LINE], [[0, 1, 2]]),
        ([LINE], None),
    ],
)
def test_what_is_no_longer_end_of_the_same_drawing_changes_nothing(known, kept):
    given = come_back(known, flat(kept) if isinstance(kept, list) and len(kept[0]) != 3 else kept)
    assert not given["outdated"]
    assert len(given["strokes"]) == len(known)


def test_what_was_taken_back_does_not_come_back():
    assert come_back([LINE, OTHER], flat([LINE, OTHER]), taken_back=True)["strokes"][0].shape == LINE.shape
    assert not come_back([LINE, OTHER], flat([LINE, OTHER]), taken_back=True)["outdated"]
    assert come_back([LINE], flat([LINE]), cleared=True)["strokes"] == []


def test_the_end_of_a_stroke_may_come_by_itself():
    """Sent as a trigger, which Streamlit keeps if the user leaves the page before the report is handled."""

    def page(given):
        import streamlit as st

        from widgets.draw import live_pen
        from widgets.shared.canvas import current_drawing
        from widgets.shared.canvas_keys import DRAW_CANVAS
        from widgets.shared.page_state import draw_state
        from widgets.shared.widget_keys import DrawKey

        keys = DRAW_CANVAS.of("digits")
        report = {"task": "digits", "revision": 0, "strokes": given["report"], "number": 2}
        st.session_state[DrawKey.LIVE_PEN] = {"ended": report}
        live_pen.follow_pen("ended")
        del st.session_state[DrawKey.LIVE_PEN]
        given["strokes"] = current_drawing(draw_state().drawing("digits"), keys)

    given = {"report": flat([LINE])}
    run_app(page, given=given)
    np.testing.assert_allclose(given["strokes"][0][-1], LINE[-1], atol=0.1)
