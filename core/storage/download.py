"""Downloads files and verifies their checksums, with plain advice for when there is no connection."""

import hashlib
import os
import urllib.error
import urllib.request
import uuid
from http.client import HTTPException
from pathlib import Path
from typing import BinaryIO

from core.errors import BadData
from core.plurals import counted
from core.storage.files import translating_disk_full
from core.storage.progress import Progress, no_progress

_CHUNK_BYTES = 1024 * 1024
_TIMEOUT_SECONDS = 30


def download(
    address: str, path: Path, checksum: str, kind: str = "sha256", progress: Progress = no_progress
) -> Path:
    """Downloads a file and verifies it; a failed download leaves no file behind.

    Args:
        address: Address to download from.
        path: Destination path; nothing is downloaded if a file with this checksum is there already, or any
            file where no checksum is known.
        checksum: Expected checksum in hexadecimal digits; empty if none is known, in which case only an
            incomplete transfer is detected.
        kind: "sha256" or "md5".
        progress: Called with the number of bytes received and the total, which is 0 if it is not known.

    Returns:
        The path.

    Raises:
        BadData: If there is no connection, or the file received is not the expected one.
        DiskFull: If the disk is full.
    """
    if path.exists() and (not checksum or checksum_of(path, kind) == checksum):
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    # Another process may be downloading the same file, such as another precision of the same network.
    part = path.with_name(f"{path.name}-{uuid.uuid4().hex}.part")
    digest, received = hashlib.new(kind, usedforsecurity=False), 0
    try:
        with opened(address, path) as source, translating_disk_full(path.parent), part.open("wb") as target:
            total = int(source.headers.get("Content-Length") or 0)  # type: ignore[attr-defined]
            try:
                while chunk := source.read(_CHUNK_BYTES):
                    digest.update(chunk)
                    target.write(chunk)
                    received += len(chunk)
                    progress(received, total)
            except (TimeoutError, ConnectionError, urllib.error.URLError, HTTPException) as error:
                raise BadData(broke_off(address, path, error)) from error
        if (checksum and digest.hexdigest() != checksum) or (total and received != total):
            raise BadData(
                "The downloaded file is not the expected one. Try again later. "
                f"Received: {counted(received, 'byte')}, {kind} {digest.hexdigest()[:12]} from {address}"
            )
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    return path


def checksum_of(path: Path, kind: str) -> str:
    """Computes a file's checksum chunk by chunk; `kind` is "sha256" or "md5"."""
    digest = hashlib.new(kind, usedforsecurity=False)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def opened(address: str, path: Path) -> BinaryIO:
    """Opens an address for reading; if that fails, raises `BadData` that says what to do."""
    try:
        return urllib.request.urlopen(address, timeout=_TIMEOUT_SECONDS)
    except urllib.error.HTTPError as error:
        raise BadData(
            "The server is not providing this file at the moment. Try again later, or provide the file "
            f"yourself. {_received(error, address, path)}"
        ) from error
    except (OSError, HTTPException) as error:
        raise BadData(
            "There is no internet connection, so the file cannot be downloaded. Go online and try again, "
            f"or provide the file yourself. {_received(error, address, path)}"
        ) from error


def broke_off(address: str, path: Path, error: Exception) -> str:
    """Returns the message for an interrupted download, which also says what to do."""
    return (
        "The download was interrupted or failed. Try again, or provide the file yourself. "
        f"{_received(error, address, path)}"
    )


def _received(error: Exception, address: str, path: Path) -> str:
    return f"Received: {error} from {address}, for the file {path}"
