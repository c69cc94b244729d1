"""The wear that a drawing suffers before it is found in a picture."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from recipes.degradations import (
    as_jpeg,
    blurred,
    on_paper,
    picture_of,
    resized,
    seen,
    thickened,
    worn,
)
from recipes.resampling import RESAMPLINGS


@pytest.fixture
def seven():
    """A seven drawn with an 8-pixel line on a picture of height 100 and width 80."""
    picture = Image.new("L", (80, 100))
    ImageDraw.Draw(picture).line([(18, 20), (62, 20), (35, 82)], fill=255, width=8)
    return np.asarray(picture)


@pytest.mark.parametrize("interpolation", ["box", *RESAMPLINGS])
def test_the_longer_side_gets_as_many_pixels_as_asked(seven, interpolation):
    for longest in (8, 50, 300):
        assert resized(seven, longest, interpolation).shape == (longest, round(longest * 0.8))


def test_the_mean_of_blocks_is_what_a_coarse_scanner_sees(seven):
    blocks = seven.reshape(20, 5, 16, 5).mean(axis=(1, 3))
    np.testing.assert_allclose(resized(seven, 20), blocks, atol=1)


def test_lines_get_two_pixels_wider_a_round_and_thinner_again():
    bar = np.zeros((40, 40), dtype=np.uint8)
    bar[5:35, 15:23] = 255
    for rounds in (-2, -1, 0, 1, 3):
        assert (thickened(bar, rounds)[20] > 128).sum() == 8 + 2 * rounds


def test_a_blur_keeps_the_ink_but_spreads_it(seven):
    soft = blurred(seven, 2.0)
    assert soft.sum() == pytest.approx(float(seven.sum()), rel=0.02)
    assert (soft > 0).sum() > 1.3 * (seven > 0).sum()


def test_paper_and_ink_have_the_levels_asked_for(seven):
    dark = on_paper(seven, 230, 40)
    assert {dark[0, 0], dark[20, 40]} == {230, 40}
    chalk = on_paper(seven, 30, 220)
    assert chalk[0, 0] == 30
    assert chalk[20, 40] == 220


def test_jpeg_loses_more_the_lower_its_quality(seven):
    gray = on_paper(seven, 230, 40)
    loss = [np.abs(as_jpeg(gray, quality).astype(int) - gray).mean() for quality in (20, 95)]
    assert loss[0] > loss[1] > 0
    assert as_jpeg(np.dstack([gray] * 3), 50).shape == (100, 80, 3)


def test_what_is_seen_is_the_drawing_in_its_frame(seven):
    frame = seen(picture_of(on_paper(seven, 255, 0)))
    assert frame.shape == (28, 28)
    assert frame.dtype == np.uint8
    rows = np.flatnonzero(frame.max(axis=1) > 80)
    assert np.ptp(rows) + 1 == pytest.approx(20, abs=1)
    # A seven has more ink in the bar at its top than in its foot.
    assert (frame[rows[0] + 1] > 128).sum() > 2 * (frame[rows[-1] - 2] > 128).sum()


def test_an_empty_page_is_not_seen():
    assert seen(picture_of(np.full((60, 60), 240, dtype=np.uint8))) is None


def test_worn_drawings_stay_readable_differ_and_come_again_with_their_seed(seven):
    clean = seen(picture_of(255 - seven)).astype(float).ravel()
    frames = [seen(worn(seven, np.random.default_rng(seed), photo=0.0)) for seed in range(40)]
    likeness = [
        np.corrcoef(clean, frame.astype(float).ravel())[0, 1] for frame in frames if frame is not None
    ]
    assert len(likeness) == 40
    assert np.median(likeness) > 0.7
    assert len({frame.tobytes() for frame in frames}) >= 30
    np.testing.assert_array_equal(frames[3], seen(worn(seven, np.random.default_rng(3), photo=0.0)))


def test_photos_have_uneven_paper_and_the_others_one_colour(seven):
    def shares(photo):
        pictures = [worn(seven, np.random.default_rng(seed), photo=photo) for seed in range(20)]
        return [
            np.bincount(picture.pixels[..., 0].ravel()).max() / picture.pixels[..., 0].size
            for picture in pictures
        ]

    assert np.median(shares(0.0)) > 0.5
    assert np.median(shares(1.0)) < 0.35
