"""Tiles for the things that a network knows."""

import base64
import re
import xml.etree.ElementTree

import numpy as np
import pytest

from core.presentation.things_html import things_html

BENT = np.float32([[10, 20], [30, 40], [50, 20]])
DOT = np.float32([[60, 70]])


def svg_of(tile):
    url = re.fullmatch(r"--drawing: url\(data:image/svg\+xml;base64,(.+)\)", tile.find("i").get("style"))[1]
    return xml.etree.ElementTree.fromstring(base64.b64decode(url))


def test_every_thing_has_a_tile_with_its_name_and_its_drawing_if_there_is_one():
    tree = xml.etree.ElementTree.fromstring(things_html(["cat", "dog"], {"cat": [BENT, DOT], "cow": [BENT]}))
    cat, dog = tree.findall("li")
    assert cat.find("span").text == "cat"
    (path,) = svg_of(cat)
    assert path.get("d") == "M10 20 L30 40 L50 20 M60 70 L60 70"
    assert dog.find("span").text == "dog"
    assert dog.find("i") is None


@pytest.mark.parametrize(("width", "height"), [(255, 20), (20, 255), (255, 255)])
def test_a_flat_or_a_narrow_drawing_is_in_the_middle_of_its_tile(width, height):
    corners = np.float32([[0, 0], [width, height]])
    picture = svg_of(xml.etree.ElementTree.fromstring(things_html(["bat"], {"bat": [corners]})).find("li"))
    left, top, across, down = map(float, picture.get("viewBox").split())
    assert abs(left + across / 2 - width / 2) <= 1
    assert abs(top + down / 2 - height / 2) <= 1
    assert left < 0 < width < left + across
    assert top < 0 < height < top + down


def test_a_name_that_would_be_markup_is_text():
    html = things_html(["<img src=x>\u202e"], {})
    assert "<img" not in html
    assert "\u202e" not in html
    assert "&lt;img src=x&gt;" in html
