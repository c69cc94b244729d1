"""What is remembered of a camera: a picture that reads like an upload, and one smoother per network."""

from widgets.shared.camera_state import CameraState, TakenPicture


def test_a_picture_that_was_taken_is_read_as_an_upload_is():
    picture = TakenPicture("camera.jpg", "0a", b"bytes")
    assert (picture.name, picture.file_id, picture.getvalue()) == ("camera.jpg", "0a", b"bytes")
    # The picture's bytes must not end up in a log.
    assert "bytes" not in repr(picture)


def test_each_network_has_a_smoother_of_its_own():
    state = CameraState()
    one = state.smoother(("digits", "0a"))
    assert state.smoother(("digits", "0a")) is one
    # A newer network with the same name gets another smoother.
    assert state.smoother(("digits", "0b")) is not one


def test_the_simpler_camera_is_used_once_it_was_asked_for():
    state = CameraState()
    assert not state.is_simple
    state.use_simple()
    assert state.is_simple
