"""Counts how often pictures without digits are read as numbers: `python -m benchmarks.no_numbers`.

The pictures are photos of things, and pages with one printed line each: the names of the 345 things of Quick,
Draw! Some words look just like a number, as "zoo" looks like 200.
"""

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from benchmarks.paper_numbers import NETWORKS
from benchmarks.results import keep_table
from core.bundles.library import read_library
from core.errors import InklingError
from core.inference.classifier import Classifier
from core.inference.digit_reading import read_number
from core.preprocessing.decode import Picture, decode_image
from core.storage.paths import SHIPPED
from recipes.data import data_folder, sketch_categories

PHOTOS = 300
_LETTERS_PX = (16, 24, 48, 72)


def printed(words: str, letters_px: int) -> Picture:
    """Prints words in the middle of a white page."""
    font = ImageFont.load_default(letters_px)
    left, top, right, bottom = font.getbbox(words)
    margin_px = 2 * letters_px
    size = (round(right - left) + 2 * margin_px, round(bottom - top) + 2 * margin_px)
    page = Image.new("RGB", size, "white")
    ImageDraw.Draw(page).text((margin_px - left, margin_px - top), words, font=font, fill="black")
    return Picture(np.asarray(page), *size)


def outcome(picture: Picture, classifiers: list[Classifier]) -> str:
    """Returns what becomes of a picture: "number", "digit" (a sure one), "not sure" or "no drawing"."""
    try:
        if read_number(picture, classifiers).is_number:
            return "number"
        return "digit" if classifiers[0].classify_picture(picture).sure else "not sure"
    except InklingError:
        return "no drawing"


def main() -> None:
    """Measures photos and words, and writes and prints the table."""
    library = read_library([SHIPPED])
    classifiers = [Classifier(library.get(name)) for name in NETWORKS]
    files = sorted((data_folder() / "photos").rglob("*.jpg"))
    chosen = np.random.default_rng(0).permutation(len(files))[:PHOTOS]
    pictures = {
        "photos of things": (decode_image(files[index].read_bytes()) for index in chosen),
        "printed words": (
            printed(name.replace("_", " "), _LETTERS_PX[index % len(_LETTERS_PX)])
            for index, name in enumerate(sketch_categories())
        ),
    }
    rows: list[dict[str, object]] = []
    for what, some in pictures.items():
        found = [outcome(picture, classifiers) for picture in some]
        counts = {name: found.count(name) for name in ("number", "digit", "not sure", "no drawing")}
        rows.append({"what": what, "pictures": len(found), **counts})
    keep_table("no_numbers", rows)


if __name__ == "__main__":
    main()
