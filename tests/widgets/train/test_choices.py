"""Which data set and which training are shown."""

import shutil

import numpy as np

from core.datasets.deletion import delete_data_set
from core.datasets.ingestion import add_picture
from core.datasets.store import create_data_set, data_sets, read_data_set
from core.storage.paths import home
from core.training.runs import delete_run, list_runs
from tests.core.pictures_for_tests import file_of
from tests.widgets.app_helpers import rerun, run_app, texts
from widgets.shared.page_state import TRAIN_STATE, TrainState
from widgets.shared.widget_keys import TrainKey
from widgets.train.choices import data_set_of


def data_set_page():
    import streamlit as st

    from core.datasets.store import data_sets
    from widgets.train.choices import choose_data_set

    chosen = choose_data_set(data_sets())
    st.write(chosen.name if chosen else "a new one")


def run_page():
    import streamlit as st

    from core.training.runs import list_runs
    from widgets.train.choices import choose_run

    st.write(choose_run(list_runs()).name)


def test_without_data_sets_a_new_one_is_begun():
    app = run_app(data_set_page)
    assert texts(app) == "a new one"
    assert app.selectbox[0].options == ["A new data set"]


def test_a_data_set_that_has_just_come_is_shown_next():
    create_data_set("Toys", "photo")
    app = run_app(data_set_page)
    assert texts(app) == "toys"
    create_data_set("Tools", "photo")
    app.session_state[TRAIN_STATE] = TrainState(next_data_set="tools")
    assert texts(rerun(app)) == "tools"
    assert app.selectbox[0].options == ["A new data set", "Tools", "Toys"]
    app.session_state[TrainKey.DATA_SET] = "toys"
    # Once it was shown, a person's choice counts.
    assert [texts(rerun(app)) for _ in range(2)] == ["toys", "toys"]


def test_one_that_is_gone_gives_way_to_the_first():
    create_data_set("Toys", "photo")
    app = run_app(data_set_page)
    shutil.rmtree(home() / "datasets" / "toys")
    assert texts(rerun(app)) == "a new one"


def test_the_chosen_one_stays_whatever_comes_goes_or_is_changed():
    for title in ("Toys", "Tools", "Toys"):
        create_data_set(title, "photo")
    app = run_app(data_set_page)
    assert app.selectbox[0].options == ["A new data set", "Toys (toys-2)", "Tools", "Toys"]
    app.selectbox[0].set_value("toys")
    assert texts(rerun(app)) == "toys"
    picture = file_of(np.zeros((40, 40, 3), np.uint8))
    add_picture(read_data_set("toys"), picture, "x.png", "dots")
    assert texts(rerun(app)) == "toys"
    delete_data_set("toys-2")
    create_data_set("Newest", "photo")
    assert texts(rerun(app)) == "toys"


def test_a_new_session_has_chosen_none_until_the_person_does():
    create_data_set("Toys", "photo")
    app = run_app(data_set_page)
    assert (texts(app), app.session_state[TRAIN_STATE].has_chosen) == ("toys", False)
    app.selectbox[0].set_value("")
    assert texts(rerun(app)) == "a new one"
    app.selectbox[0].set_value("toys")
    assert texts(rerun(app)) == "toys"
    assert app.session_state[TRAIN_STATE].has_chosen


def test_the_newest_run_is_shown_until_another_is_asked_for(lived_in):
    newest, other = (run.name for run in list_runs())
    app = run_app(run_page)
    assert texts(app) == newest
    app.session_state[TRAIN_STATE] = TrainState(next_run=other)
    assert [texts(rerun(app)) for _ in range(2)] == [other, other]
    delete_run(other)
    assert texts(rerun(app)) == newest
    assert app.selectbox[0].options[0].startswith(("My things, ", "Interrupted things, "))


def test_a_runs_data_set_is_known_by_its_name(done):
    assert data_set_of(done, []) is None
    create_data_set("Toys", "photo")
    assert data_set_of(done, data_sets()).name == "my-drawings"
    assert data_set_of(done, [one for one in data_sets() if one.name == "toys"]) is None
