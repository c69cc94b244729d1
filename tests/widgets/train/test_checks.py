"""What a data set contains, what is wrong with it, and the tools to fix it."""

import numpy as np
import pytest

from core.datasets.corrections import relabel
from core.datasets.deletion import delete_data_set, deleted_data_sets
from core.datasets.ingestion import add_drawing, add_picture
from core.datasets.store import create_data_set, data_sets, read_data_set
from tests.core.drawn import blobs, drawn_data_set
from tests.core.pictures_for_tests import file_of
from tests.widgets.app_helpers import click, labelled, labels, rerun, run_app, texts
from widgets.shared.page_state import TRAIN_STATE
from widgets.shared.widget_keys import DataSetKey

NAME = "my-drawings"


def page(name):
    import streamlit as st

    from core.datasets.store import data_sets, read_data_set
    from widgets.train.checks import show_checks, show_deleted, show_last_change

    show_deleted()
    if any(data_set.name == name for data_set in data_sets()):
        show_last_change(read_data_set(name))
        show_checks(read_data_set(name), [])
    else:
        st.write("it is gone")


def test_counts_pictures_and_findings_are_shown(drawings):
    app = run_app(page, name=NAME)
    assert '3 classes have few pictures to learn from, "my house" (6)' in texts(app)
    assert len(app.image[0].captions) == 12
    assert list(app.image[0].captions)[::4] == ["my house", "my smiley face", "my ladder"]


def test_of_many_classes_there_are_fewer_pictures_but_some_of_each(tmp_path):
    numbers = [sample.number for sample in drawn_data_set(tmp_path, each=12).samples]
    added = {"hut": numbers[:4], "face": numbers[12:16], "steps": numbers[24:28], "rungs": numbers[28:32]}
    relabel(NAME, {number: label for label, chosen in added.items() for number in chosen})
    captions = list(run_app(page, name=NAME).image[0].captions)
    assert captions[::3] == ["my house", "my smiley face", "my ladder", *added]
    assert len(captions) == 21


def test_details_are_named_after_what_they_list(tmp_path):
    four = drawn_data_set(tmp_path, classes=("house", "smiley face", "umbrella", "ladder"), each=4)
    app = run_app(page, name=four.name)
    assert "4 classes have few pictures" in texts(app)
    assert "Which classes" in [panel.label for panel in app.expander]
    assert "Which files, and why" not in [panel.label for panel in app.expander]
    (panel,) = (panel for panel in app.expander if panel.label == "Which classes")
    listed = panel.markdown[0].value.splitlines()
    assert len(listed) == 4
    assert all(line.startswith("- my ") for line in listed)


def test_classes_that_the_sentence_names_are_not_listed_again(drawings):
    app = run_app(page, name=NAME)
    assert "3 classes have few pictures" in texts(app)
    assert "Which classes" not in [panel.label for panel in app.expander]


@pytest.mark.parametrize(("tiny", "label"), [(1, "Show it"), (2, "Show them")])
def test_what_is_shown_of_a_finding_agrees_with_how_many_it_is(tiny, label):
    generator = np.random.default_rng(0)
    data_set = create_data_set("Toys", "photo")
    for number in range(6):
        side = 12 if number < tiny else 120
        picture = generator.integers(0, 255, (side, side, 3), np.uint8)
        add_picture(data_set, file_of(picture), f"{number}.png", "ball" if number % 2 else "cube")
    app = run_app(page, name=data_set.name)
    assert label in [panel.label for panel in app.expander]
    assert label.replace("Show", "Correct") in [toggle.label for toggle in app.toggle]


def test_a_drawing_that_was_just_added_is_said_once_and_has_the_only_button_to_undo_it(drawings):
    add_drawing(read_data_set(NAME), [np.array([[10, 10], [200, 200], [10, 200]], np.float32)], "my ladder")
    app = run_app(page, name=NAME)
    assert 'A drawing of "my ladder" was added.' in texts(app)
    # Above the button that adds drawings, the page says the same.
    app.session_state[TRAIN_STATE].say('One more of "my ladder": 7 now.')
    assert "was added" not in texts(rerun(app))
    assert [label for label in labels(app) if "Undo" in label] == ["Undo: remove this drawing"]
    click(app, "Undo: remove this drawing")
    assert len(read_data_set(NAME).samples) == 18
    assert "The last change was undone" in texts(app)
    click(app, "Redo this change")
    assert len(read_data_set(NAME).samples) == 19
    app.session_state[TRAIN_STATE].say('One more of "my ladder": 7 now.')
    assert "The change was redone" in texts(rerun(app))
    assert [label for label in labels(app) if "Undo" in label] == ["Undo: remove this drawing"]
    # What was done to the data set since is said nowhere else.
    relabel(NAME, {1: None})
    assert "removed" in texts(rerun(app))


