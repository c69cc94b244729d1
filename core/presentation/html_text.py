"""Escaping plain text for HTML, so that no name, label or message becomes markup."""

from html import escape

from core.presentation.line_breaks import keep_numbers_together
from core.presentation.writing_direction import isolate_right_to_left
from core.storage.names import printable


def escape_html(text: str) -> str:
    """Escapes plain text for use between tags or in an attribute.

    Args:
        text: Any text.

    Returns:
        One line of HTML that shows the text literally, with visible escapes for control characters and
        changes of the writing direction. No line breaks between a number and its sign or unit.
    """
    line = keep_numbers_together(printable(" ".join(text.split())))
    return escape(isolate_right_to_left(line))
