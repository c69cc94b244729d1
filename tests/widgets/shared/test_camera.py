"""The camera without a browser: pictures are accepted once, and a simpler input replaces a failed camera."""

import base64
import re

import pytest

from tests.conftest import ROOT
from tests.core.pictures_for_tests import file_of, ink_of, photo_of_paper
from tests.widgets.app_helpers import click, labels, rerun, run_app, texts
from widgets.shared.camera import PROBLEMS, WORDS

JPEG = file_of(photo_of_paper(ink_of("4", 320)), "JPEG")
TEXT = base64.b64encode(JPEG).decode()
SCRIPT = (ROOT / "widgets/shared/camera.js").read_text()


def recorder(sent, added):
    import streamlit as st

    from core.errors import BadData
    from widgets.shared.camera import show_recorder
    from widgets.shared.page_state import camera_state, set_widget

    def add(pictures):
        if sent["refuse"]:
            raise BadData("There is no room. Received: 3")
        added.append(list(pictures))
        return f"{len(pictures)} more."

    # As the component reports it; in a test there is no browser.
    set_widget("camera", {"status": sent.get("status", "ready"), "recording": sent["recording"]})
    st.write(f"{show_recorder('camera', 'heart', add)} {camera_state('camera').said}")


def live(sent):
    import streamlit as st

    from core.bundles.library import read_library
    from core.preprocessing.decode import decode_image
    from widgets.shared.camera import show_camera, taken_picture
    from widgets.shared.models import classifier
    from widgets.shared.page_state import camera_state, set_widget

    if sent:
        set_widget("camera", sent)
    if picture := taken_picture("camera"):
        st.write(f"taken: {decode_image(picture.getvalue()).pixels.shape}")
    show_camera("camera", "Hold it up", [classifier(read_library().bundles["digits-simple"])])
    st.write(" ".join(f"says {answer['headline']}" for answer in camera_state("camera").answers))


def recording(number, *pictures):
    return {"id": f"{number:016x}", "pictures": list(pictures)}


def test_a_recording_is_added_once_however_often_it_comes():
    sent, added = {"recording": recording(1, TEXT, TEXT), "refuse": False}, []
    app = run_app(recorder, sent=sent, added=added)
    assert app.markdown[0].value == "True 2 more."
    assert added == [[JPEG, JPEG]]
    assert rerun(app).markdown[0].value == "False 2 more."
    sent["recording"] = recording(2, TEXT)
    assert rerun(app).markdown[0].value == "True 1 more."
    assert len(added) == 2


def test_a_recording_that_is_refused_is_a_sentence_and_not_sent_again():
    app = run_app(recorder, sent={"recording": recording(1, TEXT), "refuse": True}, added=[])
    assert app.markdown[0].value == "True There is no room."
    assert rerun(app).markdown[0].value == "False There is no room."


def test_how_to_record_is_said_only_below_a_camera_that_can():
    for status, is_said in [("ready", True), *((problem, False) for problem in PROBLEMS), ("", False)]:
        sent = {"recording": None, "refuse": False, "status": status}
        assert ("Hold down" in texts(run_app(recorder, sent=sent, added=[]))) is is_said, status


@pytest.mark.parametrize("sent", [None, 3, {"id": "x" * 16, "pictures": [TEXT]}, recording(1, "no picture")])
def test_what_no_camera_sends_adds_nothing(sent):
    added = []
    app = run_app(recorder, sent={"recording": sent, "refuse": False}, added=added)
    assert (app.markdown[0].value, added) == ("False", [])


def test_a_frame_is_answered_and_a_picture_is_taken():
    sent = {"status": "ready", "frame": {"number": 1, "picture": TEXT}}
    app = run_app(live, sent=sent)
    assert "says 4" in texts(app)
    sent.pop("frame")
    sent["picture"] = {"id": "1" * 16, "picture": TEXT}
    assert "taken: (320, 320, 3)" in texts(rerun(app))
    sent["picture"] = {"id": "2" * 16, "picture": base64.b64encode(b"no picture").decode()}
    assert "taken: (320, 320, 3)" in texts(rerun(app))


def test_streamlits_camera_stands_in_until_ours_has_reported_that_it_is_there():
    app = run_app(live, sent={})
    words = "No camera appears here? Use a simpler one"
    assert words in labels(app)
    assert not app.camera_input
    click(app, words)
    app.camera_input[0].set_value(("shot.jpg", JPEG, "image/jpeg"))
    assert "taken: (320, 320, 3)" in texts(rerun(app))
    assert words not in labels(run_app(live, sent={"status": "refused"}))


def test_every_word_and_problem_that_the_script_uses_is_there():
    used = set(re.findall(r"\bwords\.(\w+)", SCRIPT))
    assert used == set(WORDS) | {"hold"}
    reported = set(re.findall(r'report\("(\w+)"\)', SCRIPT)) | set(re.findall(r'Error: "(\w+)"', SCRIPT))
    assert reported - {"ready"} | {"busy"} == set(PROBLEMS)
    # Each problem is one sentence that says what to do.
    assert all(sentence.count(".") == 1 and ":" in sentence for sentence in PROBLEMS.values())
