"""Overlays show what the network saw, with orange where its evidence is."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from core.preprocessing.decode import decode_image
from core.preprocessing.example_drawings import example_drawing
from core.presentation.overlays import evidence_in_words, heat_picture, seen_picture, sharp_photo
from tests.conftest import ROOT

SEVEN = example_drawing("digits", 0)[1]
PHOTO = decode_image((ROOT / "tests" / "data" / "balloon.jpg").read_bytes())


@pytest.fixture(scope="module")
def drawn(classifiers):
    return classifiers["digits-simple"].classify_strokes(SEVEN)


@pytest.fixture(scope="module")
def photographed(classifiers):
    return classifiers["things-1000"].classify_picture(PHOTO)


def redness(picture):
    return picture[..., 0].astype(int) - picture[..., 2]


def test_every_pixel_that_the_network_saw_becomes_a_square(drawn, photographed):
    enlarged = seen_picture(drawn)
    assert (enlarged.shape, enlarged.dtype) == ((280, 280), np.uint8)
    np.testing.assert_array_equal(enlarged[5::10, 5::10], (drawn.seen * 255).astype(np.uint8))
    assert seen_picture(photographed).shape == (280, 280, 3)


def test_a_sharp_photo_shows_the_same_part_as_the_network_saw(photographed):
    sharp = sharp_photo(photographed, PHOTO)
    assert sharp.shape == (280, 280, 3)
    reduced = np.asarray(Image.fromarray(sharp).resize((260, 260), Image.Resampling.BILINEAR)).astype(int)
    assert np.abs(reduced - photographed.seen).mean() < 2


def test_orange_lies_where_the_heat_map_is(drawn):
    overlay, heat = heat_picture(drawn, "7"), drawn.heat_map("7")
    assert (overlay.shape, overlay.dtype) == ((280, 280, 3), np.uint8)
    assert redness(overlay)[heat > 0.8].min() > 40
    assert redness(overlay)[heat < 0.02].max() < 6


def test_opacity_fades_the_heat_map_over_a_photo(photographed):
    labels = photographed.bundle.labels
    label = next(label for label in labels if photographed.heat_map(label).max() > 0)
    sharp = sharp_photo(photographed, PHOTO)
    np.testing.assert_array_equal(heat_picture(photographed, label, 0.0, sharp), sharp)
    weak, strong = (heat_picture(photographed, label, opacity, sharp).astype(int) for opacity in (0.3, 0.9))
    assert np.abs(strong - sharp).mean() > 2 * np.abs(weak - sharp).mean() > 0


@pytest.mark.parametrize("color", [(213, 94, 0), (0, 0, 0), (128, 128, 128), (255, 255, 255)], ids=str)
def test_a_line_shows_the_strongest_part_on_a_photo_of_any_color(photographed, color):
    label = photographed.top(1)[0].label
    photo = np.full((280, 280, 3), color, dtype=np.uint8)
    overlay, heat = heat_picture(photographed, label, 0.7, photo), photographed.heat_map(label)
    brightness = overlay.mean(axis=2)
    # Every path out of the strongest part crosses a step in brightness.
    steps = np.maximum(*(np.abs(brightness - np.roll(brightness, 3, axis)) for axis in (0, 1)))
    inside = heat >= 0.5
    border = inside != np.roll(inside, 1, 1)
    border[:, :8] = border[:, -8:] = border[:8] = border[-8:] = False
    assert border.sum() > 50
    assert np.quantile(steps[border], 0.1) > 60
    assert steps[heat < 0.2].max() < 10


def test_a_drawing_gets_no_line_which_would_look_like_a_stroke(drawn):
    overlay, heat = heat_picture(drawn, "7"), drawn.heat_map("7")
    on_paper = np.asarray(Image.fromarray(drawn.seen).resize((280, 280))) == 0
    assert overlay[on_paper & (np.abs(heat - 0.5) < 0.05)][:, 0].min() > 200


def test_without_a_sharp_photo_what_the_network_saw_is_enlarged(photographed):
    label = photographed.top(1)[0].label
    seen = Image.fromarray(photographed.seen).resize((280, 280), Image.Resampling.BICUBIC)
    np.testing.assert_array_equal(heat_picture(photographed, label, 0.0), np.asarray(seen))


def test_a_network_without_a_heat_map_has_no_overlay(classifiers):
    assert heat_picture(classifiers["digits-dense"].classify_strokes(SEVEN), "7") is None


def test_words_promise_orange_only_where_there_is_some(drawn, photographed):
    caption, alt = evidence_in_words(photographed, photographed.top(1)[0].label, "a balloon")
    assert (
        caption
        == "Thousand things: orange is where it found evidence for a balloon, strongest inside the line."
    )
    assert alt.startswith("Your photo with orange laid over")
    assert "line" not in evidence_in_words(drawn, "7", "7")[0]
    for blind in (replace(one, features=np.zeros_like(one.features)) for one in (drawn, photographed)):
        label = blind.top(1)[0].label
        np.testing.assert_array_equal(heat_picture(blind, label), heat_picture(blind, label, opacity=0))
        caption, alt = evidence_in_words(blind, label, "it")
        assert caption == f"{blind.bundle.title} found no evidence for it anywhere."
        assert alt.endswith(f". {caption}")
