"""A page waits for work that takes seconds; if the wait is interrupted, the work continues."""

from threading import Event

import pytest
from streamlit.runtime.scriptrunner import RerunException
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

from tests.widgets.app_helpers import run_app, texts
from widgets.shared import waiting
from widgets.shared.waiting import begin, wait_for


def test_what_is_begun_is_done_and_waited_for():
    work = begin(lambda: 6 * 7)
    wait_for(work)
    assert work.result() == 42


def test_on_a_page_it_looks_and_goes_on_waiting(monkeypatch):
    def page(work):
        import streamlit as st

        from widgets.shared.waiting import wait_for

        wait_for(work)
        st.write(str(work.result()))

    looked, look = Event(), waiting.is_shown

    def look_and_end(key):
        found = look(key)
        looked.set()
        return found

    monkeypatch.setattr(waiting, "is_shown", look_and_end)
    app = run_app(page, work=begin(lambda: looked.wait(60)))
    assert texts(app) == "True"


def test_what_it_raises_is_raised_for_whoever_wants_the_result():
    def work():
        raise ValueError("no drawing")

    failing = begin(work)
    wait_for(failing)
    with pytest.raises(ValueError, match="no drawing"):
        failing.result()


def test_what_comes_from_the_browser_ends_the_waiting_but_not_the_work(monkeypatch):
    def look(key):
        raise RerunException(RerunData())

    monkeypatch.setattr(waiting, "is_shown", look)
    may_end = Event()
    work = begin(may_end.wait)
    with pytest.raises(RerunException):
        wait_for(work)
    assert not work.done()
    may_end.set()
    assert work.result(60)
