"""Plain text inside of Markdown, so that no name, label or message becomes a picture, a link or markup."""

import re

from core.storage.names import printable

# Joins two letters without a width, and so parts what Streamlit looks for in text that is parsed already,
# where a backslash no longer helps.
_WORD_JOINER = "\u2060"
# As little as that: an underline inside of a word, for one, is none of them.
_ACTIVE = re.compile(
    r"[`*\[\]<~$|]|&(?=[#\w])|(?<!\S)#|\\(?=[!-/:-@\[-`{-~]|$)|(?<![^\W_])_|_(?![^\W_])",
)
# What begins a list, a quotation or the line below a heading, at the start of a line.
_LEADING = re.compile(r"^(\d+(?=[.)](?:\s|$))|(?=[-+=>]))")
# Of addresses, which become links; of `:name:`, which becomes an emoji or an icon; of `:name[`, which becomes
# colour; and of arrows and dashes.
_PARTED = re.compile(
    r"(?<=:)(?=[\w/+-])|(?<=www)(?=\.)|(?<=@)(?=\w)|(?<=[-<>~])(?=[-=>])",
    re.IGNORECASE,
)


def escape_markdown(text: str) -> str:
    r"""Writes plain text so that Streamlit's Markdown shows it letter by letter.

    Everything that people, files or networks name goes through this wherever it is put into Markdown: not
    only into `st.markdown`, but also into captions, labels of widgets, headers of expanders and messages.

    Args:
        text: Any text.

    Returns:
        One line of Markdown without active parts: `*` as `\*`, addresses that no browser takes for one, and
        visible escapes for control characters and turns of the writing direction.

    Source: CommonMark 0.31, section 2.4; Streamlit's own syntax in its StreamlitMarkdown component.
    """
    line = printable(" ".join(text.split()))
    return _LEADING.sub(r"\1\\", _ACTIVE.sub(r"\\\g<0>", _PARTED.sub(_WORD_JOINER, line)))
