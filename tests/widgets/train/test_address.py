"""What the Train page's address contains: the data set shown, and the import being waited for."""

import pytest
from streamlit.testing.v1 import AppTest

from core.datasets import picture_imports
from core.datasets.deletion import delete_data_set, restore_data_set
from core.datasets.import_records import ImportRequest
from core.datasets.picture_imports import start_import
from core.datasets.store import create_data_set
from tests.core.drawn import pattern_zip
from tests.widgets.app_helpers import address, rerun, texts
from widgets.shared.page_state import TRAIN_STATE


def page():
    import streamlit as st

    from core.datasets.store import data_sets
    from widgets.train.choices import choose_data_set
    from widgets.train.imports import follow_import

    follow_import()
    chosen = choose_data_set(data_sets())
    st.header(chosen.name if chosen else "a new one")


def opened(address=None, **more):
    """Returns a tab with a new session, as after a reload or a server restart."""
    app = AppTest.from_function(page, default_timeout=60)
    for name, value in ({} if address is None else {"data-set": address} | more).items():
        app.query_params[name] = value
    return rerun(app)


def shown(app):
    return app.header[0].value


def test_a_tab_that_outlives_its_session_goes_on_with_what_was_chosen():
    create_data_set("Toys", "photo")
    create_data_set("Tools", "photo")
    app = opened()
    app.selectbox[0].set_value("toys")
    assert (shown(rerun(app)), address(app)) == ("toys", {"data-set": "toys"})
    create_data_set("Boats", "photo")
    other = opened(address(app)["data-set"])
    assert shown(other) == "toys"
    # The address follows the user's choice, not only the initial data set.
    other.selectbox[0].set_value("tools")
    assert (shown(rerun(other)), address(other)) == ("tools", {"data-set": "tools"})
    assert shown(app.run()) == "toys"


def test_one_that_nobody_has_chosen_is_not_in_the_address_and_so_not_chosen_after_a_reload():
    create_data_set("Toys", "photo")
    app = opened()
    for _ in range(2):
        assert (shown(app), address(app)) == ("toys", {})
        assert not app.session_state[TRAIN_STATE].has_chosen
        rerun(app)
    reloaded = opened()
    assert not reloaded.session_state[TRAIN_STATE].has_chosen
    # A drawing that was added to it makes it the person's choice; the class that is drawn stays.
    app.query_params["class"] = "dog"
    app.session_state[TRAIN_STATE].next_data_set = "toys"
    assert address(rerun(app)) == {"data-set": "toys", "class": "dog"}


def test_the_class_of_one_that_nobody_has_chosen_leaves_with_it():
    for title in ("Toys", "Tools"):
        create_data_set(title, "photo")
    app = opened()
    app.query_params["class"] = "dog"
    app.selectbox[0].set_value("toys")
    assert address(rerun(app)) == {"data-set": "toys"}


def test_back_leads_to_where_none_was_chosen_yet(monkeypatch):
    for title in ("Toys", "Tools"):
        create_data_set(title, "photo")
    app = opened()
    app.selectbox[0].set_value("toys")
    rerun(app)
    create_data_set("Newest", "photo")
    del app.query_params["data-set"]
    monkeypatch.setattr("widgets.train.choices.is_history_navigation", lambda: True)
    assert (shown(rerun(app)), address(app)) == ("tools", {})
    assert not app.session_state[TRAIN_STATE].has_chosen


def test_the_class_of_another_data_set_is_no_longer_in_the_address():
    for title in ("Toys", "Tools"):
        create_data_set(title, "photo")
    app = opened("toys", **{"class": "cat"})
    assert address(app) == {"data-set": "toys", "class": "cat"}
    app.selectbox[0].set_value("tools")
    assert address(rerun(app)) == {"data-set": "tools"}
    # Pictures of a class may have begun it.
    state = app.session_state[TRAIN_STATE]
    state.next_data_set, state.next_class = "toys", "dog"
    assert address(rerun(app)) == {"data-set": "toys", "class": "dog"}


