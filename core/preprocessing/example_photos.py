"""Freely redistributable photos to try the photo networks on; made by `recipes/example_photos.py`."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.preprocessing.image_source import ImageSource

EXAMPLE_PHOTOS_FOLDER = Path(__file__).with_name("example_photo_files")


@dataclass(frozen=True)
class PhotoCredit:
    """Where an example photo comes from.

    Attributes:
        title: What it shows.
        by: Who made it.
        licence: The licence under which it may be used.
        source: The file that it was cut from, and the origin of that file.
    """

    title: str
    by: str
    licence: str
    source: str


@cache
def photo_credits() -> dict[str, PhotoCredit]:
    """Returns where each example photo comes from, by file name."""
    text = (EXAMPLE_PHOTOS_FOLDER / "sources.json").read_text(encoding="utf-8")
    return {name: PhotoCredit(**entry) for name, entry in json.loads(text).items()}


def read_example_photos() -> list[ImageSource]:
    """Returns the example photos, sorted by name; each label says what the photo shows."""
    return [
        ImageSource(name, (EXAMPLE_PHOTOS_FOLDER / name).read_bytes, credit.title)
        for name, credit in sorted(photo_credits().items())
    ]
