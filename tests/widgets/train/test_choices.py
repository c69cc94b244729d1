"""Which data set and which training are shown."""

import shutil
import time

import numpy as np
from streamlit.testing.v1 import AppTest

from core.datasets.corrections import rename_data_set
from core.datasets.deletion import delete_data_set
from core.datasets.ingestion import add_picture
from core.datasets.store import create_data_set, data_sets, read_data_set
from core.jobs.process import update_state
from core.storage.paths import home
from core.training.runs import delete_run, list_runs, read_run
from tests.core.pictures_for_tests import file_of
from tests.widgets.app_helpers import rerun, run_app, texts
from widgets.shared.page_state import TRAIN_STATE, TrainState
from widgets.shared.widget_keys import TrainKey
from widgets.train.choices import data_set_of, data_set_titles, runs_besides


def data_set_page():
    import streamlit as st

    from core.datasets.store import data_sets
    from widgets.train.choices import choose_data_set

    chosen = choose_data_set(data_sets())
    st.write(chosen.name if chosen else "a new one")


def run_page(name):
    import streamlit as st

    from core.datasets.store import read_data_set
    from core.training.runs import list_runs
    from widgets.train.choices import choose_run

    run = choose_run(list_runs(), read_data_set(name) if name else None)
    st.write(run.name if run else "none")


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
    assert app.session_state[TRAIN_STATE].has_chosen
    app.session_state[TrainKey.DATA_SET] = "toys"
    # Once the new data set was shown, the user's choice counts.
    assert [texts(rerun(app)) for _ in range(2)] == ["toys", "toys"]


def test_one_that_is_gone_gives_way_to_a_new_one():
    create_data_set("Toys", "photo")
    app = run_app(data_set_page)
    create_data_set("Tools", "photo")
    shutil.rmtree(home() / "datasets" / "toys")
    assert texts(rerun(app)).endswith("| a new one")


def test_the_chosen_one_stays_whatever_comes_goes_or_is_changed():
    for title in ("Toys", "Tools", "Toys"):
        create_data_set(title, "photo")
    app = run_app(data_set_page)
    assert app.selectbox[0].options == ["A new data set", "Toys (2)", "Tools", "Toys"]
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


def test_the_newest_training_of_the_data_set_is_shown_and_of_no_other(lived_in):
    own, other = list_runs()
    assert own.request.data_set == other.request.data_set == "my-drawings"
    app = run_app(run_page, name="my-drawings")
    assert texts(app) == own.name
    titles = [option.split(", ")[0] for option in app.selectbox[0].options]
    assert titles == [own.request.title, other.request.title]
    app.selectbox[0].set_value(other.name)
    assert texts(rerun(app)) == other.name
    delete_run(other.name)
    assert texts(rerun(app)) == own.name


def test_what_follows_an_arabic_title_in_a_list_stays_behind_it(done):
    title = "قائمة"
    path = done.folder / "request.json"
    path.write_text(path.read_text().replace(done.request.title, title))
    for _ in range(2):
        create_data_set(title, "photo")
    for page in (run_page, data_set_page):
        arguments = {"name": done.request.data_set} if page is run_page else {}
        options = [one for one in run_app(page, **arguments).selectbox[0].options if title in one]
        assert options
        # Right-to-left isolate before it, and its end behind it: Unicode Standard Annex 9.
        assert all(option.startswith(f"\u2067{title}\u2069") for option in options)


def test_the_result_of_other_pictures_is_shown_only_if_it_is_asked_for(lived_in):
    create_data_set("Toys", "photo")
    newest = list_runs()[0].name
    for name in ("toys", ""):
        app = run_app(run_page, name=name)
        assert texts(app) == "none"
        app.selectbox[0].set_value(newest)
        assert texts(rerun(app)) == newest


def test_a_training_that_is_shown_in_full_elsewhere_is_not_listed_unless_it_is_done(done, interrupted):
    both = list_runs()
    assert runs_besides(None, both) == both
    assert runs_besides(done, both) == both
    assert [run.name for run in runs_besides(interrupted, both)] == [done.name]
    update_state(interrupted.folder, status="running", started=time.time())
    assert runs_besides(read_run(interrupted.name), both) == []


def test_a_runs_data_set_is_known_by_its_name(done):
    assert data_set_of(done, []) is None
    create_data_set("Toys", "photo")
    assert data_set_of(done, data_sets()).name == "my-drawings"
    assert data_set_of(done, [one for one in data_sets() if one.name == "toys"]) is None


def test_no_two_data_sets_have_the_same_title_on_the_page():
    titles = ["Toys", "Toys", "Toys (toys-2)", "A new data set", "A new data set", "toys", "!", "!", "?"]
    shown = data_set_titles([create_data_set(title, "photo") for title in titles])
    assert len(set(shown.values())) == len(shown) == len(titles) + 1
    assert [shown[name] for name in ("", "toys", "toys-2")] == ["A new data set", "Toys", "Toys (2)"]
    assert shown["pictures-2"] == "! (2)"


def test_a_chosen_data_set_stays_when_it_or_another_one_is_renamed():
    for title in ("Toys", "Tools"):
        create_data_set(title, "photo")
    app = run_app(data_set_page)
    app.selectbox[0].set_value("toys")
    assert texts(rerun(app)) == "toys"
    for name, title in (("toys", "Dolls"), ("tools", "Dolls"), ("tools", "Toys")):
        rename_data_set(name, title)
        # The browser still has the title that was shown before.
        for _ in range(2):
            shown = app.selectbox[0].options[app.selectbox[0].index]
            assert texts(rerun(app)) == "toys", shown
    assert app.selectbox[0].options == ["A new data set", "Toys", "Dolls"]


def addressed_run_page(name):
    import streamlit as st

    from core.datasets.store import read_data_set
    from core.training.runs import list_runs
    from widgets.shared.address_memory import begin_address, write_address
    from widgets.train.choices import choose_run

    begin_address()
    run = choose_run(list_runs(), read_data_set(st.query_params.get("data-set", name)))
    st.write(run.name if run else "none")
    write_address()


def test_the_address_keeps_the_training_until_another_data_set_is_shown(done, interrupted):
    create_data_set("Toys", "photo")
    newest, older = sorted((done, interrupted), key=lambda run: run.created, reverse=True)
    app = run_app(addressed_run_page, name="my-drawings")
    assert texts(app) == newest.name
    assert not app.query_params
    app.selectbox[0].set_value(older.name)
    assert texts(rerun(app)) == older.name
    reloaded = AppTest.from_function(addressed_run_page, default_timeout=60, kwargs={"name": "my-drawings"})
    reloaded.query_params.update(app.query_params)
    assert texts(rerun(reloaded)) == older.name
    # The other data set has no training, and that of the first is not taken for its own.
    reloaded.query_params["data-set"] = "toys"
    assert texts(rerun(reloaded)) == "none"
    assert set(reloaded.query_params) == {"data-set"}


def test_back_in_the_history_leads_to_the_newest_training_unless_the_address_names_another(
    done, interrupted, monkeypatch
):
    newest, older = sorted((done, interrupted), key=lambda run: run.created, reverse=True)
    app = run_app(addressed_run_page, name="my-drawings")
    app.selectbox[0].set_value(older.name)
    rerun(app)
    for module in ("widgets.train.choices", "widgets.shared.address_memory", "widgets.shared.address_steps"):
        monkeypatch.setattr(f"{module}.is_history_navigation", lambda: True)
    del app.query_params["training"]
    assert (texts(rerun(app)), dict(app.query_params)) == (newest.name, {})
    app.query_params["training"] = older.name
    assert texts(rerun(app)) == older.name
