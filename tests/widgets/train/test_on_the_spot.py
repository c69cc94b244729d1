"""Pictures made on the spot: drawn on the canvas, or recorded with the camera."""

import base64

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.datasets.deletion import undo_change
from core.datasets.ingestion import add_drawing
from core.datasets.store import create_data_set, data_sets, read_data_set
from core.preprocessing.example_drawings import example_drawing
from tests.core.drawn import blobs
from tests.core.pictures_for_tests import file_of, ink_of
from tests.widgets.app_helpers import address, click, labelled, rerun, texts, type_choice
from widgets.shared.page_state import TRAIN_STATE
from widgets.shared.widget_keys import TrainKey

SEVEN = example_drawing("digits", 0)[1]


def page(shown):
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    from core.datasets.store import read_data_set
    from widgets.shared.page_state import address_state, set_widget, train_state
    from widgets.shared.widget_keys import TrainKey
    from widgets.train.on_the_spot import draw_one, record

    get_script_run_ctx().is_history_navigation = shown.get("goes_back", False)
    if "page" in shown:
        address_state().visit.begin_run(shown["page"])
        if shown["page"] != "train":
            return
    # As the component reports it; in a test there is no browser.
    if "recording" in shown:
        set_widget(TrainKey.CAMERA, {"status": "ready", "recording": shown["recording"]})
    way = {"canvas": draw_one, "camera": record}[shown["source"]]
    # As the whole page does.
    name = train_state().next_data_set or shown["name"]
    train_state().has_chosen |= bool(train_state().next_data_set)
    way(read_data_set(name) if name else None)


def opened(source, name="", label="", **more):
    return begun({"source": source, "name": name, **more}, label)


def begun(shown, label=""):
    """The page in a new session, as after a reload, whose address names a class."""
    app = AppTest.from_function(page, default_timeout=60, kwargs={"shown": shown})
    if label:
        app.query_params["class"] = label
    return rerun(app)


def state(app):
    return app.session_state[TRAIN_STATE]


QUESTION = "Where do the new pictures go?"


def target(app):
    return labelled(app, "selectbox", QUESTION)


def asks(app):
    return QUESTION in [box.label for box in app.selectbox]


def draw(app):
    """Puts a seven on the canvas, since a test has no browser to report one."""
    objects = [
        {"path": [["M", *map(float, stroke[0])], *(["L", *map(float, point)] for point in stroke[1:])]}
        for stroke in SEVEN
    ]
    state(app).drawing.show(objects)


def test_a_drawing_needs_a_class_and_ink_and_is_then_added_and_cleared():
    app = opened("canvas")
    assert "at least three of each class; 20 are better" in texts(app)
    click(app, "Add this drawing")
    assert "First choose a class" in texts(app)
    assert data_sets() == []
    app = add(opened("canvas"))
    assert "Nothing is drawn yet" in texts(app)
    draw(app)
    add(app)
    assert 'The first picture of "seven" was added.' in texts(app)
    (data_set,) = data_sets()
    assert (data_set.title, data_set.kind, data_set.counts()) == ("My drawings", "ink", {"seven": 1})
    assert state(app).drawing.objects == []
    assert state(app).next_data_set == data_set.name
    # As the second half of a double click.
    assert 'The first picture of "seven" was added.' in texts(add(app))


def test_drawings_go_into_yesterdays_data_set_only_if_the_person_says_so():
    create_data_set("Toys", "ink")
    app = opened("canvas", "toys")
    assert target(app).value == ""
    draw(app)
    add(app)
    assert read_data_set("toys").samples == ()
    assert state(app).next_data_set == "my-drawings"
    app = opened("canvas", "toys")
    state(app).has_chosen = True
    assert not asks(rerun(app))
    draw(app)
    add(app)
    assert read_data_set("toys").counts() == {"seven": 1}


@pytest.mark.parametrize("source", ["canvas", "camera"])
def test_who_has_chosen_a_new_data_set_is_not_asked_once_more(source):
    create_data_set("Toys", "ink")
    assert asks(opened(source, "toys"))
    (box,) = opened(source).selectbox
    assert box.label in ("What will you draw?", "What will it show?")


