"""A click that may be refused: done and shown anew, or one sentence."""

import pytest

from tests.widgets.app_helpers import click, run_app, texts


def test_an_action_is_run_with_its_arguments_and_the_page_is_shown_anew():
    def page(log):
        import streamlit as st

        from widgets.shared.actions import act

        def work(name, *, keep):
            log.append((name, keep))

        st.write(f"{len(log)} done")
        if st.button("Do it"):
            act(work, "toys", keep=True)
            log.append("never")

    log = []
    app = click(run_app(page, log=log), "Do it")
    assert log == [("toys", True)]
    assert texts(app) == "1 done"


def test_a_refusal_is_one_sentence_and_the_rest_of_the_page_stays():
    def page():
        import streamlit as st

        from core.errors import BadRequest
        from widgets.shared.actions import act

        def refuse(name):
            raise BadRequest(f"There is no such thing. Received: {name}")

        act(refuse, "toys")
        st.write("the rest")

    app = run_app(page)
    assert [warning.value for warning in app.warning] == ["There is no such thing."]
    assert "the rest" in texts(app)


def test_what_the_operating_system_refuses_is_one_sentence(tmp_path):
    def page(folder):
        import streamlit as st

        from core.storage.files import write_whole
        from widgets.shared.actions import act

        act(write_whole, folder / "file" / "a", b"1")
        st.write("the rest")

    (tmp_path / "file").touch()
    app = run_app(page, folder=tmp_path)
    (warning,) = [warning.value for warning in app.warning]
    assert f"cannot read or write {tmp_path / 'file'}" in warning
    assert "Received: " not in warning
    assert "the rest" in texts(app)


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
    from widgets.shared.actions import showing_refusal

    with pytest.raises(error), showing_refusal():
        raise error
