"""A click is recorded before the app checks for newer requests."""

import tomllib
from contextvars import copy_context

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner import RerunException
from streamlit.runtime.scriptrunner_utils import script_requests
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState
from streamlit.runtime.state import SafeSessionState, SessionState
from streamlit.runtime.state.common import WidgetMetadata

from tests.conftest import ROOT
from widgets.server.clicks import deliver_every_click

BUTTON, CHOICE = "$$ID-0-button", "$$ID-1-choice"


def newer():
    raise RerunException(RerunData())


@pytest.fixture
def session(monkeypatch):
    """A session with a button, in which every check finds a newer request; and the list of its clicks."""
    # Another test in this process may have imported the app, which patches this method.
    method = SafeSessionState.on_script_will_rerun
    monkeypatch.setattr(SafeSessionState, "on_script_will_rerun", getattr(method, "__wrapped__", method))
    merge = script_requests._coalesce_widget_states
    monkeypatch.setattr(script_requests, "_coalesce_widget_states", getattr(merge, "__wrapped__", merge))
    clicks, state = [], SessionState()
    button = WidgetMetadata(
        id=BUTTON,
        deserializer=bool,
        serializer=bool,
        value_type="trigger_value",
        callback=lambda: clicks.append(1),
    )
    state._set_widget_metadata(button)
    return SafeSessionState(state, newer), clicks


def clicked():
    states = WidgetStates()
    state = states.widgets.add()
    state.id, state.trigger_value = BUTTON, True
    return states


def test_streamlit_looks_first_and_forgets_the_click(session):
    # If this fails, Streamlit has changed and `deliver_every_click` is no longer needed.
    state, clicks = session
    with pytest.raises(RerunException):
        state.on_script_will_rerun(clicked())
    assert clicks == []


def test_here_the_click_comes_first(session):
    state, clicks = session
    deliver_every_click()
    deliver_every_click()

    def run():
        ThreadState.initialize()
        state.on_script_will_rerun(clicked(), replay_trigger_states=None, is_history_navigation=False)

    copy_context().run(run)
    assert clicks == [1]


def chosen(*values):
    """What the browser sends: one value for each of the first choices on the page."""
    states = WidgetStates()
    for number, value in enumerate(values):
        state = states.widgets.add()
        state.id, state.string_value = f"{CHOICE}{number}", value
    return states


def merged(*requests):
    waiting = ScriptRequests()
    for request in requests:
        waiting.request_rerun(RerunData(widget_states=request))
    states = waiting.on_scriptrunner_ready().rerun_data.widget_states
    return {state.id: state.string_value for state in states.widgets}


def test_streamlit_forgets_a_choice_if_the_page_is_left_before_it_runs(session):
    # If this fails, Streamlit has changed and its requests need no longer be merged here.
    assert merged(chosen("a"), WidgetStates()) == {}


def test_here_a_waiting_choice_is_kept(session):
    deliver_every_click()
    deliver_every_click()
    assert merged(chosen("a"), WidgetStates()) == {f"{CHOICE}0": "a"}
    assert merged(chosen("a", "b"), chosen("newer")) == {f"{CHOICE}0": "newer", f"{CHOICE}1": "b"}


def test_runs_that_wait_are_joined_and_not_thrown_away():
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())
    assert config["runner"]["fastReruns"] is False
