"""An action that may be refused: carried out once, before the page runs, or reported in one sentence."""

import pytest
import streamlit as st
from streamlit.runtime.scriptrunner import RerunException
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.testing.v1 import AppTest

from tests.conftest import ROOT
from tests.widgets.app_helpers import click, labelled, rerun, run_app, texts
from widgets.shared import actions
from widgets.shared.page_state import REFUSALS


def page(log, work):
    import streamlit as st

    from widgets.shared.actions import action_button

    log.append("page")
    st.write("before")
    action_button("Do it", work, key="do-it")
    st.write("after")


def test_an_action_comes_before_the_page_and_once():
    log = []
    app = run_app(page, log=log, work=lambda: log.append("done"))
    log.clear()
    click(app, "Do it")
    assert log == ["done", "page"]
    rerun(app)
    assert log == ["done", "page", "page"]


def test_in_a_part_that_runs_by_itself_the_page_is_shown_anew_as_a_whole():
    def page(log):
        import streamlit as st

        from widgets.shared.actions import action_button

        @st.fragment
        def part():
            log.append("part")
            action_button("Do it", lambda: log.append("done"), key="do-it")

        log.append("page")
        part()

    log = []
    app = run_app(page, log=log)
    log.clear()
    click(app, "Do it")
    assert log == ["done", "page", "part"]


def test_a_form_is_sent_with_what_was_typed_last():
    def page(log):
        import streamlit as st

        from widgets.shared.actions import action_submit_button
        from widgets.shared.page_state import value_at_click

        def work():
            log.append(value_at_click("name"))

        with st.form("form"):
            st.text_input("Name", key="name")
            action_submit_button("Send", work, key="send")

    log = []
    app = run_app(page, log=log)
    labelled(app, "text_input", "Name").set_value("toys")
    click(app, "Send")
    assert log == ["toys"]


def test_a_refusal_is_one_sentence_at_the_button_until_the_next_click():
    def refuse():
        from core.errors import BadRequest

        raise BadRequest("There is no such thing. Received: toys")

    app = click(run_app(page, log=[], work=refuse), "Do it")
    assert texts(app) == "There is no such thing. | before | after"
    assert [element.type for element in app.main.children.values()][1:3] == ["button", "warning"]
    assert texts(rerun(app)) == "before | after"


def test_a_refusal_whose_button_is_gone_is_said_once_all_the_same():
    def page(there):
        import streamlit as st

        from core.errors import UnknownDataSet
        from widgets.shared.actions import action_button, show_other_refusals

        def work():
            if len(there) == 1:
                # Another tab has deleted what the button was for.
                there.clear()
            raise UnknownDataSet("There is *no* such data set. Received: toys")

        if there:
            action_button("Ask them", work, key="ask")
        st.write("after")
        show_other_refusals()

    app = click(run_app(page, there=[1]), "Ask them")
    assert [toast.value for toast in app.toast] == [r"There is \*no\* such data set."]
    assert texts(app) == "after"
    assert not rerun(app).toast
    app = click(run_app(page, there=[1, 2]), "Ask them")
    assert texts(app) == r"There is \*no\* such data set. | after"
    assert not app.toast


def test_every_page_says_what_none_of_its_buttons_has_said():
    app = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60)
    app.session_state[REFUSALS] = {"gone": "There is no such thing."}
    assert [toast.value for toast in app.run().toast] == ["There is no such thing."]
    assert not app.exception
    assert app.session_state[REFUSALS] == {}


def test_what_the_operating_system_refuses_is_one_sentence(tmp_path):
    def work():
        from core.storage.files import write_whole

        write_whole(tmp_path / "file" / "a", b"1")

    (tmp_path / "file").touch()
    app = click(run_app(page, log=[], work=work), "Do it")
    (warning,) = [warning.value for warning in app.warning]
    assert f"cannot read or write {tmp_path / 'file'}" in warning
    assert "Received: " not in warning


@pytest.fixture
def clicks(monkeypatch):
    """Buttons shown outside of any page; returns a function that clicks one of them by number."""

    def request():
        raise RerunException(RerunData())

    callbacks, refused = [], {}
    monkeypatch.setattr(st, "button", lambda words, **options: callbacks.append(options["on_click"]))
    monkeypatch.setattr(st, "rerun", request)
    monkeypatch.setattr(actions, "refusals", lambda: refused)

    def click(button):
        with pytest.raises(RerunException):
            callbacks[button]()

    return click


def test_a_double_click_is_one_click(clicks):
    done = []
    actions.action_button("Do it", lambda: done.append(1), key="do-it")
    clicks(0)
    # A second click arrives because it interrupted the run that would have redrawn the page.
    clicks(0)
    assert done == [1]
    # Once shown again, the button can be clicked again.
    actions.action_button("Do it", lambda: done.append(2), key="do-it")
    clicks(1)
    assert done == [1, 2]


def test_what_was_refused_can_be_tried_again(clicks):
    from core.errors import DiskFull

    tries = []

    def work():
        tries.append(1)
        if len(tries) == 1:
            raise DiskFull("The disk is full.")

    actions.action_button("Do it", work, key="do-it")
    clicks(0)
    clicks(0)
    clicks(0)
    assert len(tries) == 2


def test_the_rest_of_a_refused_block_is_left_out():
    def page():
        import streamlit as st

        from core.errors import DiskFull
        from widgets.shared.actions import showing_refusal

        with showing_refusal():
            st.write("before")
            raise DiskFull("The disk is full.")
        with showing_refusal():
            st.write("after")

    app = run_app(page)
    assert texts(app) == "The disk is full. | before | after"


@pytest.mark.parametrize("error", [ValueError, KeyError])
def test_faults_of_the_program_are_not_hidden(error):
    with pytest.raises(error), actions.showing_refusal():
        raise error
