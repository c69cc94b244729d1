"""The Draw page without a browser: choices, examples, uploads, refusals."""

from dataclasses import replace
from html import unescape

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.preprocessing.decode import decode_image
from core.preprocessing.example_drawings import example_drawing
from tests.conftest import ROOT
from tests.core.pictures_for_tests import file_of, ink_of
from tests.widgets.app_helpers import example_photo, html, note_downloads, panels
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


IDEAS = [*(f"Draw a {digit}." for digit in "012345679"), "Draw an 8."]


def winners(app):
    return [panel.value for panel in panels(app)]


def upload(app, data, name="seven.png"):
    app.session_state[DrawKey.SOURCE] = "file"
    app.run()
    app.file_uploader[0].set_value((name, data, "image/png")).run()
    assert not app.exception
    return app


def test_an_empty_canvas_says_what_to_do(app):
    assert app.title[0].value == "Draw something. What do three neural networks see?"
    assert "Draw a digit" in html(app)
    assert "Nothing is drawn yet" in html(app)
    assert winners(app) == []


def test_an_example_is_drawn_and_read(app):
    button(app, "Show me an example").click().run()
    name = example_drawing("digits", 0)[0]
    assert set(winners(app)) == {name}
    assert f'networks say "{name}".' in unescape(html(app))
    button(app, "Show me an example").click().run()
    assert example_drawing("digits", 1)[0] in winners(app)


def test_undo_redo_and_clear(app):
    button(app, "Show me an example").click().run()
    assert button(app, "Redo").disabled
    button(app, "Undo").click().run()
    assert "Nothing is drawn yet" in html(app)
    assert button(app, "Undo").disabled
    button(app, "Redo").click().run()
    assert set(winners(app)) == {"7"}
    button(app, "Clear").click().run()
    assert "Nothing is drawn yet" in html(app)
    assert winners(app) == []
    button(app, "Undo").click().run()
    assert set(winners(app)) == {"7"}
    assert not app.exception


def test_another_task_starts_clean_and_the_first_keeps_its_drawing(app):
    button(app, "Show me an example").click().run()
    app.session_state[DrawKey.TASK] = "animals"
    app.run()
    assert "Draw a camel" in html(app)
    assert winners(app) == []
    app.session_state[DrawKey.TASK] = "digits"
    app.run()
    assert set(winners(app)) == {"7"}
    assert not app.exception


def test_the_drawing_survives_other_inputs(app):
    button(app, "Show me an example").click().run()
    app.session_state[DrawKey.SOURCE] = "file"
    app.run()
    assert winners(app) == []
    app.session_state[DrawKey.SOURCE] = "canvas"
    app.run()
    assert set(winners(app)) == {"7"}


def test_presenting_offers_to_leave_and_ends(app):
    button(app, "Show me an example").click().run()
    button(app, "Present").click().run()
    assert "Present" not in [each.label for each in app.button]
    assert set(winners(app)) == {"7"}
    button(app, "Leave").click().run()
    assert "Present" in [each.label for each in app.button]
    assert not app.exception


def test_an_idea_is_one_of_the_things_that_the_networks_know(app):
    ideas = set()
    for _ in range(3):
        button(app, "Give me an idea").click().run()
        # On an empty canvas, the idea appears in the place of the answers.
        ideas |= {idea for idea in IDEAS if f'class="answer-headline">{idea}<' in html(app)}
    assert len(ideas) > 1
    assert not [each for each in app.markdown if each.value.startswith("**Draw")]


def test_beside_a_drawing_an_idea_stands_below_all_that_is_offered_and_goes_with_its_task(app):
    button(app, "Show me an example").click().run()
    button(app, "Give me an idea").click().run()
    (idea,) = [each.value for each in app.markdown if each.value.startswith("**Draw")]
    page = [getattr(each, "label", None) or getattr(each, "value", None) for each in app.main]
    assert page.index("Give me an idea") < page.index("Present") < page.index(idea)
    assert idea.strip("*") in IDEAS
    app.session_state[DrawKey.TASK] = "animals"
    app.run()
    assert not [each for each in app.markdown if each.value.startswith("**Draw")]
    assert not any(idea in html(app) for idea in IDEAS)


def test_an_example_shows_something_else_than_the_idea_before_it(app):
    button(app, "Give me an idea").click().run()
    button(app, "Show me an example").click().run()
    assert not [each for each in app.markdown if each.value.startswith("**Draw")]


def test_one_network_that_knows_them_all_answers_for_345_things(app):
    app.session_state[DrawKey.TASK] = "sketches"
    app.run()
    assert app.session_state[DrawKey.NETWORKS.of("sketches")] == ["sketches-345"]
    assert app.title[0].value == "Draw something. What does a neural network see?"


@pytest.mark.parametrize("view", ["What the network saw", "Where it looked", "Stroke by stroke"])
def test_every_closer_look_works_for_drawings_and_uploads(app, view):
    app.session_state[DrawKey.VIEW] = view
    button(app, "Show me an example").click().run()
    assert not app.exception
    upload(app, file_of(255 - ink_of("4")))
    assert set(winners(app)) == {"4"}


def test_a_photo_of_a_thing_is_sent_to_the_page_for_those(app):
    upload(app, file_of(255 - ink_of("7")))
    assert not any("Photo page" in caption.value for caption in app.caption)
    upload(app, example_photo("written-words")[1], "words.jpg")
    assert "Not sure" in winners(app)
    assert any("use the Photo page" in caption.value for caption in app.caption)
    upload(app, example_photo("portrait")[1], "portrait.jpg")
    assert "No drawing could be found" in html(app)
    assert ["use the Photo page" in caption.value for caption in app.caption].count(True) == 1


def test_only_what_was_drawn_here_can_be_saved(app, monkeypatch):
    """An upload has no strokes: its stroke file would be empty, and its picture white."""
    data_of = note_downloads(monkeypatch)
    upload(app, file_of(255 - ink_of("7")))
    assert set(winners(app)) == {"7"}
    assert data_of == {}
    app.session_state[DrawKey.SOURCE] = "canvas"
    app.run()
    button(app, "Show me an example").click().run()
    assert set(data_of) == {"Save as picture", "Save as strokes"}


def test_one_network_or_none_can_be_chosen(app):
    app.session_state[DrawKey.NETWORKS.of("digits")] = ["digits-simple"]
    button(app, "Show me an example").click().run()
    assert winners(app) == ["7"]
    app.session_state[DrawKey.NETWORKS.of("digits")] = []
    app.run()
    assert "Choose at least one" in html(app)


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
    (panel,) = panels(app)
    assert (panel.value, panel.explanation) == ("Not sure", "Torn between cat and dog. Best guess: cat")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no picture", "not a picture"),
        (file_of(255 - ink_of("7"))[:800], "cut short"),
        (file_of(ink_of("7") * 0 + 255), "no drawing"),
    ],
)
def test_bad_uploads_get_a_sentence_and_no_answer(app, data, words):
    upload(app, file_of(255 - ink_of("4")))
    assert set(winners(app)) == {"4"}
    app.file_uploader[0].set_value(("x.png", data, "image/png")).run()
    assert not app.exception
    assert words in html(app)
    assert "Received: " not in html(app)
    assert winners(app) == []
    assert "Look closer" not in [each.label for each in app.get("button_group")]


def test_a_dot_gets_a_sentence(app):
    drawing = CanvasDrawing()
    drawing.show([{"path": [["M", 50, 50], ["L", 50.04, 50]]}])
    app.session_state[DRAW_STATE] = DrawState({"digits": drawing})
    app.run()
    assert "only a dot" in html(app)
