"""The example photos: all can be read, and each says what it shows."""

from core.preprocessing.decode import Picture
from core.preprocessing.example_photos import EXAMPLE_PHOTOS_FOLDER, read_example_photos


def test_every_example_is_a_picture_with_a_title():
    photos = read_example_photos()
    assert [photo.name for photo in photos] == sorted(
        path.name for path in EXAMPLE_PHOTOS_FOLDER.glob("*.jpg")
    )
    assert len(photos) >= 3
    assert all(isinstance(photo.content(), Picture) for photo in photos)
    titles = {photo.name: photo.label for photo in photos}
    assert titles["palace.jpg"] == "Palace"
