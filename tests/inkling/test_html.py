"""HTML for notebooks: names stay plain text, and everything is also stated in words."""

from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image

from inkling.html import Html, bars, block, bullets, paragraph, picture, table
from tests.hostile_names import NAMES


class Reader(HTMLParser):
    """Collects a page's elements, attributes and text, as a browser would read them."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.text = [], {}, ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.update(attrs)

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("name", NAMES)
def test_no_name_becomes_markup(name):
    plain, hostile = (
        block(paragraph(each), bullets([each]), bars([(each, 0.5)]), table([each], [["x"]]))
        for each in ("name", name)
    )
    assert Reader(hostile).tags == Reader(plain).tags


def test_a_picture_lies_in_the_page_and_has_words():
    html = picture(Image.fromarray(np.zeros((8, 8, 3), np.uint8)), 'a "dark" square')
    attributes = Reader(html).attributes
    assert attributes["alt"] == 'a "dark" square'
    assert attributes["src"].startswith("data:image/jpeg;base64,")


def test_a_bar_has_its_percentage_beside_it():
    assert "95.0%" in Reader(bars([("seven", 0.95)])).text
    assert ">\u00a099.9%" in Reader(bars([("seven", 1.0)])).text


def test_what_a_notebook_shows_is_said_in_words_elsewhere():
    shown = Html("<b>seven</b>", "seven")
    assert repr(shown) == "seven"
    assert shown._repr_html_() == "<b>seven</b>"


def test_no_lines_make_no_list():
    assert bullets([]) == ""
