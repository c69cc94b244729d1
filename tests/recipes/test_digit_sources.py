"""The sources that are never trained on: valid, split into parts, and the same every time."""

from functools import cache

import numpy as np
import pytest

from recipes import digit_sources
from recipes.digit_sources import PAPER, PARTS, SOURCES, STRAIGHT_ONES, read_source

read_once = cache(read_source)
# A sample of the pictures is enough, since all of them are processed alike.
_PEN_STEP, _SCAN_STEP = 16, 3
# The quick sources; photos of paper are tested by kind in `test_paper_photos`.
QUICK = [name for name in SOURCES if not name.startswith(PAPER)]


@pytest.fixture(autouse=True, scope="module")
def _fonts_are_installed():
    pytest.importorskip("font_lato", reason="needs the fonts of requirements-dev.txt")


@pytest.fixture(autouse=True, scope="module")
def _fewer_pictures():
    with pytest.MonkeyPatch.context() as patch:
        pens, scans = digit_sources.data.pen_digits, digit_sources._optical_scans
        patch.setattr(digit_sources.data, "pen_digits", lambda part: pens(part)[::_PEN_STEP])
        patch.setattr(digit_sources, "_optical_scans", lambda part: scans(part)[::_SCAN_STEP])
        patch.setattr(digit_sources, "_FONT_VARIATIONS", 2)
        patch.setattr(digit_sources, "_PAPER_PHOTOS", 40)
        yield


@pytest.mark.data
@pytest.mark.parametrize("name", [*QUICK, "paper: chalk"])
def test_a_source_holds_every_digit_in_the_frame(name):
    source = read_once(name, "validation")
    assert source.images.shape == (len(source.labels), 28, 28)
    assert source.images.dtype == np.uint8
    assert set(source.labels.tolist()) == ({1} if name == STRAIGHT_ONES else set(range(10)))
    assert source.found.mean() > 0.97
    assert not source.images[~source.found].any()
    # The tolerance is for MNIST's own pictures, the only ones that were not placed by our code.
    middle = (source.images.astype(float) * np.arange(28)[:, None]).sum(axis=(1, 2)) / np.maximum(
        source.images.sum(axis=(1, 2)), 1
    )
    assert np.abs(middle[source.found] - 14).max() < 1.01


@pytest.mark.data
def test_the_parts_share_no_picture():
    for name in ("optical digits, nearest", "fonts", "thick markers", "pen, three quarters drawn"):
        parts = [{image.tobytes() for image in read_once(name, part).images} for part in PARTS]
        assert len(parts[0] & parts[1]) <= 1, name


@pytest.mark.data
def test_a_source_is_the_same_every_time():
    for name in ("canvas, any size, place and pen", "optical digits, lanczos"):
        np.testing.assert_array_equal(
            read_once(name, "validation").images, read_source(name, "validation").images
        )


@pytest.mark.data
def test_optical_digits_part_into_halves():
    sizes = [len(read_once("optical digits, nearest", part).labels) for part in PARTS]
    assert sum(sizes) == pytest.approx(1_797 / _SCAN_STEP, abs=1)
    assert min(sizes) > 800 / _SCAN_STEP


@pytest.mark.data
def test_thick_markers_are_thick_and_unfinished_drawings_have_less_ink():
    whole = read_once("pen, unseen writers", "validation").images.mean()
    assert read_once("thick markers", "validation").images.mean() > 1.3 * whole
    assert read_once("pen, three quarters drawn", "validation").images.mean() < whole
