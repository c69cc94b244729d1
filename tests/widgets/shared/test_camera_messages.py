"""What a page's camera may send is bounded; anything else is ignored silently."""

import base64

import pytest

from core.datasets.recordings import MAX_RECORDED
from core.preprocessing.camera_frames import RECORDED, TAKEN
from widgets.shared.camera_messages import (
    CameraPictures,
    LiveFrame,
    is_loaded,
    is_ready,
    read_frame,
    read_recording,
    read_taken,
)

DATA = b"\xff\xd8\xff any bytes"
TEXT = base64.b64encode(DATA).decode()
ID = "0123456789abcdef"
HUGE = base64.b64encode(bytes(RECORDED.max_bytes + 10)).decode()


def test_what_the_component_sends_is_read():
    state = {
        "status": "ready",
        "frame": {"number": 7, "picture": TEXT},
        "recording": {"id": ID, "label": "heart", "pictures": [TEXT, TEXT]},
        "picture": {"id": ID, "picture": TEXT},
    }
    assert read_frame(state) == LiveFrame(7, DATA)
    assert read_recording(state) == CameraPictures(ID, (DATA, DATA))
    assert read_taken(state) == CameraPictures(ID, (DATA,))
    assert is_loaded(state)
    assert is_ready(state)
    assert not is_ready(state | {"status": "refused"})
    # One that a person looks at may be larger than those of a film.
    assert read_taken({"picture": {"id": ID, "picture": HUGE}}) is not None


@pytest.mark.parametrize("state", [None, {}, [], "ready", 3, {"status": 3}, {"status": None}])
def test_without_a_report_nothing_has_come(state):
    assert (read_frame(state), read_recording(state), read_taken(state)) == (None, None, None)
    assert not is_loaded(state)
    assert not is_ready(state)


BAD_PICTURES = [None, 3, "", "*", "abc", "äöü", [TEXT], {"a": TEXT}, HUGE, TEXT + "\n" * 9, True]


@pytest.mark.parametrize("picture", BAD_PICTURES, ids=range(len(BAD_PICTURES)))
def test_what_is_no_picture_in_base64_is_left_out(picture):
    assert read_frame({"frame": {"number": 1, "picture": picture}}) is None
    assert read_recording({"recording": {"id": ID, "pictures": [TEXT, picture]}}) is None
    if picture is not HUGE:
        assert read_taken({"picture": {"id": ID, "picture": picture}}) is None


@pytest.mark.parametrize("number", [None, 0, -1, 10**12, 1.0, True, "1", [1]])
def test_a_frame_has_a_number(number):
    assert read_frame({"frame": {"number": number, "picture": TEXT}}) is None


@pytest.mark.parametrize("identity", [None, "", 3, ID.upper(), ID + "0", ID + "\n", [ID]])
def test_pictures_have_an_id(identity):
    assert read_recording({"recording": {"id": identity, "pictures": [TEXT]}}) is None
    assert read_taken({"picture": {"id": identity, "picture": TEXT}}) is None


@pytest.mark.parametrize("pictures", [None, [], TEXT, {TEXT: TEXT}, [TEXT] * (MAX_RECORDED + 1)])
def test_a_recording_has_a_bounded_list_of_pictures(pictures):
    assert read_recording({"recording": {"id": ID, "pictures": pictures}}) is None
    assert read_recording({"recording": {"id": ID, "pictures": [TEXT] * MAX_RECORDED}}) is not None


def test_a_picture_to_look_at_is_bounded_too():
    text = base64.b64encode(bytes(TAKEN.max_bytes + 10)).decode()
    assert read_taken({"picture": {"id": ID, "picture": text}}) is None
