"""Numbers stay together with their signs and units, in HTML as in Markdown."""

import pytest

from core.presentation.html_text import escape_html
from core.presentation.line_breaks import keep_numbers_together
from core.presentation.markdown import escape_markdown


@pytest.mark.parametrize("text", ["< 1%", "> 99.9%", "12 MB", "1.5 GB", "2.1 ms", "28 px", "5 %", "28 x 28"])
def test_a_number_is_not_torn_from_its_sign_or_unit(text):
    together = text.replace(" ", "\u00a0")
    assert keep_numbers_together(f"a dog ({text}) here") == f"a dog ({together}) here"
    assert escape_html(text) == together.replace("<", "&lt;").replace(">", "&gt;")
    assert escape_markdown(f"({text})") == f"({together})".replace("<", r"\<")


@pytest.mark.parametrize("text", ["3 cats", "a < b", "2 msgs", "page 5 MBit", "10 by 10"])
def test_everything_else_may_break(text):
    assert keep_numbers_together(text) == text
