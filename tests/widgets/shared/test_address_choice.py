"""A choice that the address keeps, by its name, and that going back and forth in the history restores."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.widgets.app_helpers import address, rerun, texts

KEY = "view"


def page(goes_back=False):
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    from widgets.shared.address_choice import choose_in_address
    from widgets.shared.address_memory import begin_address, write_address

    get_script_run_ctx().is_history_navigation = goes_back
    begin_address()
    titles = {"one": "Its first", "two": "Its second", "three": "Last"}
    st.write(choose_in_address("view", "Look at", titles, "view"))
    write_address()


def opened(**values):
    app = AppTest.from_function(page, default_timeout=60, kwargs={})
    for name, value in values.items():
        app.query_params[name] = value
    return rerun(app)


def test_the_first_option_leaves_the_address_as_it_is_and_another_one_is_added_by_its_name():
    app = opened(other="kept")
    assert texts(app) == "one"
    assert address(app) == {"other": "kept"}
    app.get("button_group")[0].set_value("two").run()
    assert texts(app) == "two"
    assert address(app) == {"other": "kept", KEY: "two"}
    app.get("button_group")[0].set_value("one").run()
    assert address(app) == {"other": "kept"}


@pytest.mark.parametrize(("wanted", "name"), [("Its second", "two"), ("two", "two")])
def test_the_address_decides_at_first_by_a_title_or_a_name(wanted, name):
    app = opened(**{KEY: wanted})
    assert texts(app) == name
    # Afterwards the person decides, even if the address of the run is an older one.
    app.get("button_group")[0].set_value("three").run()
    assert texts(app) == "three"
    assert address(app)[KEY] == "three"


def test_what_the_address_names_but_is_no_option_is_said_until_another_one_is_chosen():
    app = opened(**{KEY: "Nonsense"})
    for _ in range(2):
        assert app.info[0].value == 'The view of this address, "Nonsense", is not here: choose another one.'
        # So a reload says it again.
        assert address(app) == {KEY: "Nonsense"}
        rerun(app)
    app.get("button_group")[0].set_value("two").run()
    assert not app.info
    app.get("button_group")[0].set_value("one").run()
    assert not app.info
    assert address(app) == {}


def test_going_back_and_forth_restores_what_was_chosen():
    app = opened(**{KEY: "Last"})
    for wanted, name in ((None, "one"), ("Last", "three"), ("Its second", "two")):
        if wanted is None:
            del app.query_params[KEY]
        else:
            app.query_params[KEY] = wanted
        app.kwargs.update(goes_back=True)
        assert texts(rerun(app)) == name
        app.kwargs.update(goes_back=False)
        assert texts(rerun(app)) == name
        assert not app.warning