def test_the_class_stays_while_one_adds_and_begins_anew_with_another_data_set():
    for title in ("Tools", "Toys"):
        toys = create_data_set(title, "ink")
    add_drawing(toys, SEVEN, "seven")
    app = opened("canvas", "toys")
    target(app).set_value("toys")
    labelled(rerun(app), "selectbox", "What will you draw?").set_value("seven")
    assert labelled(rerun(app), "selectbox", "What will you draw?").value == "seven"
    target(app).set_value("tools")
    assert labelled(rerun(app), "selectbox", "What will you draw?").value is None
    # Where a data set has begun with a first picture of a class, it is still chosen.
    app = opened("canvas")
    draw(app)
    add(app, label="four")
    assert not asks(app)
    assert labelled(app, "selectbox", "What will you draw?").value == "four"


@pytest.mark.parametrize("label", ["a <b>*cat*</b> & dog? #1", "猫", "x" * 200])
def test_the_class_outlives_a_reload_and_need_not_be_there(label):
    create_data_set("Toys", "ink")
    app = opened("canvas", "toys")
    assert "class" not in app.query_params
    type_choice(app, "What will you draw?", label)
    assert address(rerun(app))["class"] == label
    app = opened("canvas", "toys", label)
    assert labelled(app, "selectbox", "What will you draw?").value == label
    draw(app)
    add(app, label=label)
    assert read_data_set("my-drawings").counts() == {label: 1}
    # What begins with it keeps it.
    assert address(app)["class"] == label


def test_what_was_added_is_no_longer_said_once_that_is_undone():
    add_drawing(create_data_set("Toys", "ink"), SEVEN[:1], "bee")
    app = opened("canvas", "toys")
    state(app).has_chosen = True
    draw(rerun(app))
    add(app, label="bee")
    assert 'One more of "bee": 2 now.' in texts(app)
    undo_change("toys")
    assert "2 now" not in texts(rerun(app))
    assert not state(app).has_good_news()


def test_a_class_in_other_capitals_is_the_one_that_there_is():
    add_drawing(create_data_set("Toys", "ink"), SEVEN[:1], "bee")
    shown = {"source": "canvas", "name": "toys"}
    app = begun(shown)
    state(app).has_chosen = True
    app.query_params["class"] = "BEE"
    shown["goes_back"] = True
    assert labelled(rerun(app), "selectbox", "What will you draw?").value == "bee"
    assert address(app)["class"] == "bee"
    shown["goes_back"] = False
    draw(app)
    add(app, label="Bee")
    assert labelled(app, "selectbox", "What will you draw?").value == "bee"
    assert address(app)["class"] == "bee"
    assert 'One more of "bee": 2 now.' in texts(app)
    assert read_data_set("toys").counts() == {"bee": 2}


@pytest.mark.parametrize("typed", ["x" * 10_000, "\u202e" + "x" * 200, " " + "x" * 200])
def test_a_class_is_cleaned_up_before_it_is_in_the_address_or_in_a_sentence(typed):
    app = opened("canvas")
    for _ in range(2):
        draw(app)
        add(app, label=typed)
        assert address(app)["class"] == "x" * 200
        assert f'"{"x" * 200}"' in texts(app)
    assert read_data_set("my-drawings").counts() == {"x" * 200: 1}


@pytest.mark.parametrize("label", ["\n", "\u202e", " "])
def test_an_address_whose_class_is_no_name_chooses_none(label):
    app = opened("canvas", label=label)
    assert labelled(app, "selectbox", "What will you draw?").value is None
    assert "class" not in app.query_params


def test_back_and_forward_choose_the_class_too():
    add_drawing(add_drawing(create_data_set("Toys", "ink"), SEVEN, "seven"), SEVEN[:1], "four")
    shown = {"source": "canvas", "name": "toys"}
    app = begun(shown)
    state(app).has_chosen = True
    rerun(app)
    for label in ("four", "", "seven"):
        app.query_params["class"] = label
        shown["goes_back"] = True
        assert labelled(rerun(app), "selectbox", "What will you draw?").value == (label or None)
        # Otherwise, a person's choice counts, and not an address of a moment before.
        app.query_params["class"] = "other"
        shown["goes_back"] = False
        assert labelled(rerun(app), "selectbox", "What will you draw?").value == (label or None)
        assert address(app).get("class", "") == label


@pytest.mark.parametrize("at_once", [False, True], ids=["shown first", "left at once"])
def test_coming_back_to_the_page_by_a_link_finds_the_class_again(at_once):
    add_drawing(create_data_set("Toys", "ink"), SEVEN, "seven")
    shown = {"source": "canvas", "name": "toys", "page": "train"}
    app = begun(shown)
    state(app).has_chosen = True
    labelled(rerun(app), "selectbox", "What will you draw?").set_value("seven")
    if not at_once:
        rerun(app)
    shown["page"] = "draw"
    rerun(app).query_params.clear()
    shown["page"] = "train"
    assert labelled(rerun(app), "selectbox", "What will you draw?").value == "seven"
    assert address(app)["class"] == "seven"


