"""Crops of scanned ink: bounding boxes, downscaling, and lines that stay visible."""

import numpy as np
import pytest
from PIL import Image

from core.errors import NoInk
from core.preprocessing.ink_crops import box, enlarged, reduced, thickened


def test_the_box_holds_all_ink_of_a_level():
    ink = np.zeros((40, 60), dtype=np.uint8)
    ink[5:12, 20:50] = 200
    ink[30, 3] = 70  # fainter
    assert box(ink, 80) == (5, 12, 20, 50)
    assert box(ink, 1) == (5, 31, 3, 50)
    assert box(ink // 10, 80) == (5, 12, 20, 50)  # no ink reaches the level, so the strongest ink counts
    with pytest.raises(NoInk, match="60 x 40 pixels without ink"):
        box(np.zeros_like(ink), 80)


def test_large_crops_are_reduced_by_a_whole_factor_and_small_ones_kept():
    ink = np.zeros((90, 300), dtype=np.uint8)
    ink[:, 150:] = 255
    small = reduced(ink, 100)
    assert small.shape == (30, 100)
    assert small[:, 50:].min() == 255
    assert small[:, :50].max() == 0
    assert reduced(ink, 200) is ink


def test_thin_lines_do_not_fade_when_a_crop_is_reduced():
    ink = np.zeros((301, 300), dtype=np.uint8)
    ink[:, 150:152] = ink[300] = 255
    small = reduced(ink, 50)
    assert small.shape == (51, 50)
    assert small[:, 25].min() == small[50].min() == 255
    assert small[:50, :24].max() == small[:50, 27:].max() == 0


def test_an_enlarged_line_is_sharp_and_as_much_wider_as_the_picture():
    tiny = np.zeros((28, 28), dtype=np.uint8)
    tiny[:, 12:14] = 255
    large = np.asarray(enlarged(Image.fromarray(tiny), 112, (0, 0, 28, 28)))
    assert large.shape == (112, 112)
    assert large[56, 49:55].min() == 255
    assert large[56, :46].max() == large[56, 58:].max() == 0
    assert abs(large[56].sum() / 255 - 8) <= 0.5


@pytest.mark.parametrize("width_px", [2, 6, 20])
def test_thin_lines_become_as_wide_as_asked_and_wide_ones_stay(width_px):
    ink = np.zeros((280, 280), dtype=np.uint8)
    ink[:, 100 : 100 + width_px] = 255
    thick = thickened(ink, frame_px=28, min_width_px=1.2)  # 1.2 pixels of the frame are 12 pixels of the scan
    across = int((thick[thick.shape[0] // 2] > 0).sum())
    assert across == width_px if width_px > 12 else abs(across - 12) <= 4
    assert thickened(ink[:28, :28], 28, 5.0).shape == (28, 28)  # it will not be reduced, so it is left alone
