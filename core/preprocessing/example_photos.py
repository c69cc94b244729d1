"""Pictures to try the photo networks on: drawn by `docs/make_samples.py`, so that nobody else owns them."""

from dataclasses import dataclass
from pathlib import Path

SAMPLES_FOLDER = Path(__file__).with_name("sample_photos")


@dataclass(frozen=True)
class ExamplePhoto:
    """A picture to try.

    Attributes:
        title: What it shows, for people.
        name: Its file's name.
        data: Its bytes.
    """

    title: str
    name: str
    data: bytes


def read_example_photos() -> list[ExamplePhoto]:
    """Reads the sample pictures, in the order of their names."""
    return [
        ExamplePhoto(path.stem.replace("-", " ").capitalize(), path.name, path.read_bytes())
        for path in sorted(SAMPLES_FOLDER.glob("*.jpg"))
    ]
