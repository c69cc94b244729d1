"""Escaped text is shown unchanged, as checked with another Markdown parser."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from core.presentation.markdown import escape_markdown

HOSTILE = [
    "![a](http://evil.example/x.png)",
    "![a](http:&sol;&sol;evil.example/x.png)",
    "[a](javascript:alert(1))",
    "[a]: http://evil.example",
    "<img src=//evil.example>",
    "<http://evil.example>",
    "http://evil.example and www.evil.example and me@evil.example",
    "HTTPS://evil.example",
    ":material/home: and :smile: and :+1: and :streamlit:",
    "$x^2$ and $$y$$",
    ":red[x] and :red-background[x] and :small[x]",
    "&lt; &#60; &sol;",
    "`code` and ``` and ~~~ and ~~gone~~",
    "# heading",
    "- one",
    "-",
    "---",
    "1)",
    "a#b #c # d",
    "_a_b_",
    "a\\",
    "1. one",
    "2) two",
    "+ one",
    "> quote",
    "| a | b |",
    "===",
    "**bold** and __bold__ and *a* and _a_",
    r"back\slash and \*",
    "a -- b -> c <- d <-> e >= f <= g ~= h",
    "snake_case_name",
    "Café, naïve, 猫 and 🦊",
]


def shown(markdown):
    """The text that a browser would show for Markdown, and the kinds of its elements."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)
    kinds = {token.type for token in tokens}
    inline = [child for token in tokens if token.type == "inline" for child in token.children]
    kinds |= {child.type for child in inline}
    return "".join(child.content for child in inline), kinds


def plain(text):
    return text.replace("\u2060", "")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text):
    words, kinds = shown(escape_markdown(text))
    assert plain(words) == text
    assert kinds <= {"paragraph_open", "paragraph_close", "inline", "text", "text_special"}


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_is_left_that_is_looked_for_in_parsed_text(text):
    # Streamlit's component and remark-gfm search the text for these patterns after parsing.
    words, _ = shown(escape_markdown(text))
    for pattern in (
        r":[\w+-]+:",
        r":material[/_]\w+:",
        r"https?://",
        r"www\.",
        r"[\w.+-]+@[\w-]+\.",
        r"(^|\s)(<->|->|<-|--|>=|<=|~=)(\s|$)",
    ):
        assert not re.search(pattern, words, re.IGNORECASE)


def test_lines_and_invisible_letters_become_visible():
    assert escape_markdown("  a\n\n# b\tc ") == r"a \# b c"
    assert escape_markdown("a\u202eb\x07") == r"a\u202eb\x07"


def test_plain_words_stay_as_they_are():
    for text in (
        "Digits, simple",
        "my_file_2.png",
        "C:\\Users\\me & you",
        "95% of 3,000 pictures (at 12 o'clock).",
        'Kept as cat in "My photos"',
    ):
        assert escape_markdown(text) == text


@given(st.text(alphabet=st.sampled_from("ab1 :/\\`*_[]()<>#~$&|!.-+=@w;{}^\"'\n"), max_size=40))
@example("< 1")
def test_whatever_is_written_is_shown(text):
    words, kinds = shown(escape_markdown(text))
    # No line breaks between a number and its sign.
    assert plain(words).replace("\xa0", " ") == " ".join(text.split())
    assert kinds <= {"paragraph_open", "paragraph_close", "inline", "text", "text_special"}
