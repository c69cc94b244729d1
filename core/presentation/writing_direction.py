"""Keeping names that run from right to left, such as Arabic ones, in their place in a sentence."""

import re

# Hebrew, Arabic and their neighbours up to Arabic Extended-A, their presentation forms, and historic and
# recent scripts: blocks whose letters run from right to left in the Unicode Character Database.
_LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_RUN = re.compile(f"[{_LETTERS}]+(?:[ _'\N{RIGHT SINGLE QUOTATION MARK}-]+[{_LETTERS}]+)*")
_RIGHT_TO_LEFT_ISOLATE, _POP_ISOLATE = "\u2067", "\u2069"


def isolate_right_to_left(text: str) -> str:
    """Encloses words that run from right to left in marks that keep the text around them where it is.

    Without the marks, a browser draws numbers, brackets and other names that follow such words on their left.

    Args:
        text: One line, from left to right.

    Returns:
        The line, which looks the same but for the order of its parts.

    Source: Unicode Standard Annex 9, "Unicode Bidirectional Algorithm", section 2.4.
    """
    return _RUN.sub(rf"{_RIGHT_TO_LEFT_ISOLATE}\g<0>{_POP_ISOLATE}", text)
