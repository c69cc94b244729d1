"""The canvas: what it is sent, what it reports, and its buttons.

The component can only be imported in a running app, so every import of it is in an app's body.
"""

import importlib.metadata
from pathlib import Path

import pytest

from core.preprocessing.example_drawings import example_drawing
from tests.widgets.app_helpers import click, rerun, run_app
from widgets.shared.canvas_drawing import PEN_WIDTHS_PX, CanvasDrawing
from widgets.shared.canvas_keys import DRAW_CANVAS

SEVEN = example_drawing("digits", 0)[1]


def canvas_page(drawing):
    import streamlit as st

    from widgets.shared.canvas import canvas_buttons, current_drawing, pen_choice, show_canvas
    from widgets.shared.canvas_keys import DRAW_CANVAS

    st.write(f"{len(current_drawing(drawing, DRAW_CANVAS))} strokes")
    show_canvas(drawing, DRAW_CANVAS)
    canvas_buttons(drawing, DRAW_CANVAS)
    pen_choice(DRAW_CANVAS)


def strokes_on(app):
    return app.markdown[0].value


def disabled(app):
    return {button.label for button in app.button if button.disabled}


def test_an_empty_canvas_has_nothing_to_undo():
    app = run_app(canvas_page, drawing=CanvasDrawing())
    assert strokes_on(app) == "0 strokes"
    assert disabled(app) == {"Undo", "Redo", "Clear"}


def test_strokes_that_are_put_on_it_come_back_as_they_were():
    def page(strokes):
        import numpy as np

        from widgets.shared.canvas import current_drawing, put_drawing
        from widgets.shared.canvas_drawing import CanvasDrawing
        from widgets.shared.canvas_keys import DRAW_CANVAS

        drawing = CanvasDrawing()
        put_drawing(drawing, strokes)
        back = current_drawing(drawing, DRAW_CANVAS)
        assert len(back) == len(strokes)
        for stroke, same in zip(strokes, back, strict=True):
            np.testing.assert_allclose(same[[0, -1]], stroke[[0, -1]], atol=0.01)

    run_app(page, strokes=SEVEN)


def test_the_buttons_change_the_drawing_and_say_what_is_possible():
    drawing = CanvasDrawing()
    drawing.catch_up([{"path": [["M", x, 20], ["L", x, 90]]} for x in (50, 100)])
    app = run_app(canvas_page, drawing=drawing)
    assert (strokes_on(app), disabled(app)) == ("2 strokes", {"Redo"})
    click(app, "Undo")
    assert (strokes_on(app), disabled(app)) == ("1 strokes", set())
    click(app, "Redo")
    assert strokes_on(app) == "2 strokes"
    click(app, "Clear")
    assert (strokes_on(app), disabled(app)) == ("0 strokes", {"Redo", "Clear"})
    click(app, "Undo")
    assert (strokes_on(app), disabled(app)) == ("2 strokes", set())


def test_a_button_acts_on_a_stroke_that_is_reported_together_with_the_click():
    def page(drawing):
        from widgets.shared.canvas import canvas_buttons
        from widgets.shared.canvas_keys import DRAW_CANVAS

        canvas_buttons(drawing, DRAW_CANVAS)

    first, second = ({"path": [["M", x, 20], ["L", x, 90]]} for x in (50, 100))
    drawing = CanvasDrawing()
    drawing.catch_up([first])
    app = run_app(page, drawing=drawing)
    app.session_state[DRAW_CANVAS.canvas] = {"drawing": {"raw": {"objects": [first, second]}}}
    click(app, "Undo")
    assert drawing.objects == [first]


@pytest.mark.parametrize(
    ("objects", "sentence"),
    [
        ([{"path": [["M", 0, 0], *[["L", x % 500, 100] for x in range(50_000)]]}], "at most 2,000 strokes"),
        ([{"path": [["M", 1, 2], ["L", 30, 40]]}] * 2001, "at most 2,000 strokes"),
        ([{"path": [["M", "<b>"]]}], "cannot be read"),
    ],
)
def test_a_report_that_cannot_be_read_leaves_the_drawing_as_it_was(objects, sentence):
    known, drawing = [{"path": [["M", 50, 20], ["L", 50, 90]]}], CanvasDrawing()
    app = run_app(canvas_page, drawing=drawing)
    app.session_state[DRAW_CANVAS.canvas] = {"drawing": {"raw": {"objects": known}}}
    rerun(app)
    revision = drawing.revision
    app.session_state[DRAW_CANVAS.canvas] = {"drawing": {"raw": {"objects": objects}}}
    rerun(app)
    assert strokes_on(app) == "1 strokes"
    assert (drawing.objects, drawing.base) == (known, known)
    # The canvas shows the drawing without what could not be read.
    assert drawing.revision == revision + 1
    assert sentence in app.toast[0].value
    assert "Received" not in app.toast[0].value


@pytest.mark.parametrize("raw", [None, {}, {"objects": 5}, {"objects": None}, {"objects": "M 1 2"}])
def test_a_report_of_another_form_is_ignored(raw):
    drawing = CanvasDrawing()
    app = run_app(canvas_page, drawing=drawing)
    app.session_state[DRAW_CANVAS.canvas] = {"drawing": {"raw": raw}}
    rerun(app)
    assert strokes_on(app) == "0 strokes"
    assert not app.toast