def test_only_the_change_that_is_shown_is_undone(drawings):
    relabel(NAME, {1: None})
    first, second = run_app(page, name=NAME), run_app(page, name=NAME)
    click(first, "Undo this change")
    before = read_data_set(NAME)
    assert len(before.samples) == 18
    # This tab still offers to undo the change.
    click(second, "Undo this change")
    assert read_data_set(NAME) == before
    click(second, "Redo this change")
    assert len(read_data_set(NAME).samples) == 17
    relabel(NAME, {2: None})
    click(first, "Redo this change")
    assert len(read_data_set(NAME).samples) == 16


def test_a_data_set_is_deleted_and_put_back_or_deleted_for_good(drawings):
    app = run_app(page, name=NAME)
    click(app, "Delete")
    assert data_sets() == []
    assert "it is gone" in texts(app)
    assert app.expander[0].label == "Deleted data sets"
    click(app, "Bring it back")
    assert data_sets() == [drawings]
    click(rerun(app), "Delete")
    assert "This cannot be undone" in texts(app)
    click(app, "Delete it for good")
    assert deleted_data_sets() == []
    assert not app.expander


def test_deleted_data_sets_of_one_title_are_told_apart(drawings):
    twin = create_data_set(drawings.title, "ink")
    for name in (NAME, twin.name):
        delete_data_set(name)
    said = texts(run_app(page, name=NAME))
    assert '"My drawings", 18 pictures' in said
    assert '"My drawings (2)", 0 pictures' in said


def test_an_empty_data_set_can_be_deleted():
    create_data_set("Empty", "ink")
    app = run_app(page, name="empty")
    assert "It has no pictures yet." in texts(app)
    click(app, "Delete")
    assert data_sets() == []


def test_one_button_removes_all_copies():
    photos = create_data_set("Toys", "photo")
    generator = np.random.default_rng(1)
    for number in range(6):
        picture = blobs(generator)
        for quality in (60, 90):
            add_picture(photos, file_of(picture, "JPEG", quality=quality), f"{number}.jpg", f"c{number % 2}")
    app = run_app(page, name="toys")
    assert "6 pictures are nearly the same as others in their class" in texts(app)
    assert "A training compares the pictures more closely and may find more." in texts(app)
    click(app, "Remove copies")
    assert read_data_set("toys").counts() == {"c0": 3, "c1": 3}
    assert "nearly the same" not in texts(app)
    click(app, "Undo this change")
    assert len(read_data_set("toys").samples) == 12


def test_pictures_that_only_look_alike_stay_and_the_page_says_so():
    photos = create_data_set("Hands", "photo")
    picture = blobs(np.random.default_rng(8))
    for left_px in (60, 80):
        moved = picture.copy()
        moved[100:116, left_px : left_px + 16] = 250
        add_picture(photos, file_of(moved), f"{left_px}.png", "a")
    app = run_app(page, name="hands")
    assert "One picture is nearly the same as another one in its class" in texts(app)
    click(app, "Remove copies")
    assert "none is a copy of another one" in texts(app)
    assert read_data_set("hands").counts() == {"a": 2}


def test_pictures_in_two_classes_can_be_corrected_where_they_are_found(drawings):
    photos = create_data_set("Toys", "photo")
    generator = np.random.default_rng(1)
    for number in range(12):
        data = file_of(blobs(generator))
        for label in ("car", "ball") if number == 0 else ("car" if number % 2 else "ball",):
            add_picture(photos, data, f"{number}.png", label)
    app = run_app(page, name="toys")
    assert "in more than one class" in texts(app)
    labelled(app, "toggle", "Correct them").set_value(True)
    rerun(app)
    app.checkbox[0].check()
    rerun(app)
    buttons = [button for button in app.button if button.label == "Remove the ticked ones"]
    next(button for button in buttons if not button.disabled).click().run()
    assert not app.exception
    assert len(read_data_set("toys").samples) == 12
    assert "in more than one class" not in texts(app)


def test_choices_for_one_data_set_do_not_reach_another_one(drawings):
    other = create_data_set("Others", "ink")
    for sample in drawings.samples:
        add_drawing(other, drawings.read(sample), sample.label)

    app = run_app(page, name=NAME)
    new_name = labelled(app, "text_input", "New name")
    new_name.set_value("hut")
    app.selectbox(key=DataSetKey.BROWSED_CLASS.of(NAME)).set_value("my ladder")
    rerun(app)
    second = run_app(page, name="others")
    second.session_state[DataSetKey.BROWSED_CLASS.of(NAME)] = "my ladder"
    second.session_state[new_name.key] = "hut"
    rerun(second)
    assert second.selectbox(key=DataSetKey.BROWSED_CLASS.of("others")).value == "my house"
    assert labelled(second, "text_input", "New name").value == ""
    assert "Delete" in labels(second)
    relabel("others", {1: None})
    assert '3 classes have few pictures to learn from, "my house" (5)' in texts(rerun(second))
