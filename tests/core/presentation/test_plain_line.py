"""Plain text on one line: nothing in it breaks the line, is invisible or changes places."""

from core.presentation.plain_line import plain_line


def test_line_breaks_become_spaces_and_control_characters_are_seen():
    assert plain_line("  two\n\tlines ") == "two lines"
    assert plain_line("a\x07b\u202ec") == "a\\x07b\\u202ec"


def test_numbers_stay_together_and_names_in_place():
    square = "מרובע"
    assert plain_line(f"{square} (12 MB)") == f"\u2067{square}\u2069 (12\u00a0MB)"
