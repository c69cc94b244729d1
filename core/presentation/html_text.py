"""Escaping plain text for HTML, so that no name, label or message becomes markup."""

from html import escape

from core.presentation.plain_line import plain_line


def escape_html(text: str) -> str:
    """Escapes plain text for use between tags or in an attribute.

    Args:
        text: Any text.

    Returns:
        One line of HTML that shows the text literally, with visible escapes for control characters and
        changes of the writing direction. No line breaks between a number and its sign or unit.
    """
    return escape(plain_line(text))
