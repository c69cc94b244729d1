"""Keeps numbers together with their signs and units, which a narrow column would otherwise tear apart."""

import re

_NO_BREAK_SPACE = "\u00a0"
_AFTER_SIGN = re.compile(r"(?<=[<>]) (?=\d)")
_IN_SIZE = re.compile(r"(?<=\d) x (?=\d)")
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=(?:%|[kKMG]B\b|ms\b|px\b))")


def keep_numbers_together(text: str) -> str:
    """Returns a text in which no line breaks inside "< 1%", "> 99.9%", "12 MB", "2.1 ms" or "28 x 28"."""
    text = _IN_SIZE.sub(f"{_NO_BREAK_SPACE}x{_NO_BREAK_SPACE}", text)
    return _BEFORE_UNIT.sub(_NO_BREAK_SPACE, _AFTER_SIGN.sub(_NO_BREAK_SPACE, text))