def test_the_very_same_drawing_again_is_told():
    create_data_set("Toys", "ink")
    app = opened("canvas", "toys")
    target(app).set_value("toys")
    for sentence in ("The first picture of", "is already in the data set"):
        draw(app)
        add(app)
        assert sentence in texts(app)
    assert len(read_data_set("toys").samples) == 1


def test_a_drawing_for_a_data_set_of_photos_becomes_a_picture():
    create_data_set("Toys", "photo")
    app = opened("canvas", "toys")
    target(app).set_value("toys")
    draw(rerun(app))
    add(app)
    (sample,) = read_data_set("toys").samples
    assert (sample.suffix, sample.is_strokes) == (".png", False)


def add(app, what="drawing", label="seven"):
    """Types a class and clicks the button that adds."""
    type_choice(app, {"drawing": "What will you draw?", "photo": "What will it show?"}[what], label)
    return click(app, f"Add this {what}")


def test_a_drawing_is_added_before_the_page_does_anything_else(monkeypatch):
    app = opened("canvas")
    draw(app)

    def gone(*arguments, **named):
        """Whoever does something else here breaks this run of the page off."""
        raise ConnectionError

    type_choice(app, "What will you draw?", "seven")
    monkeypatch.setattr(st, "selectbox", gone)
    next(button for button in app.button if button.label == "Add this drawing").click().run()
    (data_set,) = data_sets()
    assert data_set.counts() == {"seven": 1}
    assert state(app).drawing.objects == []


def frames(count, copies=0):
    """Returns camera frames in base64: `count` different ones, then `copies` copies of the first."""
    generator = np.random.default_rng(3)
    files = [file_of(blobs(generator, 160), "JPEG") for _ in range(count)]
    return [base64.b64encode(data).decode() for data in [*files, *files[:1] * copies]]


def test_a_recording_goes_into_the_class_and_is_said_below_the_camera():
    opened("camera", label="heart", recording={"id": "1" * 16, "pictures": frames(4)})
    (data_set,) = data_sets()
    assert (data_set.title, data_set.kind, data_set.counts()) == ("My photos", "photo", {"heart": 4})
    assert len({sample.recording for sample in data_set.samples}) == 1
    create_data_set("Toys", "photo")
    shown = {"source": "camera", "name": "toys", "recording": None}
    app = begun(shown)
    target(app).set_value("toys")
    type_choice(rerun(app), "What will it show?", "heart")
    shown["recording"] = {"id": "2" * 16, "pictures": frames(3, copies=2)}
    rerun(app)
    assert read_data_set("toys").counts() == {"heart": 3}
    said = app.session_state[f"{TrainKey.CAMERA}-state"].said
    assert said == 'The first 3 pictures of "heart" were added. 2 of 5 were exact copies.'
    shown["recording"] = {"id": "3" * 16, "pictures": frames(4, copies=1)[3:]}
    rerun(app)
    said = app.session_state[f"{TrainKey.CAMERA}-state"].said
    assert said == 'One more of "heart": 4 now. 1 of 2 was an exact copy.'
    for number, sentence in ((4, 'This picture of "heart" is'), (5, 'These 2 pictures of "heart" are')):
        shown["recording"] = {"id": str(number) * 16, "pictures": frames(3)[: number - 3]}
        rerun(app)
        said = app.session_state[f"{TrainKey.CAMERA}-state"].said
        assert said == f"{sentence} already in the data set."


def test_without_a_class_a_recording_adds_nothing_and_says_so():
    app = opened("camera", recording={"id": "1" * 16, "pictures": frames(2)})
    assert data_sets() == []
    assert "First choose or type the class" in app.session_state[f"{TrainKey.CAMERA}-state"].said


def test_the_simpler_camera_adds_one_picture_at_a_time():
    app = click(opened("camera"), "No camera appears here? Use a simpler one")
    add(app, "photo", "four")
    assert "No picture has been taken yet" in texts(app)
    app.camera_input[0].set_value(("shot.jpg", file_of(255 - ink_of("4"), "JPEG"), "image/jpeg"))
    # The second half of a double click says what the first one has added; the same photo may show more.
    for label in ("four", "four", "ink"):
        assert f'The first picture of "{label}" was added.' in texts(add(app, "photo", label))
    (data_set,) = data_sets()
    assert (data_set.title, data_set.counts()) == ("My photos", {"four": 1, "ink": 1})
