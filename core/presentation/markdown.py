"""Escaping plain text for Markdown, so that no name, label or message becomes an image, a link or markup."""

import re

from core.presentation.plain_line import plain_line

# A character without a width. It breaks up patterns that Streamlit looks for after the Markdown has been
# parsed, when a backslash no longer helps.
_WORD_JOINER = "\u2060"
# No more than needed: an underscore inside a word, for example, is not active.
_ACTIVE = re.compile(
    r"[`*\[\]<~$|]|&(?=[#\w])|(?<!\S)#|\\(?=[!-/:-@\[-`{-~]|$)|(?<![^\W_])_|_(?![^\W_])",
)
# What starts a list, a block quote or the underline of a heading, at the start of a line.
_LEADING = re.compile(r"^(\d+(?=[.)](?:\s|$))|(?=[-+=>]))")
# Where to break up addresses, which become links; `:name:`, which becomes an emoji or an icon; `:name[`,
# which sets a colour; and arrows and dashes.
_PARTED = re.compile(
    r"(?<=:)(?=[\w/+-])|(?<=www)(?=\.)|(?<=@)(?=\w)|(?<=[-<>~])(?=[-=>])",
    re.IGNORECASE,
)


def escape_markdown(text: str) -> str:
    r"""Escapes plain text so that Streamlit's Markdown shows it literally.

    All text from people, files or networks must be escaped wherever Markdown is rendered: not only in
    `st.markdown`, but also in captions, widget labels, expander headers and messages.

    Args:
        text: Any text.

    Returns:
        One line of Markdown without active syntax: `*` becomes `\*`, addresses do not become links, and
        control characters and changes of the writing direction are visible as escapes. No line breaks
        between a number and its sign or unit.

    Source: CommonMark 0.31, section 2.4; Streamlit's own syntax in its StreamlitMarkdown component.
    """
    line = plain_line(text)
    return _LEADING.sub(r"\1\\", _ACTIVE.sub(r"\\\g<0>", _PARTED.sub(_WORD_JOINER, line)))
