"""Checks arguments, and refuses wrong types and values in one sentence."""

import operator
from collections.abc import Iterable

import numpy as np

from core.errors import BadRequest
from core.storage.received import in_python


def whole_number(what: str, given: object) -> int:
    """Returns a count as an int; accepts NumPy numbers, and 3.0 as well as 3.

    Args:
        what: Name of the argument in messages.
        given: The argument.

    Raises:
        BadRequest: If the argument is not a whole number, or is less than 0.
    """
    try:
        is_whole = isinstance(given, float | np.floating) and given.is_integer()
        number = int(given) if is_whole else operator.index(given)  # type: ignore[call-overload, arg-type]
    except TypeError:
        number = -1
    if number < 0 or isinstance(given, bool):
        raise BadRequest(f"The {what} is a whole number, 0 or more. Received: {in_python(given)}")
    return number


def require_one_of(what: str, given: object, choices: Iterable[str]) -> None:
    """Raises `BadRequest` if an argument is not one of the allowed words."""
    words = tuple(choices)
    if not isinstance(given, str) or given not in words:
        raise BadRequest(f"The {what} is one of {', '.join(words)}. Received: {in_python(given)}")


def require_text(what: str, given: object) -> None:
    """Raises `BadRequest` if an argument is not text."""
    if not isinstance(given, str):
        raise BadRequest(f"The {what} is a text. Received: {in_python(given)}")
