"""Trying out a network on the spot: with a drawing, a picture or the camera."""

import base64

import pytest

from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.rasterize import drawing_as_png
from tests.core.pictures_for_tests import file_of, ink_of, photo_of_paper
from tests.widgets.app_helpers import panels, rerun, run_app, texts
from widgets.shared.page_state import TRAIN_STATE, TrainState
from widgets.shared.widget_keys import TrainKey

FOUR = example_drawing("digits", 2)[1]


def page(shown):
    from core.bundles.library import read_library
    from widgets.shared.page_state import set_widget
    from widgets.shared.widget_keys import TrainKey
    from widgets.train.try_it import show_trial

    # Simulates the component's report, since a test has no browser.
    if "taken" in shown:
        set_widget(TrainKey.TRIAL_CAMERA, {"status": "ready", "picture": shown["taken"]})
    show_trial(read_library().bundles[shown["network"]])


def opened(network, source, **more):
    app = run_app(page, shown={"network": network, **more})
    app.session_state[TrainKey.TRIAL.of(network)] = source
    return app


def said(app):
    return [panel.value for panel in panels(app)]


def test_what_is_drawn_is_answered_in_a_line_and_in_full():
    app = opened("digits-simple", "canvas")
    assert "Draw here: the answer comes with every stroke." in texts(rerun(app))
    objects = [
        {"path": [["M", *map(float, stroke[0])], *(["L", *map(float, point)] for point in stroke[1:])]}
        for stroke in FOUR
    ]
    app.session_state[TRAIN_STATE] = TrainState()
    app.session_state[TRAIN_STATE].trial.show(objects)
    assert said(rerun(app)) == ["4"]
    assert "**4**" in texts(app)


def test_a_drawing_is_shown_to_a_network_for_photos_as_a_picture():
    app = opened("things-1000", "canvas")
    app.session_state[TRAIN_STATE] = TrainState()
    app.session_state[TRAIN_STATE].trial.show([{"path": [["M", 20, 20], ["L", 200, 240], ["L", 40, 240]]}])
    assert len(said(rerun(app))) == 1


def test_an_upload_is_answered_and_one_that_cannot_be_read_is_a_sentence():
    app = rerun(opened("digits-simple", "file"))
    png = drawing_as_png(FOUR, 280, 12)
    app.file_uploader[0].set_value(("four.png", png, "image/png"))
    assert said(rerun(app)) == ["4"]
    app.file_uploader[0].set_value(("four.png", b"milk", "image/png"))
    assert "This is not a picture that can be read" in rerun(app).warning[0].value


def test_a_picture_of_the_camera_is_answered():
    jpeg = file_of(photo_of_paper(ink_of("4", 320)), "JPEG")
    taken = {"id": "1" * 16, "picture": base64.b64encode(jpeg).decode()}
    app = opened("digits-simple", "camera", taken=taken)
    rerun(app)
    assert said(rerun(app)) == ["4"]


@pytest.mark.parametrize(("network", "first"), [("digits-simple", "canvas"), ("things-1000", "file")])
def test_it_begins_with_what_the_network_was_taught(network, first):
    app = run_app(page, shown={"network": network})
    assert app.segmented_control(key=TrainKey.TRIAL.of(network)).value == first
