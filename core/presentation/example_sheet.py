"""The example pictures of one class, cut out of a bundle's example sheet."""

import io

import numpy as np
from PIL import Image

# The layout of `core.training.publish` and the recipes, with one row of square pictures for each class: the
# number of pictures per row, and the maximum number of rows.
_PER_CLASS, _MAX_ROWS = 5, 40
_MAX_SIDE_PX = 64


def examples_of_class(sheet: bytes, classes: int, index: int) -> list[np.ndarray]:
    """Cuts the pictures of a class out of a sheet.

    Args:
        sheet: Bytes of the PNG file, not checked yet.
        classes: Number of classes of the network.
        index: Index of the class.

    Returns:
        The pictures, each `(side, side, 3)` uint8, without empty places; an empty list if the sheet is not
        laid out as expected, has no row for the class, or cannot be read.
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
        # Pillow may raise any exception for an invalid file.
        return []
    pictures = [row[:, column * side : (column + 1) * side] for column in range(_PER_CLASS)]
    return [picture for picture in pictures if picture.any()]
