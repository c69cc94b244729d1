"""Tiles of the things that a network knows."""

import base64
import re
import xml.etree.ElementTree

import numpy as np

from core.presentation.things_html import things_html

BENT = np.float32([[10, 20], [30, 40], [50, 20]])
DOT = np.float32([[60, 70]])


def test_every_thing_has_a_tile_with_its_name_and_its_drawing_if_there_is_one():
    tree = xml.etree.ElementTree.fromstring(things_html(["cat", "dog"], {"cat": [BENT, DOT], "cow": [BENT]}))
    cat, dog = tree.findall("li")
    assert cat.find("span").text == "cat"
    url = re.fullmatch(r"--drawing: url\(data:image/svg\+xml;base64,(.+)\)", cat.find("i").get("style"))[1]
    (path,) = xml.etree.ElementTree.fromstring(base64.b64decode(url))
    assert path.get("d") == "M10 20 L30 40 L50 20 M60 70 L60 70"
    assert dog.find("span").text == "dog"
    assert dog.find("i") is None


def test_a_name_that_would_be_markup_is_text():
    html = things_html(["<img src=x>\u202e"], {})
    assert "<img" not in html
    assert "\u202e" not in html
    assert "&lt;img src=x&gt;" in html
