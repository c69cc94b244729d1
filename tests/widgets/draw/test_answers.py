"""Answers to a drawing or an upload: shown at once, gone after a refusal, and never computed twice."""

from html import unescape

import numpy as np
import pytest

from core.inference.classifier import Classifier
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.image_source import ImageSource
from tests.core.pictures_for_tests import file_of, ink_of
from tests.widgets.app_helpers import Count, html, panels, rerun, run_app, texts
from widgets.shared.choices import OWN
from widgets.shared.page_state import DRAW_STATE

SEVEN, FOUR = example_drawing("digits", 0)[1], example_drawing("digits", 2)[1]
DOT = [np.float32([[50, 50], [50.04, 50]])]


def page(given, networks):
    import streamlit as st

    from widgets.draw.answers import show_drawing_answers

    show_drawing_answers(
        given["task"], given["source"], networks, given["strokes"], given["upload"], st.container()
    )


def given(strokes=(), upload=None, task="digits"):
    return {
        "task": task,
        "source": "canvas" if upload is None else "file",
        "strokes": list(strokes),
        "upload": upload,
    }


def picture(name, data):
    return ImageSource(name, lambda: data)


@pytest.fixture
def networks(classifiers):
    return [classifiers["digits-simple"], classifiers["digits-dense"]]


def winners(app):
    return [panel.value for panel in panels(app)]


@pytest.mark.parametrize(
    ("task", "words"),
    [("digits", "Draw a digit"), ("animals", "Draw a camel"), (OWN, "that you have taught")],
)
def test_nothing_yet_says_what_to_do(networks, task, words):
    app = run_app(page, given=given(task=task), networks=networks)
    assert words in html(app)
    assert "Nothing is drawn yet" in html(app)
    assert "Choose at least one network" in html(run_app(page, given=given(SEVEN), networks=[]))


def test_an_empty_canvas_has_no_old_answer(networks):
    now = given(SEVEN)
    app = run_app(page, given=now, networks=networks)
    assert winners(app) == ["7", "7"]
    assert 'Both networks say "7".' in unescape(html(app))
    now["strokes"] = []
    rerun(app)
    assert winners(app) == []
    assert "Nothing is drawn yet" in html(app)


def test_a_dot_is_refused_in_one_sentence(networks):
    app = run_app(page, given=given(DOT), networks=networks)
    assert "That is only a dot. Draw something larger." in html(app)
    assert "Received" not in html(app)
    assert winners(app) == []


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (given(upload=picture("x.png", b"no picture")), "not a picture"),
        (given(upload=picture("x.png", file_of(np.full((64, 64), 255, np.uint8)))), "no drawing"),
    ],
)
def test_a_refusal_is_one_sentence_without_the_answer_to_an_earlier_picture(networks, bad, words):
    now = given(upload=picture("four.png", file_of(255 - ink_of("4"))))
    app = run_app(page, given=now, networks=networks)
    assert winners(app) == ["4", "4"]
    now.update(bad)
    rerun(app)
    assert words in html(app)
    assert "Received" not in html(app)
    assert winners(app) == []
    assert app.session_state[DRAW_STATE].shown is None


def test_an_upload_is_answered_with_the_notes_on_it(networks):
    upload = picture("four.jpg", file_of(255 - ink_of("4")))
    app = run_app(page, given=given(upload=upload), networks=networks)
    assert winners(app) == ["4", "4"]
    assert "named .jpg but is a PNG" in texts(app)


def side_by_side(*drawings):
    """Returns the strokes of the drawings side by side, each at half its size."""
    return [
        stroke / 2 + (110 * index - 20, 60) for index, strokes in enumerate(drawings) for stroke in strokes
    ]


def test_a_number_on_the_canvas_is_read_digit_by_digit(networks, monkeypatch):
    now = given(side_by_side(FOUR, SEVEN))
    app = run_app(page, given=now, networks=networks)
    assert "I see 2 digits: 4 7." in html(app)
    assert winners(app) == ["4 7", "4 7"]
    assert [bar[0] for bar in panels(app)[0].bars] == ["4", "7"]
    assert [len(strokes) for strokes in app.session_state[DRAW_STATE].shown.number.strokes] == [2, 1]
    runs = Count(monkeypatch, Classifier, "run")
    rerun(app)
    assert runs.since() == 0
    # A single digit is read as always, and so are drawings of other tasks.
    now["strokes"] = list(FOUR)
    assert winners(rerun(app)) == ["4", "4"]
    now.update(given(side_by_side(FOUR, SEVEN), task=OWN))
    rerun(app)
    assert "digits:" not in html(app)


def test_of_a_number_on_an_upload_the_headline_says_which_digit_it_is_about(networks):
    upload = ImageSource("1.png", lambda: file_of(255 - ink_of("4")), "Digit 1 of 3")
    app = run_app(page, given=given(upload=upload), networks=networks)
    assert 'Digit 1 of 3. Both networks say "4".' in unescape(html(app))


def test_the_same_drawing_is_asked_about_once(networks, monkeypatch):
    runs = Count(monkeypatch, Classifier, "run")
    now = given(SEVEN)
    app = run_app(page, given=now, networks=networks)
    assert runs.since() == 2
    now["strokes"] = [stroke.copy() for stroke in SEVEN]
    rerun(app)
    assert runs.since() == 0
    now["strokes"] = list(FOUR)
    rerun(app)
    assert runs.since() == 2
