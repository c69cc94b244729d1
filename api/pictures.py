"""Pictures and drawings in requests: base64, data URLs, files and strokes."""

import base64
import binascii
import re
from typing import Any, BinaryIO
from urllib.parse import unquote

from core.errors import UnreadablePicture
from core.preprocessing.image_source import ImageSource
from core.preprocessing.quickdraw_format import from_quickdraw
from core.storage.received import in_json

_SHOWN_CHARACTERS = 40
_BASE64 = re.compile("[A-Za-z0-9+/]+=*")
# Media types that programs state for a file of unknown type.
_ANY_FILE = ("", "application/octet-stream")


def source_of_text(text: Any, name: str) -> ImageSource:
    """Returns the source of an image file that was sent as base64 or as a data URL.

    Args:
        text: The text; any other value is refused when the source is read.
        name: Name of the picture in messages.
    """
    return ImageSource(name, lambda: _decoded(text, name))


def source_of_drawing(drawing: Any, name: str) -> ImageSource:
    """Returns the source of a drawing that was sent as Quick, Draw! strokes.

    Args:
        drawing: The strokes; any other value is refused when the source is read.
        name: Name of the drawing in messages.
    """
    return ImageSource(name, lambda: from_quickdraw(drawing))


def source_of_file(file: BinaryIO, name: str) -> ImageSource:
    """Returns the source of an image file that was sent in a form.

    Args:
        file: The open file, which can be read once.
        name: Name of the picture in messages.
    """
    return ImageSource(name, file.read)


def _decoded(text: Any, name: str) -> bytes:
    if not isinstance(text, str):
        raise _unreadable(text, name)
    packed = text.strip()
    if packed[:5].lower() == "data:":
        header, comma, packed = packed.partition(",")
        media_type, _, packing = header[5:].partition(";")
        if not comma or packing.rpartition(";")[2].strip().lower() != "base64":
            raise UnreadablePicture(
                "A data URL must hold base64, as in data:image/png;base64,iVBO... "
                f"Received: {name}, {header[:_SHOWN_CHARACTERS]}"
            )
        if not media_type.lower().startswith("image/") and media_type.lower() not in _ANY_FILE:
            raise UnreadablePicture(
                "This data URL does not hold a picture; send an image file. "
                f"Received: {name}, {header[:_SHOWN_CHARACTERS]}"
            )
        if "%" in packed:
            # In a URL, any character may be escaped (RFC 2397).
            packed = unquote(packed)
    if any(space in packed for space in "\n\r\t "):
        # Mail programs and terminal commands wrap base64 into lines.
        packed = "".join(packed.split())
    # The alphabet for URLs is usually written without padding (RFC 4648, section 5).
    is_for_urls = ("-" in packed or "_" in packed) and "+" not in packed and "/" not in packed
    if is_for_urls and not packed.endswith("="):
        packed += "=" * (-len(packed) % 4)
    try:
        data = base64.b64decode(packed, b"-_" if is_for_urls else None, validate=True)
    except (binascii.Error, ValueError) as error:
        if len(packed) > _SHOWN_CHARACTERS and len(packed) % 4 and _BASE64.fullmatch(packed):
            raise UnreadablePicture(
                "This base64 is not complete: its length does not fit. Send all of it, with any = at its "
                f"end. Received: {name}, {len(packed):,} characters"
            ) from error
        raise _unreadable(text, name) from error
    if not data:
        raise _unreadable(text, name)
    return data


def _unreadable(value: Any, name: str) -> UnreadablePicture:
    return UnreadablePicture(
        "This is neither base64 nor a data URL; send the bytes of an image file as one. "
        f"Received: {name}, {in_json(value)}"
    )
