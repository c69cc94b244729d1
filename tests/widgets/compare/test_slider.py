"""The slider: it is told everything at once, and the address keeps where it stands."""

import pytest
from streamlit.testing.v1 import AppTest

from core.comparison.changes import changes_of
from tests.widgets.compare.shown import slider

TURN = changes_of("ink")["turn"]


def page(reported=None):
    import streamlit as st

    from core.bundles.library import read_library
    from core.comparison.changes import changes_of
    from core.comparison.robustness import robustness
    from core.preprocessing.example_drawings import example_drawing
    from widgets.compare.address import write_address
    from widgets.compare.slider import current_step, show_slider
    from widgets.shared.models import classifier
    from widgets.shared.widget_keys import CompareKey

    change = changes_of("ink")["turn"]
    if reported is not None:
        # As the component's state is; it can only be set before it is shown.
        st.session_state[CompareKey.SLIDER.of("turn")] = reported
    step = current_step(change)
    if reported is not None:
        del st.session_state[CompareKey.SLIDER.of("turn")]
    networks = [classifier(read_library().get("digits-simple"))]
    show_slider(robustness(networks, example_drawing("digits", 0)[1], change), "7", ["A"], step)
    write_address()
    st.caption(f"step {step}, address {st.query_params.get('step')}")


def shown(reported=None, address=None):
    app = AppTest.from_function(page, default_timeout=60, kwargs={"reported": reported})
    if address is not None:
        app.query_params["step"] = address
    app.run()
    assert not app.exception, app.exception
    return app


def test_everything_that_it_can_show_is_sent_at_once():
    told = slider(shown())
    steps = len(TURN.steps)
    assert told["steps"][0] == "-180°"
    assert len(told["steps"]) == len(told["places"]) == len(told["answers"]) == steps
    assert [len(frames) for frames in told["frames"]] == [steps]
    assert told["step"] == TURN.unchanged
    assert told["answers"][TURN.unchanged][0].startswith("A: 7")


def test_where_it_stands_is_in_the_address_unless_nothing_is_changed():
    assert (
        f"step {TURN.steps.index(90.0)}, address 90"
        in shown({"step": TURN.steps.index(90.0)}).caption[0].value
    )
    assert "address None" in shown({"step": TURN.unchanged}, address="90").caption[0].value


def test_an_address_sets_it():
    app = shown(address="-45")
    assert slider(app)["step"] == TURN.steps.index(-45.0)


@pytest.mark.parametrize("address", ["x", "7", "1e999", "nan", "", "90,90"])
def test_an_address_that_means_no_step_changes_nothing(address):
    assert slider(shown(address=address))["step"] == TURN.unchanged


@pytest.mark.parametrize(
    "reported", [{}, {"step": "x"}, {"step": 999}, {"step": -1}, {"step": None}, {"step": 2.5}]
)
def test_what_is_no_step_is_left_out(reported):
    assert slider(shown(reported))["step"] == TURN.unchanged
