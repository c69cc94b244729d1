"""A page waits for work that takes seconds; if the wait is interrupted, the work continues."""

from threading import Event

import pytest
from streamlit.runtime.scriptrunner import RerunException
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

from widgets.shared import waiting
from widgets.shared.waiting import begin, wait_for


def test_what_is_begun_is_done_and_waited_for():
    work = begin(lambda: 6 * 7)
    wait_for(work)
    assert work.result() == 42


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
