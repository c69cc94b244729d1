"""Pictures to try the photo networks on: drawn by `docs/make_example_photos.py`, so nobody else owns them."""

from pathlib import Path

from core.preprocessing.image_source import ImageSource

EXAMPLE_PHOTOS_FOLDER = Path(__file__).with_name("example_photo_files")


def read_example_photos() -> list[ImageSource]:
    """Lists the example photos in the order of their names; the label of each says what it shows."""
    return [
        ImageSource(path.name, path.read_bytes, path.stem.replace("-", " ").capitalize())
        for path in sorted(EXAMPLE_PHOTOS_FOLDER.glob("*.jpg"))
    ]
