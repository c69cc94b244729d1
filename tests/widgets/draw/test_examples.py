"""The button that draws an example."""

from core.preprocessing.example_drawings import example_drawing
from tests.widgets.app_helpers import click, labels, run_app
from widgets.shared.choices import OWN


def page(task):
    import streamlit as st

    from widgets.draw.examples import example_button
    from widgets.shared.canvas import current_drawing
    from widgets.shared.canvas_keys import DRAW_CANVAS
    from widgets.shared.page_state import draw_state

    strokes = current_drawing(draw_state().drawing(task), DRAW_CANVAS)
    st.write(" ".join(str(len(stroke)) for stroke in strokes) or "nothing")
    example_button(task)


def test_one_example_after_the_other_is_put_on_the_canvas():
    app = run_app(page, task="digits")
    assert app.markdown[0].value == "nothing"
    shown = [click(app, "Show me an example").markdown[0].value for _ in range(3)]
    strokes = [example_drawing("digits", number)[1] for number in range(3)]
    assert [len(text.split()) for text in shown] == [len(drawing) for drawing in strokes]
    assert len(set(shown)) == 3


def test_what_a_person_has_taught_has_no_examples():
    assert labels(run_app(page, task=OWN)) == []
