"""Closer looks at a drawing's answers."""

from dataclasses import replace

import numpy as np
import pytest

from core.inference.classifier import Classifier
from core.inference.drawn_numbers import read_drawn_number
from core.preprocessing.decode import decode_image
from core.preprocessing.example_drawings import example_drawing
from tests.core.pictures_for_tests import file_of, ink_of
from tests.widgets.app_helpers import Count, rerun, run_app, texts
from widgets.draw.closer_look import EVIDENCE, REPLAY, SEEN
from widgets.shared.answer_memory import AnsweredDrawing
from widgets.shared.widget_keys import DrawKey

SEVEN, FOUR = example_drawing("digits", 0)[1], example_drawing("digits", 2)[1]


def page(shown):
    from widgets.draw.closer_look import show_closer

    show_closer(shown["answered"])


@pytest.fixture
def networks(classifiers):
    return [classifiers["digits-simple"], classifiers["digits-deep"]]


def answered(networks, strokes):
    return AnsweredDrawing([network.classify_strokes(strokes) for network in networks], networks, strokes)


def look(networks, view, strokes=SEVEN):
    shown = {"answered": answered(networks, strokes)}
    app = run_app(page, shown=shown)
    app.session_state[DrawKey.VIEW] = view
    return rerun(app), shown


def test_networks_that_see_the_same_share_one_picture(classifiers, networks):
    app, _ = look(networks, SEEN)
    captions = [picture.captions[0] for picture in app.image]
    same = len({network.preprocessor for network in networks})
    assert len(captions) == same
    for network in networks:
        assert any(network.bundle.title in caption for caption in captions)
        assert any("28\xa0x\xa028 pixels" in caption for caption in captions)


def test_evidence_is_shown_for_the_winner_until_another_class_is_chosen(networks):
    app, shown = look(networks, EVIDENCE)
    assert app.selectbox[0].value == "7"
    app.selectbox[0].set_value("1")
    rerun(app)
    assert app.selectbox[0].value == "1"
    assert rerun(app).selectbox[0].value == "1"
    shown["answered"] = answered(networks, FOUR)
    assert rerun(app).selectbox[0].value == "4"


def test_a_guess_that_the_answer_does_not_name_is_not_named_here_either(networks):
    app, shown = look(networks, EVIDENCE)
    assert "found evidence for 7." in app.image[0].captions[0]
    doubtful = [
        replace(answer, probabilities=np.full(10, 0.1), reason="torn") for answer in shown["answered"].answers
    ]
    shown["answered"] = replace(shown["answered"], answers=doubtful)
    app = rerun(app)
    assert app.selectbox[0].options == ["each network's best guess", *"0123456789"]
    assert "found evidence for its best guess." in app.image[0].captions[0]
    app.selectbox[0].set_value("3")
    assert "found evidence for 3." in rerun(app).image[0].captions[0]


def test_a_network_without_a_map_says_so(classifiers):
    app, _ = look([classifiers["digits-dense"]], EVIDENCE)
    assert "cannot show where it looked" in texts(app)
    assert len(app.image) == 0


def test_other_classes_begin_with_their_own_winner(classifiers, networks):
    app, shown = look(networks, EVIDENCE)
    camel = example_drawing("animals", 0)
    shown["answered"] = answered([classifiers["animals-deep"]], camel[1])
    assert rerun(app).selectbox[0].value == camel[0]


def test_a_drawing_is_replayed_once_and_an_upload_cannot_be(networks, monkeypatch):
    app, shown = look(networks, SEEN)
    runs = Count(monkeypatch, Classifier, "run")
    app.session_state[DrawKey.VIEW] = REPLAY
    rerun(app)
    assert runs.since() > len(networks)
    assert len(app.get("arrow_vega_lite_chart") or app.get("vega_lite_chart")) == len(networks)
    for view in (SEEN, EVIDENCE, REPLAY):
        app.session_state[DrawKey.VIEW] = view
        rerun(app)
        assert runs.since() == 0, view
    picture = decode_image(file_of(255 - ink_of("4")))
    shown["answered"] = AnsweredDrawing([networks[0].classify_picture(picture)], networks[:1], [])
    assert "needs a drawing made here" in texts(rerun(app))


def test_of_a_number_one_digit_is_looked_at(networks):
    strokes = [*(stroke / 2 for stroke in FOUR), *(stroke / 2 + (110, 0) for stroke in SEVEN)]
    number = read_drawn_number(strokes, networks)
    whole = answered(networks, strokes)
    app = run_app(page, shown={"answered": replace(whole, number=number)})
    assert app.get("button_group")[0].options == ["1: 4", "2: 7"]
    app.session_state[DrawKey.VIEW] = EVIDENCE
    assert rerun(app).selectbox[0].value == "4"
    app.session_state[DrawKey.DIGIT.of("drawn", 2)] = 1
    assert rerun(app).selectbox[0].value == "7"
    app.session_state[DrawKey.VIEW] = REPLAY
    rerun(app)
    assert len(app.get("arrow_vega_lite_chart") or app.get("vega_lite_chart")) == len(networks)
