"""Downloads the recipes' data from their official addresses, where nobody has laid them already."""

import gzip
import hashlib
import json
import os
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import BinaryIO

from core.errors import BadData

MNIST_ADDRESS = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
# From Keras's own loader, keras/src/datasets/mnist.py.
MNIST_SHA256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
QUICKDRAW_ADDRESS = "https://storage.googleapis.com/quickdraw_dataset/full/simplified/"
# As many drawings of a category as the shipped networks learned from. The files are a hundred times
# longer and have no official checksum, so only their beginning is read, and every line of it checked.
QUICKDRAW_DRAWINGS = 200
_CHUNK_BYTES = 1024 * 1024
_TIMEOUT_SECONDS = 30


def download(address: str, path: Path, sha256: str) -> Path:
    """Downloads a file whole, or not at all.

    Args:
        address: Where it is.
        path: Where it shall lie; nothing is downloaded if it is there already and sound.
        sha256: Its checksum.

    Returns:
        The path.

    Raises:
        BadData: If there is no connection, or what came is not the file.
    """
    if path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    digest, received = hashlib.sha256(), 0
    with _opened(address, path) as source, part.open("wb") as target:
        total = int(source.headers.get("Content-Length") or 0)  # type: ignore[attr-defined]
        try:
            while chunk := source.read(_CHUNK_BYTES):
                digest.update(chunk)
                target.write(chunk)
                received += len(chunk)
                print(f"\r{path.name}: {received / 1e6:.1f} of {total / 1e6:.1f} MB", end="", flush=True)
        except OSError as error:
            raise BadData(_cut(address, path, error)) from error
    print()
    if digest.hexdigest() != sha256:
        part.unlink()
        raise BadData(
            f"What came from {address} is not the file that was expected; try again later. "
            f"Received: {received:,} bytes, sha256 {digest.hexdigest()[:12]}"
        )
    os.replace(part, path)
    return path


def download_sketches(category: str, path: Path, address: str = QUICKDRAW_ADDRESS) -> Path:
    """Downloads the first recognised drawings of a Quick, Draw! category.

    Args:
        category: As Quick, Draw! names it, `_` for a space.
        path: Where the `.ndjson.gz` shall lie; nothing is downloaded if it is there already.
        address: The folder of the data set.

    Returns:
        The path.

    Raises:
        BadData: If there is no connection, or what came is not a file of drawings.
    """
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    source_name = f"{address}{urllib.parse.quote(category.replace('_', ' '))}.ndjson"
    kept: list[str] = []
    with _opened(source_name, path) as source:
        try:
            for line in source:
                drawing = json.loads(line)
                if drawing["recognized"]:
                    kept.append(json.dumps({key: drawing[key] for key in ("word", "key_id", "drawing")}))
                if len(kept) == QUICKDRAW_DRAWINGS:
                    break
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BadData(_cut(source_name, path, error)) from error
    part = path.with_name(path.name + ".part")
    with gzip.open(part, "wt", encoding="utf-8") as file:
        file.write("\n".join(kept) + "\n")
    os.replace(part, path)
    return path


def _opened(address: str, path: Path) -> BinaryIO:
    try:
        return urllib.request.urlopen(address, timeout=_TIMEOUT_SECONDS)
    except (urllib.error.URLError, OSError) as error:
        raise BadData(
            f"There is no connection to {address}. Go online, or lay the file by hand at {path}. "
            f"Received: {error}"
        ) from error


def _cut(address: str, path: Path, error: Exception) -> str:
    return (
        f"The download of {address} broke off or is not what was expected; try again, or lay the file by "
        f"hand at {path}. Received: {error}"
    )
