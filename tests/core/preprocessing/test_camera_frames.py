"""Camera pictures: only JPEG within narrow bounds is accepted."""

import numpy as np
import pytest

from core.errors import UnreadablePicture
from core.preprocessing.camera_frames import RECORDED, TAKEN, check_frame, decode_frame
from tests.core.pictures_for_tests import file_of, png_header


def picture(width_px, height_px, kind="JPEG", noise=False):
    generator = np.random.default_rng(1)
    pixels = np.full((height_px, width_px, 3), (200, 40, 40), np.uint8)
    if noise:
        pixels = generator.integers(0, 256, pixels.shape, np.uint8)
    return file_of(pixels, kind, quality=95)


def test_what_a_camera_sends_is_decoded():
    decoded = decode_frame(picture(320, 240), RECORDED)
    assert decoded.pixels.shape == (240, 320, 3)
    assert decoded.notes == []
    assert abs(decoded.pixels.mean(axis=(0, 1)) - (200, 40, 40)).max() < 3
    assert check_frame(data := picture(240, 320), RECORDED) is data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8\xff",
        b"no picture",
        picture(320, 240, "PNG"),
        png_header(60_000, 60_000),
        picture(401, 300),
        picture(300, 401),
        # Exactly as many pixels as allowed, but too many bytes.
        picture(400, 400, noise=True),
        b"\xff\xd8\xff" + bytes(10_000_000),
    ],
    ids=["empty", "beginning", "text", "png", "bomb", "wide", "high", "noise", "long"],
)
def test_what_no_camera_sends_is_refused_before_it_is_decoded(data):
    with pytest.raises(UnreadablePicture, match=r"Take it again.*Received: [\d,]+ bytes"):
        check_frame(data, RECORDED)


def test_a_picture_to_look_at_may_be_larger():
    assert decode_frame(picture(1024, 576), TAKEN).pixels.shape == (576, 1024, 3)
    with pytest.raises(UnreadablePicture):
        decode_frame(picture(1025, 600), TAKEN)


def test_a_damaged_picture_is_refused_when_it_is_decoded():
    data = picture(320, 240, noise=True)[:9_000]
    with pytest.raises(UnreadablePicture):
        decode_frame(data, RECORDED)
