"""Plain text inside of HTML, so that no name, label or message becomes markup."""

from html import escape

from core.storage.names import printable


def escape_html(text: str) -> str:
    """Writes plain text for a place between tags or in an attribute.

    Args:
        text: Any text.

    Returns:
        One line that HTML shows letter by letter, with visible escapes for control characters and turns of
        the writing direction.
    """
    return escape(printable(" ".join(text.split())))
