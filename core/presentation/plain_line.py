"""Plain text on one line as pages show it, before it is escaped for HTML or Markdown."""

from core.presentation.line_breaks import keep_numbers_together
from core.presentation.writing_direction import isolate_right_to_left
from core.storage.names import printable


def plain_line(text: str) -> str:
    """Returns a text on one line.

    Args:
        text: Any text.

    Returns:
        The text with visible escapes for control characters and changes of the writing direction. No line
        breaks between a number and its sign or unit, and names that run from right to left stay in place.
    """
    return isolate_right_to_left(keep_numbers_together(printable(" ".join(text.split()))))
