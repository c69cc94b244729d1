"""Reads messages from the camera of a page, which are untrusted: malformed ones are ignored."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.datasets.recordings import MAX_RECORDED
from core.preprocessing.camera_frames import RECORDED, TAKEN, FrameBounds

_ID = re.compile(r"[0-9a-f]{16}")
_MAX_NUMBER = 10**9


@dataclass(frozen=True)
class LiveFrame:
    """One live frame, which is answered and then discarded.

    Attributes:
        number: Serial number given by the camera.
        data: The JPEG file.
    """

    number: int
    data: bytes


@dataclass(frozen=True)
class CameraPictures:
    """Pictures that the user took or recorded.

    Attributes:
        id: Identifies the message, which may arrive more than once.
        pictures: The JPEG files, one or more.
    """

    id: str
    pictures: tuple[bytes, ...]


def read_frame(state: Any) -> LiveFrame | None:
    """Reads the frame that a camera has just sent.

    Args:
        state: The component's value in the session.

    Returns:
        The frame; None if there is none or it is malformed.
    """
    message = _message(state, "frame")
    data = _decoded(message.get("picture"), RECORDED)
    number = message.get("number")
    if data is None or type(number) is not int or not 0 < number < _MAX_NUMBER:
        return None
    return LiveFrame(number, data)


def read_recording(state: Any) -> CameraPictures | None:
    """Reads the recording that a camera has just sent; None as for `read_frame`."""
    message = _message(state, "recording")
    pictures = message.get("pictures")
    if not isinstance(pictures, list) or not 1 <= len(pictures) <= MAX_RECORDED:
        return None
    return _pictures(message, pictures, RECORDED)


def read_taken(state: Any) -> CameraPictures | None:
    """Reads the single picture that a camera has just sent; None as for `read_frame`."""
    message = _message(state, "picture")
    return _pictures(message, [message.get("picture")], TAKEN)


def is_loaded(state: Any) -> bool:
    """Returns whether the component has ever reported; it never does in a browser that cannot load it."""
    return isinstance(state, Mapping) and isinstance(state.get("status"), str)


def is_ready(state: Any) -> bool:
    """Returns whether the component has reported a camera that is visible and may be used."""
    return is_loaded(state) and state["status"] == "ready"


def _message(state: Any, event: str) -> Mapping[str, Any]:
    message = state.get(event) if isinstance(state, Mapping) else None
    return message if isinstance(message, Mapping) else {}


def _pictures(message: Mapping[str, Any], pictures: list[Any], bounds: FrameBounds) -> CameraPictures | None:
    identity = message.get("id")
    if not isinstance(identity, str) or not _ID.fullmatch(identity):
        return None
    decoded = tuple(data for picture in pictures if (data := _decoded(picture, bounds)) is not None)
    return CameraPictures(identity, decoded) if len(decoded) == len(pictures) else None


def _decoded(text: Any, bounds: FrameBounds) -> bytes | None:
    """Decodes base64 text that is short enough for `bounds.max_bytes`; returns None for anything else."""
    if not isinstance(text, str) or not 0 < len(text) <= 4 * (bounds.max_bytes // 3 + 1):
        return None
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
