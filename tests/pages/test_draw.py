"""The Draw page without a browser: choices, examples, uploads, refusals."""

from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.preprocessing.decode import decode_image
from core.preprocessing.example_drawings import example_drawing
from tests.conftest import ROOT
from tests.core.pictures_for_tests import file_of, ink_of
from widgets.shared.canvas_drawing import CanvasDrawing
from widgets.shared.page_state import DRAW_STATE, DrawState
from widgets.shared.widget_keys import DrawKey


@pytest.fixture
def app():
    app = AppTest.from_file(ROOT / "pages/draw.py", default_timeout=60).run()
    assert not app.exception
    return app


def button(app, label):
    return next(each for each in app.button if each.label == label)


def control(app, label):
    return next(each for each in app.get("button_group") if each.label == label)


def winners(app):
    return [metric.value for metric in app.metric]


def upload(app, data, name="seven.png"):
    app.session_state[DrawKey.SOURCE] = "file"
    app.run()
    app.file_uploader[0].set_value((name, data, "image/png")).run()
    assert not app.exception
    return app


def test_an_empty_canvas_says_what_to_do(app):
    assert "Draw a digit" in app.caption[0].value
    assert "Nothing is drawn yet" in app.info[0].value
    assert winners(app) == []


def test_an_example_is_drawn_and_read(app):
    button(app, "Show me an example").click().run()
    name = example_drawing("digits", 0)[0]
    assert set(winners(app)) == {name}
    assert f"networks say {name}." in app.markdown[0].value
    button(app, "Show me an example").click().run()
    assert example_drawing("digits", 1)[0] in winners(app)


def test_undo_redo_and_clear(app):
    button(app, "Show me an example").click().run()
    assert button(app, "Redo").disabled
    button(app, "Undo").click().run()
    assert "Nothing is drawn yet" in app.info[0].value
    assert button(app, "Undo").disabled
    button(app, "Redo").click().run()
    assert not app.info
    button(app, "Clear").click().run()
    assert "Nothing is drawn yet" in app.info[0].value
    assert not app.exception


def test_the_drawing_survives_other_tasks_and_other_inputs(app):
    button(app, "Show me an example").click().run()
    for task in ("animals", "digits"):
        app.session_state[DrawKey.TASK] = task
        app.run()
        assert not app.exception
        assert not app.info
    app.session_state[DrawKey.SOURCE] = "file"
    app.run()
    app.session_state[DrawKey.SOURCE] = "canvas"
    app.run()
    assert not app.info
    assert set(winners(app)) == {"7"}


@pytest.mark.parametrize("view", ["What the network saw", "Where it looked", "Stroke by stroke"])
def test_every_closer_look_works_for_drawings_and_uploads(app, view):
    app.session_state[DrawKey.VIEW] = view
    button(app, "Show me an example").click().run()
    assert not app.exception
    upload(app, file_of(255 - ink_of("4")))
    assert set(winners(app)) == {"4"}


def test_one_network_or_none_can_be_chosen(app):
    app.session_state[DrawKey.NETWORKS.of("digits")] = ["digits-simple"]
    button(app, "Show me an example").click().run()
    assert winners(app) == ["7"]
    app.session_state[DrawKey.NETWORKS.of("digits")] = []
    app.run()
    assert "Choose at least one" in app.info[0].value


def test_a_drawing_between_cat_and_dog_is_not_called_an_animal(classifiers):
    def column():
        import streamlit as st

        from widgets.shared.answers import show_answers

        show_answers([st.session_state["answer"]])

    network = classifiers["animals-deep"]
    probabilities = np.array([label in ("cat", "dog") for label in network.bundle.labels]) / 2
    answer = network.classify_picture(decode_image(file_of(255 - ink_of("cat", task="animals"))))
    app = AppTest.from_function(column, default_timeout=60)
    app.session_state["answer"] = replace(answer, probabilities=probabilities, reason="torn")
    app.run()
    assert winners(app) == ["Not sure"]
    assert app.markdown[0].value.startswith("Torn between cat and dog.")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no picture", "not a picture"),
        (file_of(255 - ink_of("7"))[:800], "cut short"),
        (file_of(ink_of("7") * 0 + 255), "no drawing"),
    ],
)
def test_bad_uploads_get_a_sentence_and_the_last_answer_stays(app, data, words):
    upload(app, file_of(255 - ink_of("4")))
    assert set(winners(app)) == {"4"}
    app.file_uploader[0].set_value(("x.png", data, "image/png")).run()
    assert not app.exception
    assert words in app.warning[0].value
    assert "Received: " in app.warning[0].value
    assert set(winners(app)) == {"4"}


def test_a_dot_gets_a_sentence(app):
    drawing = CanvasDrawing()
    drawing.show([{"path": [["M", 50, 50], ["L", 50.04, 50]]}])
    app.session_state[DRAW_STATE] = DrawState(drawing)
    app.run()
    assert "only a dot" in app.warning[0].value
