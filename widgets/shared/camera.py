"""The camera of a page: held down to record, clicked for one picture, or answered live while it looks.

A component of ours (`camera.js`, `camera.html`, `camera.css`), which knows no word and no network: it sends
frames, and draws what comes back. Until it has reported, Streamlit's own camera is offered in its place.
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
from widgets.shared.camera_messages import is_loaded, read_frame, read_recording, read_taken
from widgets.shared.camera_state import CameraState, TakenPicture
from widgets.shared.component_script import component_script
from widgets.shared.live_answers import answer_frame
from widgets.shared.page_state import camera_state, widget_value
from widgets.shared.widget_keys import simple_camera_key

PROBLEMS = {
    "none": "No camera was found: plug one in and press Try again, or choose another source.",
    "refused": "The camera is blocked for this page: allow it beside the address of the page, then press Try "
    "again.",
    "busy": "The camera does not start: close what else uses it, as a video call, then press Try again.",
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
    "resume": "Go on",
    "mirror": "Mirror",
    "camera": "Camera",
    "picture": "Picture",
    "no_label": "Say above what it will show; then you can record.",
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
    """Tells whether a person has asked for Streamlit's own camera, where ours does not appear."""
    return camera_state(key).is_simple


def show_recorder(key: str, label: str, add: Callable[[Sequence[bytes]], str]) -> bool:
    """Shows a camera that records as long as its button is held.

    Args:
        key: Of the component.
        label: What is recorded; empty as long as the person has not said it.
        add: Adds the pictures of a recording, JPEG files, all or none; returns a sentence about it.

    Returns:
        Whether a recording was added just now, so that the page is to be shown anew.
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
        # Only now: a run of the page that is broken off before is sent the recording again.
        state.received, state.said = recording.id, said
    _show(key, state, "record", label=label, words=WORDS | {"hold": f"Hold to record {label}".rstrip()})
    st.caption(
        "Hold down the first button, or the space bar, to record. The other two record 20 pictures by "
        "themselves, at once or after 3 seconds, for when you need both hands. Turn the object a little "
        "while you record."
    )
    return is_new


def show_live_camera(key: str, classifiers: Sequence[Classifier], mirrored: bool = True) -> None:
    """Shows a camera, and below it what networks make of what it sees, several times a second.

    Single pictures can be taken; `taken_picture` has the last one.

    Args:
        key: Of the component.
        classifiers: The networks.
        mirrored: Whether a person sees the picture as in a mirror to begin with; it is kept as it is.
    """

    # The page stays as it is: only this runs for every frame.
    @st.fragment
    def live() -> None:
        state = camera_state(key)
        if state.is_simple:
            # A click in here has asked for it, and what stands in is outside.
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
    """Returns the single picture that was taken last, before the camera itself is shown."""
    state = camera_state(key)
    if state.is_simple:
        photo: UploadedFile | None = widget_value(simple_camera_key(key))
        return photo
    return state.taken


def show_camera(key: str, question: str, classifiers: Sequence[Classifier], mirrored: bool = True) -> None:
    """Shows a camera that answers live and takes single pictures, or Streamlit's where a person wants that.

    Args:
        key: Of the component.
        question: What a person is to do, for Streamlit's camera where it stands in.
        classifiers: The networks.
        mirrored: As for `show_live_camera`.
    """
    if camera_state(key).is_simple:
        st.camera_input(question, key=simple_camera_key(key))
    else:
        show_live_camera(key, classifiers, mirrored)


def _receive(key: str, state: CameraState) -> None:
    """Takes over a single picture that was taken; one that no camera sends is left out."""
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
        """Has Streamlit tell of what the component sends; it is read where the component is shown."""

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
