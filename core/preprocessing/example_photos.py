"""Pictures to try the photo networks on: drawn by `docs/make_samples.py`, so that nobody else owns them."""

from pathlib import Path

from core.preprocessing.image_source import ImageSource

SAMPLES_FOLDER = Path(__file__).with_name("sample_photos")


def read_example_photos() -> list[ImageSource]:
    """Lists the sample pictures in the order of their names; the label of each says what it shows."""
    return [
        ImageSource(path.name, path.read_bytes, path.stem.replace("-", " ").capitalize())
        for path in sorted(SAMPLES_FOLDER.glob("*.jpg"))
    ]
