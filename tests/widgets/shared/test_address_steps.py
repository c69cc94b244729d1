"""Which changes of the address are new steps in the browser's history, and which replace the present one."""

import json

from streamlit.testing.v1 import AppTest

from tests.widgets.app_helpers import address, rerun


def page(name, changes, goes_back=False, is_aborted=False):
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    from widgets.shared.address_steps import change_address, end_run
    from widgets.shared.page_state import address_state

    get_script_run_ctx().is_history_navigation = goes_back
    address_state().visit.begin_run(name, goes_back)
    asked, real = [], type(st.query_params).from_dict
    type(st.query_params).from_dict = lambda *arguments: (asked.append(1), real(*arguments))
    try:
        change_address(changes)
    finally:
        type(st.query_params).from_dict = real
    st.write(f"{len(asked)}")
    if not is_aborted:
        end_run()


def opened(**values):
    return AppTest.from_function(page, default_timeout=60, kwargs={"name": "compare", **values})


def run(app, **values):
    """Runs the page; returns how many steps were added to the history, and what is to replace the step."""
    app.kwargs.update(values)
    rerun(app)
    (component,) = app.get("bidi_component")
    return int(app.markdown[0].value), json.loads(component.proto.json)["values"]


def test_what_the_address_is_to_hold_on_arrival_replaces_the_step():
    app = opened()
    assert run(app, changes={"view": ["Training"], "a": []}) == (0, {"view": ["Training"]})
    assert address(app) == {"view": "Training"}
    # From the next run on, the browser sends what it has replaced.
    assert run(app) == (0, {})
    assert run(app, changes={"view": ["Mistakes"]}) == (1, {})
    # What was shown on arrival is chosen again.
    assert run(app, changes={"view": ["Training"]}) == (1, {})
    assert address(app) == {"view": "Training"}


def test_a_browser_that_has_not_replaced_the_step_yet_is_asked_again():
    app = opened()
    for _ in range(2):
        app.query_params.clear()
        assert run(app, changes={"view": ["Training"]}) == (0, {"view": ["Training"]})
    # A change is a new step with all that was to be replaced.
    app.query_params.clear()
    assert run(app, changes={"view": ["Training"], "b": ["1"]}) == (0, {"view": ["Training"], "b": ["1"]})
    app.query_params.clear()
    assert run(app, changes={"view": ["Training"], "b": ["2"]}) == (1, {})
    assert address(app) == {"view": "Training", "b": "2"}


def test_a_change_of_what_was_empty_on_arrival_is_a_new_step():
    app = opened()
    run(app, changes={"view": []})
    assert run(app, changes={"view": ["Training"]}) == (1, {})
    assert run(app, changes={"view": []}) == (1, {})


def test_after_a_step_in_the_history_what_the_address_is_to_hold_replaces_it():
    app = opened()
    run(app, changes={})
    assert run(app, changes={"view": ["Training"]}, goes_back=True) == (0, {"view": ["Training"]})
    # What the person changes after that is a new step.
    assert run(app, changes={"view": ["Mistakes"]}, goes_back=False) == (1, {})


def test_each_visit_begins_anew():
    app = opened()
    run(app, changes={"view": []})
    run(app, changes={"view": ["Training"]})
    app.query_params.clear()
    run(app, name="draw", changes={})
    assert run(app, name="compare", changes={"view": ["Training"]}) == (0, {"view": ["Training"]})


def test_the_browser_is_told_the_whole_address_for_what_it_has_held_back():
    app = opened()
    run(app, changes={"view": ["Training"], "a": ["1", "2"]})
    (component,) = app.get("bidi_component")
    told = json.loads(component.proto.json)["address"]
    assert told == [["view", "Training"], ["a", "1"], ["a", "2"]]


def test_what_the_person_chooses_before_the_first_run_has_ended_is_not_replaced_again():
    app = opened(changes={"view": ["Training"], "b": ["1"]}, is_aborted=True)
    rerun(app)
    # The browser has not replaced anything yet.
    app.query_params.clear()
    assert run(app, changes={"view": ["Mistakes"], "b": ["1"]}, is_aborted=False) == (1, {})
    assert address(app) == {"view": "Mistakes", "b": "1"}