def test_a_new_data_set_stays_new_whatever_has_come_meanwhile():
    app = opened()
    assert (shown(app), address(app)) == ("a new one", {})
    create_data_set("Tools", "photo")
    assert shown(opened("")) == shown(rerun(app)) == "a new one"


def test_what_is_in_the_address_is_where_new_pictures_are_to_go():
    create_data_set("Toys", "photo")
    assert opened("toys").session_state[TRAIN_STATE].has_chosen
    assert not opened().session_state[TRAIN_STATE].has_chosen


@pytest.mark.parametrize("name", ["boats", "../toys", "<b>**x**</b>", "a" * 5_000])
def test_one_that_is_nowhere_is_said_and_no_other_is_shown_in_its_place(name):
    create_data_set("Toys", "photo")
    app = opened(name)
    assert shown(app) == "a new one"
    assert "is not here: it was deleted, or it is on another computer" in texts(app)
    # A reload repeats the message; a choice ends it.
    assert address(app) == {"data-set": name}
    app.selectbox[0].set_value("toys")
    assert (shown(rerun(app)), address(app)) == ("toys", {"data-set": "toys"})
    assert "is not here" not in texts(app)


def test_one_that_is_deleted_while_it_is_shown_gives_way_to_none_and_comes_back_when_it_is_restored():
    create_data_set("Tools", "photo")
    create_data_set("Toys", "photo")
    app = opened("tools")
    delete_data_set("tools")
    assert shown(rerun(app)) == "a new one"
    assert "you can bring it back" in texts(app)
    restore_data_set("tools")
    assert (shown(rerun(app)), address(app)) == ("tools", {"data-set": "tools"})
    assert "bring it back" not in texts(app)


def test_an_import_is_awaited_over_a_reload_and_forgotten_when_it_is_over(tmp_path, imports_here):
    create_data_set("Tools", "photo")
    name = start_import(ImportRequest("toys.zip", "Toys", str(pattern_zip(tmp_path / "toys.zip", 2)))).name
    # The import was started by a tab that showed another data set.
    app = opened("tools", **{"import": name})
    assert (shown(app), address(app)) == ("toys", {"data-set": "toys"})


def test_an_import_that_goes_on_stays_in_the_address(tmp_path, monkeypatch):
    monkeypatch.setattr(picture_imports, "start_worker", lambda module, folder: None)
    name = start_import(ImportRequest("toys.zip", "Toys", str(tmp_path))).name
    assert address(opened("", **{"import": name})) == {"data-set": "", "import": name}


def test_an_import_that_is_nowhere_is_left_out_of_the_address():
    assert address(opened("", **{"import": "../x"})) == {"data-set": ""}


def visited_page(visit):
    import streamlit as st

    from core.datasets.store import data_sets
    from widgets.shared.address_steps import end_run
    from widgets.shared.page_state import address_state
    from widgets.train.choices import choose_data_set

    address_state().visit.begin_run(visit)
    choose_data_set(data_sets())
    st.write(", ".join(address_state().visit.replacing) or "nothing")
    end_run()


def test_the_first_choice_of_a_data_set_is_a_step_of_its_own_in_the_history():
    for title in ("Toys", "Tools"):
        create_data_set(title, "photo")
    app = AppTest.from_function(visited_page, default_timeout=60, kwargs={"visit": "first"})
    assert (texts(rerun(app)), address(app)) == ("nothing", {})
    app.selectbox[0].set_value("toys")
    assert (texts(rerun(app)), address(app)) == ("nothing", {"data-set": "toys"})
    # On coming back, the page begins with that choice.
    del app.query_params["data-set"]
    app.kwargs["visit"] = "second"
    assert (texts(rerun(app)), address(app)) == ("data-set", {"data-set": "toys"})
