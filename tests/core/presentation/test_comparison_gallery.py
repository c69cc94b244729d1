"""Pictures with heat maps side by side."""

import base64
import io

import numpy as np
from PIL import Image

from core.presentation.comparison_gallery import GalleryPicture, gallery_html
from tests.core.presentation.svg_for_tests import HOSTILE, tree, words


def test_every_picture_has_its_heat_maps_and_what_was_said():
    red = np.full((280, 280, 3), (200, 20, 20), np.uint8)
    one = GalleryPicture(
        Image.new("L", (50, 30), 77), "cat", (("A", "cat", 0.91, True), ("B", "dog", 0.6, False)), (red, None)
    )
    root = tree(gallery_html([one, one]))
    assert len(list(root.iter("figure"))) == 2
    images = list(root.iter("img"))[:2]
    assert [image.get("alt") for image in images] == [
        "The picture, a cat.",
        "Where A found evidence for cat.",
    ]
    assert "Truth: cat" in words(root)
    assert "A: cat (91.0%)" in words(root)
    assert "B: dog (60.0%, not sure)" in words(root)
    heat = Image.open(io.BytesIO(base64.b64decode(images[1].get("src").split(",")[1])))
    assert heat.size == (160, 160)
    np.testing.assert_allclose(np.asarray(heat).mean(axis=(0, 1)), (200, 20, 20), atol=4)


def test_a_guess_that_is_not_worth_naming_is_named_nowhere():
    red = np.full((28, 28, 3), (200, 20, 20), np.uint8)
    one = GalleryPicture(Image.new("L", (50, 30), 77), "cat", (("A", "dog", 0.058, False),), (red,))
    html = gallery_html([one])
    assert "A: not sure" in words(tree(html))
    assert "Where A found evidence for its best guess." in html
    assert "dog" not in html


def test_names_are_text():
    one = GalleryPicture(Image.new("RGB", (8, 8)), HOSTILE, ((HOSTILE, HOSTILE, 0.5, True),), (None,))
    root = tree(gallery_html([one]))
    assert [image.get("onerror") for image in root.iter("img")] == [None]
