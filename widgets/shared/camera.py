"""The camera of a page: records while a button is held, takes single pictures, and shows live answers.

The camera is a component of our own (`camera.js`, `camera.html`, `camera.css`) without texts or networks: it
sends frames and draws the answers it gets back. Until it has reported to the server, the page offers
Streamlit's own camera instead.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.datasets.recordings import MAX_RECORDED
from core.errors import InklingError
from core.inference.classifier import Classifier
from core.preprocessing.camera_frames import TAKEN, check_frame
from core.storage.files import translating_os_errors
from widgets.shared.camera_messages import is_loaded, is_ready, read_frame, read_recording, read_taken
from widgets.shared.camera_state import CameraState, TakenPicture
from widgets.shared.component_script import component_script
from widgets.shared.live_answers import answer_frame
from widgets.shared.page_state import camera_state, widget_value
from widgets.shared.widget_keys import simple_camera_key

PROBLEMS = {
    "none": "No camera was found: plug one in and press Try again, or choose another source.",
    "refused": "The camera is blocked for this page: allow it in the address bar, then press Try again.",
    "busy": "The camera does not start: close what else uses it, such as a video call, then press Try again.",
    "insecure": "Browsers open the camera only at https addresses and on the computer that runs Inkling: "
    "take a photo with your camera app, and upload it.",
}
WORDS = {
    "starting": "The camera is starting; your browser may ask whether this page may use it.",
    "again": "Try again",
    "take": "Take a picture",
    "some": "Record 20 pictures now",
    "later": "Start in 3 seconds",
    "stop": "Stop",
    "pause": "Pause",
    "resume": "Resume",
    "mirror": "Mirror",
    "camera": "Camera",
    "picture": "Picture",
    "no_label": "Name above what you will record; then you can start.",
    "recorded": "{count} taken",
    "sending": "Adding {count} ...",
    "lost": "The pictures did not arrive: record them again.",
}
_FOLDER = Path(__file__).parent
_camera = st.components.v2.component(
    "inkling_camera",
    html=_FOLDER.joinpath("camera.html").read_text(encoding="utf-8"),
    css=_FOLDER.joinpath("camera.css").read_text(encoding="utf-8"),
    js=component_script(_FOLDER / "camera.js"),
)


def uses_simple_camera(key: str) -> bool:
    """Returns whether the user asked for Streamlit's own camera, for example because ours does not appear."""
    return camera_state(key).is_simple


def show_recorder(key: str, label: str, add: Callable[[Sequence[bytes]], str]) -> bool:
    """Shows a camera that records while its button is held.

    Args:
        key: Key of the component.
        label: The class to record pictures for; empty until the user has named it.
        add: Adds the pictures of a recording, JPEG files, all or none; returns a sentence about the result.

    Returns:
        Whether a recording was received in this run, so that the page should be shown again.
    """
    state = camera_state(key)
    recording = read_recording(widget_value(key))
    is_new = recording is not None and recording.id != state.received
    if recording is not None and is_new:
        try:
            with translating_os_errors():
                said = add(recording.pictures)
        except InklingError as error:
            said = error.sentence
        # Set only after adding: if the run is aborted before this line, the recording is sent again.
        state.received, state.said = recording.id, said
    _show(key, state, "record", label=label, words=WORDS | {"hold": f"Hold to record {label}".rstrip()})
    # Always there, so that what is below stays as it is when the camera comes or goes.
    with st.container():
        # Without a camera, there are no buttons.
        if is_ready(widget_value(key)):
            st.caption(
                "Hold down the first button, or the space bar, to record. The other two record 20 pictures "
                "by themselves, at once or after 3 seconds, for when you need both hands. Turn the object a "
                "little while you record."
            )
    return is_new


def show_live_camera(key: str, classifiers: Sequence[Classifier], mirrored: bool = True) -> None:
    """Shows a camera with the networks' answers for what it sees, updated several times a second.

    The user can also take single pictures; `taken_picture` returns the last one.

    Args:
        key: Key of the component.
        classifiers: The networks.
        mirrored: Whether the view starts out mirrored; pictures are never mirrored.
    """

    # A fragment, so that a frame runs only this function and not the whole page.
    @st.fragment
    def live() -> None:
        state = camera_state(key)
        if state.is_simple:
            # The simple camera was requested by a click in this fragment, but is shown outside of it.
            st.rerun()
        if (frame := read_frame(widget_value(key))) is not None:
            answer_frame(state, frame, classifiers)
        before = state.received
        _receive(key, state)
        _show(key, state, "live", words=WORDS | {"hold": ""}, mirrored=mirrored)
        if state.received != before:
            st.rerun()

    live()


def taken_picture(key: str) -> UploadedFile | TakenPicture | None:
    """Returns the last single picture; can be called before the camera is shown."""
    state = camera_state(key)
    if state.is_simple:
        photo: UploadedFile | None = widget_value(simple_camera_key(key))
        return photo
    return state.taken


def show_camera(key: str, question: str, classifiers: Sequence[Classifier], mirrored: bool = True) -> None:
    """Shows a camera that answers live and takes single pictures, or Streamlit's if the user chose that.

    Args:
        key: Key of the component.
        question: What the user should do; the label of Streamlit's camera.
        classifiers: The networks.
        mirrored: As for `show_live_camera`.
    """
    if camera_state(key).is_simple:
        st.camera_input(question, key=simple_camera_key(key))
    else:
        show_live_camera(key, classifiers, mirrored)


def _receive(key: str, state: CameraState) -> None:
    """Stores a new single picture in the state; ignores messages that the camera cannot have sent."""
    taken = read_taken(widget_value(key))
    if taken is None or taken.id == state.received:
        return
    state.received = taken.id
    try:
        data = check_frame(taken.pictures[0], TAKEN)
    except InklingError:
        return
    state.taken = TakenPicture("camera.jpg", taken.id, data)


def _show(
    key: str,
    state: CameraState,
    mode: Literal["record", "live"],
    words: dict[str, str],
    label: str = "",
    mirrored: bool = True,
) -> None:
    def ignore() -> None:
        """Makes Streamlit pass on what the component sends, which is read where the component is shown."""

    data: dict[str, Any] = {
        "mode": mode,
        "label": label,
        "mirrored": mirrored,
        "words": words,
        "problems": PROBLEMS,
        "max_pictures": MAX_RECORDED,
        "received": state.received,
        "said": state.said,
        "answered": state.answered,
        "answers": state.answers,
    }
    _camera(
        key=key,
        data=data,
        on_status_change=ignore,
        on_frame_change=ignore,
        on_recording_change=ignore,
        on_picture_change=ignore,
    )
    if not is_loaded(widget_value(key)):
        st.button(
            "No camera appears here? Use a simpler one",
            key=simple_camera_key(key, "button"),
            type="tertiary",
            on_click=state.use_simple,
        )
