"""The page's icon: the file equals what is drawn."""

import numpy as np
from PIL import Image

from docs.make_icon import ICON, icon


def test_the_file_is_what_is_drawn():
    with Image.open(ICON) as file:
        np.testing.assert_array_equal(np.asarray(file), np.asarray(icon()))


def test_it_is_small_and_shows_ink_on_paper():
    assert ICON.stat().st_size < 8_000
    pixels = np.asarray(icon())
    assert pixels.shape == (64, 64, 4)
    assert 0.1 < (pixels[..., 0] < 100).mean() < 0.5
