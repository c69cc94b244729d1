"""Downloads the recipes' data from their official addresses, unless the files exist already."""

import gzip
import json
import os
import urllib.parse
from http.client import HTTPException
from pathlib import Path

from core.errors import BadData
from core.storage.download import broke_off, opened

MNIST_ADDRESS = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
# From Keras's own loader, keras/src/datasets/mnist.py.
MNIST_SHA256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
QUICKDRAW_ADDRESS = "https://storage.googleapis.com/quickdraw_dataset/full/simplified/"
# Drawings of each category that the shipped networks were made from. The files are hundreds of times longer
# and have no official checksum, so only their beginning is read, and every line is checked.
QUICKDRAW_DRAWINGS = 200


def print_progress(received: int, total: int) -> None:
    """Prints how much has been downloaded, always on the same line of the terminal."""
    print(
        f"\r{received / 1e6:.1f} of {total / 1e6:.1f} MB", end="\n" if received == total else "", flush=True
    )


def download_sketches(category: str, path: Path, address: str = QUICKDRAW_ADDRESS) -> Path:
    """Downloads the first recognised drawings of a Quick, Draw! category.

    Args:
        category: Its name in Quick, Draw!, with `_` for each space.
        path: Path of the `.ndjson.gz` file to write; nothing is downloaded if it exists.
        address: Address of the data set's folder.

    Returns:
        The path.

    Raises:
        BadData: If there is no connection, or the response is not a file of drawings.
    """
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    source_name = f"{address}{urllib.parse.quote(category.replace('_', ' '))}.ndjson"
    kept: list[str] = []
    with opened(source_name, path) as source:
        try:
            for line in source:
                drawing = json.loads(line)
                if drawing["recognized"]:
                    kept.append(json.dumps({key: drawing[key] for key in ("word", "key_id", "drawing")}))
                if len(kept) == QUICKDRAW_DRAWINGS:
                    break
        except (OSError, HTTPException, ValueError, KeyError, TypeError) as error:
            raise BadData(broke_off(source_name, path, error)) from error
    part = path.with_name(path.name + ".part")
    with gzip.open(part, "wt", encoding="utf-8") as file:
        file.write("\n".join(kept) + "\n")
    os.replace(part, path)
    return path
