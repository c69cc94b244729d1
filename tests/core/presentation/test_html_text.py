"""Text in HTML: read back by a browser's rules, it is the same line and contains no markup."""

from html.parser import HTMLParser

import pytest

from core.presentation.html_text import escape_html
from tests.hostile_names import NAMES


class Reader(HTMLParser):
    """Collects text and tags."""

    def __init__(self):
        super().__init__()
        self.text, self.tags, self.attributes = "", [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("text", [*NAMES, '<b title="x">', "a & b", "two\nlines", "'\"", "Ünïcode 猫"])
def test_it_stays_text_between_tags_and_in_an_attribute(text):
    reader = Reader()
    reader.feed(f'<p title="{escape_html(text)}">{escape_html(text)}</p>')
    assert reader.tags == ["p"]
    assert reader.attributes == [("title", reader.text)]
    assert "\n" not in reader.text


def test_plain_text_is_left_alone():
    assert escape_html("Best digits") == "Best digits"