def test_a_canvas_that_was_away_is_told_its_drawing_anew():
    def page(drawing, where):
        from widgets.shared.canvas import current_drawing, show_canvas
        from widgets.shared.canvas_keys import DRAW_CANVAS

        if where["canvas"]:
            current_drawing(drawing, DRAW_CANVAS)
            # The live pen is shown first, and has to know what the canvas begins with.
            where["known"] = drawing.pen_base
            show_canvas(drawing, DRAW_CANVAS)

    drawing, where = CanvasDrawing(), {"canvas": True}
    drawing.follow([{"path": [["M", 50, 20], ["L", 50, 90]]}], 0)
    app = run_app(page, drawing=drawing, where=where)
    assert drawing.revision == 1
    rerun(app)
    assert drawing.revision == 1
    where["canvas"] = False
    rerun(app)
    where["canvas"] = True
    drawing.follow([{"path": [["M", 10, 20], ["L", 10, 90]]}], drawing.pen_revision)
    rerun(app)
    assert (drawing.revision, drawing.base) == (2, drawing.objects)
    assert where["known"] == drawing.objects != []


def test_the_pen_is_of_the_chosen_width():
    def page(drawing, widths):
        import streamlit as st

        from widgets.shared import canvas
        from widgets.shared.canvas_keys import DRAW_CANVAS

        real = canvas.st_canvas

        def noting(**options):
            widths.append(options["stroke_width"])
            return real(**options)

        canvas.st_canvas = noting
        try:
            canvas.show_canvas(drawing, DRAW_CANVAS)
        finally:
            canvas.st_canvas = real
        canvas.pen_choice(DRAW_CANVAS)
        st.write(str(widths))

    widths = []
    app = run_app(page, drawing=CanvasDrawing(), widths=widths)
    app.session_state[DRAW_CANVAS.pen] = "Thick"
    rerun(app)
    # The component's own canvas is twice as many pixels wide.
    assert widths == [2 * PEN_WIDTHS_PX["Medium"], 2 * PEN_WIDTHS_PX["Thick"]]


def test_the_components_state_holds_what_the_component_returns():
    # The format of the state is a private part of streamlit-drawable-canvas.
    def page():
        import streamlit as st
        from streamlit_drawable_canvas import st_canvas

        from widgets.shared.canvas import current_drawing
        from widgets.shared.canvas_drawing import CanvasDrawing
        from widgets.shared.canvas_keys import DRAW_CANVAS

        drawing = CanvasDrawing()
        before = current_drawing(drawing, DRAW_CANVAS)
        objects = [{"type": "path", "path": [["M", 1, 2], ["L", 3, 4]]}]
        result = st_canvas(initial_drawing={"objects": objects}, key=DRAW_CANVAS.canvas)
        assert result.json_data["objects"] == objects
        current_drawing(drawing, DRAW_CANVAS)
        assert drawing.objects == objects
        st.write("again" if before else "first")

    app = run_app(page)
    assert app.markdown[0].value == "first"
    assert rerun(app).markdown[0].value == "again"


def test_a_report_of_the_component_names_the_order_that_it_has_carried_out():
    def page(drawing):
        import streamlit as st

        from widgets.shared.canvas import current_drawing, show_canvas
        from widgets.shared.canvas_keys import DRAW_CANVAS

        current_drawing(drawing, DRAW_CANVAS)
        show_canvas(drawing, DRAW_CANVAS)
        st.session_state["paper"] = st.session_state[DRAW_CANVAS.canvas]["drawing"]["raw"]["background"]

    papers = []
    for count in (0, 3):
        drawing = CanvasDrawing()
        for _ in range(count):
            drawing.clear()
        app = run_app(page, drawing=drawing)
        papers.append(app.session_state["paper"])
        # The component reports nothing new, so nothing changes.
        rerun(app)
        assert drawing.revision == count
    assert papers == ["rgba(255, 255, 255, 1.0)", "rgba(255, 255, 255, 1.3)"]


def test_a_canvas_that_was_built_anew_is_told_its_drawing():
    def page(drawing, callbacks):
        from widgets.shared import canvas
        from widgets.shared.canvas_keys import DRAW_CANVAS

        real = canvas._guard
        canvas._guard = lambda **options: callbacks.append(options["on_rebuilt_change"])
        try:
            canvas.show_canvas(drawing, DRAW_CANVAS)
        finally:
            canvas._guard = real

    drawing, callbacks = CanvasDrawing(), []
    run_app(page, drawing=drawing, callbacks=callbacks)
    drawing.follow([{"path": [["M", 50, 20], ["L", 50, 90]]}], 0)
    assert drawing.base == []
    callbacks[-1]()
    assert drawing.base == drawing.objects != []
    assert drawing.revision == 1


def test_canvases_that_are_shown_in_turn_have_keys_of_their_own():
    digits, own = DRAW_CANVAS.of("digits"), DRAW_CANVAS.of("own drawings")
    assert len({digits.canvas, own.canvas, DRAW_CANVAS.canvas}) == 3
    assert digits.frame == own.frame
    assert " " not in own.canvas


@pytest.mark.parametrize("word", ["initialDrawing", '"drawing"', "raw", "path", "strokeWidth", "dc-canvas"])
def test_the_components_page_knows_the_words_that_we_rely_on(word):
    files = importlib.metadata.files("streamlit-drawable-canvas")
    scripts = [Path(file.locate()).read_text() for file in files if file.suffix == ".js"]
    assert scripts
    assert any(word in script for script in scripts)
    # The guard presses this button of the toolbar.
    assert any('"Update the app with this drawing", t.onSend' in script for script in scripts)
