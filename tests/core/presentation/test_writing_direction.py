"""Names that run from right to left stay in their place in a sentence."""

from unicodedata import bidirectional

import pytest

from core.presentation.html_text import escape_html
from core.presentation.markdown import escape_markdown
from core.presentation.writing_direction import isolate_right_to_left

CIRCLE, SQUARE = "دائرة جميلة", "מרובע"
START, END = "\u2067", "\u2069"


@pytest.mark.parametrize("escape", [isolate_right_to_left, escape_html, escape_markdown])
def test_each_name_is_enclosed_and_what_follows_it_is_not(escape):
    line = f"{CIRCLE} (20), {SQUARE} (30), circle (5)"
    assert escape(line) == f"{START}{CIRCLE}{END} (20), {START}{SQUARE}{END} (30), circle (5)"


def test_two_names_in_a_list_keep_their_order():
    assert isolate_right_to_left(f"{SQUARE}, {SQUARE}") == f"{START}{SQUARE}{END}, {START}{SQUARE}{END}"


def test_nothing_from_right_to_left_is_left_outside():
    line = isolate_right_to_left(f"a {CIRCLE}-{SQUARE} 3 {SQUARE}b")
    outside = [part.rpartition(END)[2] for part in line.split(START)]
    assert not any(bidirectional(letter) in ("R", "AL") for part in outside for letter in part)


def test_other_scripts_are_unchanged():
    line = "Cat, Katze, chat, gató, кот, 猫, 고양이, 🐈: 3 of 20 (15%)"
    assert isolate_right_to_left(line) == line
