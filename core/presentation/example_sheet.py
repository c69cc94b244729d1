"""The pictures of one class on a bundle's sheet of examples."""

import io

import numpy as np
from PIL import Image

# As `core.training.publish` and the recipes lay them out: a row for each class, of so many square pictures.
_PER_CLASS, _MAX_ROWS = 5, 40
_MAX_SIDE_PX = 64


def examples_of_class(sheet: bytes, classes: int, index: int) -> list[np.ndarray]:
    """Cuts the pictures of a class out of a sheet.

    Args:
        sheet: Bytes of the PNG file, as they came.
        classes: How many classes the network has.
        index: Which class.

    Returns:
        `(side, side, 3)` uint8 each, without empty places; nothing if the sheet has no row of its own for
        each class, or is no picture.
    """
    rows = min(classes, _MAX_ROWS)
    try:
        with Image.open(io.BytesIO(sheet), formats=("PNG",)) as picture:
            side = picture.width // _PER_CLASS
            is_laid_out = picture.size == (side * _PER_CLASS, side * rows)
            if not is_laid_out or not 0 < side <= _MAX_SIDE_PX or index >= rows:
                return []
            row = np.asarray(picture.convert("RGB"))[index * side : (index + 1) * side]
    except Exception:
        # Pillow may raise anything on a file that is no sound picture.
        return []
    pictures = [row[:, column * side : (column + 1) * side] for column in range(_PER_CLASS)]
    return [picture for picture in pictures if picture.any()]
