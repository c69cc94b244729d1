"""The example photos: all can be read, and each states what it shows."""

from core.preprocessing.decode import Picture
from core.preprocessing.example_photos import EXAMPLE_PHOTOS_FOLDER, photo_credits, read_example_photos


def test_every_example_is_a_picture_with_a_title():
    photos = read_example_photos()
    assert [photo.name for photo in photos] == sorted(
        path.name for path in EXAMPLE_PHOTOS_FOLDER.glob("*.jpg")
    )
    assert len(photos) >= 3
    assert all(isinstance(photo.content(), Picture) for photo in photos)
    titles = {photo.name: photo.label for photo in photos}
    assert titles["palace.jpg"] == "Palace"


def test_of_each_photo_it_is_known_who_made_it_and_that_it_may_be_passed_on():
    for name, credit in photo_credits().items():
        assert credit.by, name
        assert credit.licence in ("CC0", "CC BY 2.0", "public domain"), name
        assert ".png" in credit.source or ".jpg" in credit.source, name
