"""The slider receives all its data at once, and the address holds its position."""

import pytest
from streamlit.testing.v1 import AppTest

from core.comparison.changes import changes_of
from tests.widgets.compare.shown import slider

TURN = changes_of("ink")["turn"]


def page(reported=None, goes_back=False):
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    from core.bundles.library import read_library
    from core.comparison.changes import changes_of
    from core.comparison.robustness import robustness
    from core.preprocessing.example_drawings import example_drawing
    from widgets.compare.slider import current_step, show_slider
    from widgets.shared.address_memory import write_address
    from widgets.shared.models import classifier
    from widgets.shared.widget_keys import CompareKey

    change = changes_of("ink")["turn"]
    get_script_run_ctx().is_history_navigation = goes_back
    if reported is not None:
        # Simulates the component's state, which can only be set before the component is shown.
        st.session_state[CompareKey.SLIDER.of("turn")] = reported
    step = current_step(change)
    if reported is not None:
        del st.session_state[CompareKey.SLIDER.of("turn")]
    networks = [classifier(read_library().get("digits-simple"))]
    show_slider(robustness(networks, example_drawing("digits", 0)[1], change), "7", ["A"], step)
    write_address()
    st.caption(f"step {step}, address {st.query_params.get('step')}")


def told(value, history_moves=0):
    return {"place": {"step": TURN.steps.index(value), "history_moves": history_moves}}


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
    assert f"step {TURN.steps.index(90.0)}, address 90" in shown(told(90.0)).caption[0].value
    assert "address None" in shown(told(0.0), address="90").caption[0].value


def test_an_address_sets_it():
    app = shown(address="-45")
    assert slider(app)["step"] == TURN.steps.index(-45.0)


@pytest.mark.parametrize("address", ["x", "7", "1e999", "nan", "", "90,90"])
def test_an_address_that_means_no_step_changes_nothing(address):
    assert slider(shown(address=address))["step"] == TURN.unchanged


@pytest.mark.parametrize(
    "place",
    [None, {}, [1], {"step": 3}, *({"step": step, "history_moves": 0} for step in ("x", 999, -1, None, 2.5))],
)
@pytest.mark.parametrize("reported", [lambda place: {"place": place}, lambda place: [place]])
def test_what_is_no_step_is_left_out(reported, place):
    assert slider(shown(reported(place)))["step"] == TURN.unchanged


def test_going_back_and_forth_moves_it_whatever_it_told_before():
    app = shown(told(75.0))
    for address, reported, goes_back, stands_at in (
        ("60", told(75.0), True, 60.0),
        ("60", told(90.0), False, 60.0),  # sent before the slider was moved back, but arrived late
        ("75", told(90.0), True, 75.0),
        ("75", told(60.0, 1), False, 75.0),  # sent between the two moves
        ("75", told(15.0, 2), False, 15.0),
    ):
        app.query_params["step"] = address
        app.kwargs.update(reported=reported, goes_back=goes_back)
        app.run()
        assert slider(app)["step"] == TURN.steps.index(stands_at)
        assert app.query_params["step"] == f"{stands_at:g}"
    assert slider(app)["history_moves"] == 2


def test_a_step_that_no_change_has_is_said_and_stays_until_the_slider_is_moved():
    app = shown(address="sideways")
    said = [info.value for info in app.info]
    assert said == ['The step of this address, "sideways", is not here: choose another one.']
    assert app.query_params["step"] == "sideways"
    assert not shown(told(60), address="sideways").info
    # A step of another change, or one that is written in another way.
    others = {f"{step:g}" for change in changes_of("ink").values() for step in change.steps}
    for known in (next(iter(others - {f"{step:g}" for step in TURN.steps})), "60.0"):
        assert not shown(address=known).info
