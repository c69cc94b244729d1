"""Counts how many cropped copies are found among photos, and how many photos are taken for copies.

    python -m benchmarks.near_copies

Every other photo of a data set gets a copy that has lost 6 % of its width or height on each side, is 15 %
lighter or darker, and was saved as JPEG again. Photos and copies are then compared as in a training. The
same photos with red, green and blue exchanged, which show other things, are compared by hashes and colours,
and by hashes alone.
"""

import io

import numpy as np
from PIL import Image, ImageEnhance

from benchmarks.photo_features import BACKBONE, FOLDERS, pictures
from benchmarks.results import keep_table
from core.bundles.library import read_library
from core.datasets.color_grid import color_grid
from core.datasets.near_duplicates import duplicate_groups, join_similar
from core.datasets.perceptual_hash import perceptual_hash
from core.inference.classifier import Classifier
from core.jobs.parallel import ordered_map
from core.preprocessing.decode import decode_image
from core.storage.paths import SHIPPED

CUT_OFF, BRIGHTNESS = 0.06, (0.85, 1.15)
_ONE_IN, _JPEG_QUALITY = 2, 85


def copy_of(content: bytes, brightness: float) -> bytes:
    """Returns a photo cropped, lighter or darker, and saved again."""
    image = Image.open(io.BytesIO(content)).convert("RGB")
    left, top = round(CUT_OFF * image.width), round(CUT_OFF * image.height)
    cropped = image.crop((left, top, image.width - left, image.height - top))
    file = io.BytesIO()
    ImageEnhance.Brightness(cropped).enhance(brightness).save(file, "JPEG", quality=_JPEG_QUALITY)
    return file.getvalue()


def in_other_colors(content: bytes) -> tuple[str, str]:
    """Returns hash and colours of a photo whose red is green, whose green is blue, and whose blue is red."""
    image = Image.open(io.BytesIO(content)).convert("RGB")
    exchanged = Image.merge("RGB", [image.getchannel(band) for band in "BRG"])
    return perceptual_hash(exchanged), color_grid(exchanged)


def shares_of(groups: np.ndarray, photos: int) -> tuple[float, float]:
    """Returns the share of copies that were found, and of photos that were taken for copies.

    Args:
        groups: `(n,)` int: the group of each photo, then of the copy of every other photo.
        photos: The number of photos.
    """
    of_photos, of_copies = groups[:photos], groups[photos:]
    found = of_copies == of_photos[::_ONE_IN]
    taken = photos - len(np.unique(of_photos))
    return float(found.mean()), taken / photos


def measure(name: str) -> dict[str, object]:
    """Measures one data set."""
    classifier = Classifier(read_library([SHIPPED]).get(BACKBONE))
    photos = [content for _, content in pictures(name)]
    copies = [copy_of(content, BRIGHTNESS[index % 2]) for index, content in enumerate(photos[::_ONE_IN])]

    def compute(content: bytes) -> tuple[str, str, np.ndarray]:
        with Image.open(io.BytesIO(content)) as image:
            digits, colors = perceptual_hash(image), color_grid(image)
        _, features = classifier.run(classifier.preprocessor(decode_image(content)))
        assert features is not None
        return digits, colors, features.mean(axis=(0, 1))

    contents = [*photos, *copies]
    rows = [row for _, row in ordered_map(compute, contents)]
    hashes = [digits + colors for digits, colors, _ in rows]
    by_hash = duplicate_groups(hashes)
    features = np.stack([row for _, _, row in rows])
    groups = join_similar(by_hash, hashes, features, lambda index: decode_image(contents[index]))
    found, taken = shares_of(groups, len(photos))
    by_hash_found, by_hash_taken = shares_of(by_hash, len(photos))
    others = [look for _, look in ordered_map(in_other_colors, photos[::_ONE_IN])]
    compared = [*(row[:2] for row in rows[: len(photos)]), *others]
    exchanged, _ = shares_of(duplicate_groups(["".join(look) for look in compared]), len(photos))
    by_hash_exchanged, _ = shares_of(duplicate_groups([digits for digits, _ in compared]), len(photos))
    return {
        "data_set": name,
        "photos": len(photos),
        "copies": len(copies),
        "found_percent": round(100 * found, 1),
        "photos_taken_for_copies_percent": round(100 * taken, 1),
        "found_by_hash_alone_percent": round(100 * by_hash_found, 1),
        "photos_taken_for_copies_by_hash_alone_percent": round(100 * by_hash_taken, 1),
        "other_colors_taken_for_copies_percent": round(100 * exchanged, 1),
        "other_colors_taken_for_copies_by_hash_alone_percent": round(100 * by_hash_exchanged, 1),
    }


def main() -> None:
    """Measures all data sets."""
    keep_table("near_copies", [measure(name) for name in FOLDERS])


if __name__ == "__main__":
    main()
