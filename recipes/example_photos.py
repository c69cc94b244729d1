"""Crops the example photos from photos that may be redistributed: `python -m recipes.example_photos`.

`core/preprocessing/example_photo_files/sources.json` says who made each of them, and under which licence.
"""

import io

import sklearn.datasets
from PIL import Image

from core.preprocessing.example_photos import EXAMPLE_PHOTOS_FOLDER
from recipes.exiting import exit_in_a_sentence
from recipes.storage import work_folder
from recipes.wheels import open_wheel

_WHEEL = "scikit_image-0.26.0-cp311-cp311-manylinux_2_24_x86_64.manylinux_2_28_x86_64.whl"
_WHEEL_SHA256 = "74aa5518ccea28121f57a95374581d3b979839adc25bb03f289b1bc9b99c58af"
_JPEG_QUALITY = 90
# The file of each example in scikit-image, and the part of it that is used: left, top, right and bottom in
# pixels, or None for all of it.
_PARTS = {
    "cat": ("chelsea.png", None),
    "espresso": ("coffee.png", None),
    "portrait": ("astronaut.png", None),
    "tripod": ("camera.png", (128, 64, 512, 448)),
    "written-words": ("text.png", None),
}
_PALACE_BOX = (80, 54, 400, 374)


def main() -> None:
    """Writes all example photos."""
    with open_wheel(_WHEEL, _WHEEL_SHA256, work_folder("example-photos")) as archive:
        for name, (file, box) in _PARTS.items():
            with Image.open(io.BytesIO(archive.read(f"skimage/data/{file}"))) as image:
                _save(name, image, box)
    _save("palace", Image.fromarray(sklearn.datasets.load_sample_image("china.jpg")), _PALACE_BOX)


def _save(name: str, image: Image.Image, box: tuple[int, int, int, int] | None) -> None:
    part = image.convert("RGB").crop(box) if box else image.convert("RGB")
    part.save(EXAMPLE_PHOTOS_FOLDER / f"{name}.jpg", quality=_JPEG_QUALITY, optimize=True)


if __name__ == "__main__":
    with exit_in_a_sentence():
        main()
