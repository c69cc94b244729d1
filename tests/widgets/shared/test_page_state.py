"""What a session remembers of each page."""

import time

import streamlit as st

from tests.widgets.app_helpers import rerun, run_app
from widgets.shared.page_state import MESSAGE_SECONDS, PhotoState, TrainState


def test_a_session_has_one_state_for_each_page_and_keeps_it():
    def page():
        import streamlit as st

        from widgets.shared.page_state import (
            DrawState,
            PhotoState,
            TrainState,
            draw_state,
            photo_state,
            train_state,
        )

        assert isinstance(draw_state(), DrawState)
        assert isinstance(photo_state(), PhotoState)
        assert isinstance(train_state(), TrainState)
        draw_state().examples_shown += 1
        photo_state().choose_example("cat.jpg")
        train_state().say("Added.")
        st.write(f"{draw_state().examples_shown} {photo_state().example} {train_state().message}")
        assert draw_state().drawing("digits") is draw_state().drawing("digits")
        assert draw_state().drawing("digits") is not draw_state().drawing("animals")
        assert draw_state().drawing("digits") is not train_state().drawing

    app = rerun(run_app(page))
    assert app.markdown[0].value == "2 cat.jpg Added."


def test_two_sessions_share_nothing():
    def page():
        import streamlit as st

        from widgets.shared.page_state import draw_state

        draw_state().examples_shown += 1
        st.write(f"{draw_state().examples_shown}")

    assert [run_app(page).markdown[0].value for _ in range(2)] == ["1", "1"]


def test_a_widget_is_read_and_set_before_it_is_shown():
    def page():
        import streamlit as st

        from widgets.shared.page_state import is_shown, set_widget, widget_value

        key = "train-class"
        st.write(f"{is_shown(key)} {widget_value(key)}")
        if not is_shown(key):
            set_widget(key, "cat")
        st.write(st.selectbox("Class", ["dog", "cat"], key=key))

    app = run_app(page)
    assert [text.value for text in app.markdown] == ["False None", "cat"]
    app.selectbox[0].set_value("dog")
    assert [text.value for text in rerun(app).markdown] == ["True dog", "dog"]


def test_a_message_is_shown_for_some_seconds(monkeypatch):
    state = TrainState()
    assert state.current_message() == ""
    state.say("Nothing is drawn yet.", good=False)
    assert state.current_message() == "Nothing is drawn yet."
    assert not state.message_is_good
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + MESSAGE_SECONDS + 1)
    assert state.current_message() == ""
    state.say("One more.")
    assert state.message_is_good
    assert state.current_message() == "One more."


def test_noting_a_click_does_not_touch_the_session(monkeypatch):
    # Streamlit may interrupt a run at any access to the session.
    monkeypatch.setattr(st, "session_state", None)
    train, photo = TrainState(), PhotoState()
    train.say("Added.")
    photo.choose_example("cat.jpg")
    train.drawing.replace([{"path": []}])
    train.drawing.undo()
    assert (train.has_good_news(), photo.example, train.drawing.objects) == (True, "cat.jpg", [])
    train.say("Nothing is drawn yet.", good=False)
    assert not train.has_good_news()
