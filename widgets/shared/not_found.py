"""Says what the page's address names but the page does not find, as it shows something else in its place."""

from collections.abc import Mapping, Sequence

import streamlit as st

from core.plurals import listed
from core.presentation.markdown import escape_markdown

# An address can name anything, any number of times; more or longer names would push the page out of view.
_MAX_NAMED, _MAX_CHARACTERS = 8, 80


def unknown_in_address(parameter: str, known: Mapping[str, str]) -> list[str]:
    """Returns the values of a parameter that are no option, in their order; ignores empty ones.

    Args:
        parameter: Parameter of the address.
        known: Titles of the options, by name; the address may contain either.
    """
    options = {*known, *known.values()}
    values = dict.fromkeys(st.query_params.get_all(parameter))
    return [value for value in values if value.strip() and value not in options]


def say_not_found(what: str, values: Sequence[str], advice: str = "choose another one") -> None:
    """Says in one sentence that the page's address names things that are not here; nothing if there are none.

    Args:
        what: What they would be, in the singular, such as "data set".
        values: Their names, as in the address.
        advice: What to do, or why they are not here.
    """
    if values:
        named = listed([f'"{_shortened(value)}"' for value in values], _MAX_NAMED)
        words = (
            f"The {what} of this address, {named}, is not here: {advice}."
            if len(values) == 1
            else f"This address names {named}, but no {what} here has such a name: {advice}."
        )
        st.info(escape_markdown(words), icon=":material/search_off:")


def _shortened(value: str) -> str:
    return value if len(value) <= _MAX_CHARACTERS else f"{value[:_MAX_CHARACTERS]}..."
