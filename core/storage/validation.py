"""Describes in plain words what is wrong with a value or a JSON file that fails validation."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from core.storage.names import printable
from core.storage.received import in_json

_MAX_PATH_CHARACTERS = 80
# Our own wording where pydantic uses terms of Python.
_RULES = {
    "missing": "is missing",
    "extra_forbidden": "is not known here",
    "bool_type": "should be true or false",
    "bool_parsing": "should be true or false",
    "int_type": "should be a whole number",
    "int_parsing": "should be a whole number",
    "int_parsing_size": "should be a whole number",
    "int_from_float": "should be a whole number",
    "float_type": "should be a number",
    "float_parsing": "should be a number",
    "string_type": "should be text",
    # Half of a pair of UTF-16, such as "\ud800".
    "string_unicode": "should be text without halves of characters",
    "model_type": "should be an object with named fields",
    "mapping_type": "should be an object with named fields",
    "dataclass_type": "should be an object with named fields",
    "dict_type": "should be an object with named fields",
    "json_invalid": "is not JSON",
    "list_type": "should be a list",
    "tuple_type": "should be a list",
}
_PLACE = re.compile(r" at (line \d+) (column \d+)$")
_WORDS = {"greater than or equal to": "at least", "less than or equal to": "at most"}


def as_whole_number(value: Any) -> Any:
    """Converts a float without a fraction to an int, because 5.0 is an integer in JSON."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def first_fault(error: ValidationError, quote: Callable[[object], str] = in_json) -> str:
    """Says which value is wrong, why, and what was received.

    Args:
        error: What pydantic raised.
        quote: Writes a received value in the language in which it was given, such as JSON.

    Returns:
        Only the first of all faults, for example "epochs should be at least 1. Received: 0".
    """
    return fault_in_words(error.errors(include_url=False, include_context=False)[0], quote)


def fault_in_words(fault: Mapping[str, Any], quote: Callable[[object], str] = in_json) -> str:
    """Says what is wrong with one value, as `first_fault` does.

    Args:
        fault: One of the errors that pydantic lists: its `loc`, `type`, `msg` and `input`.
        quote: As for `first_fault`.
    """
    # A name in it may come from outside, and contain any characters.
    names = ".".join(str(part) for part in fault["loc"])
    path = printable(names[:_MAX_PATH_CHARACTERS]) or ('""' if fault["loc"] else "it")
    rule = _RULES.get(fault["type"], "")
    if fault["type"] == "json_invalid" and fault["input"].strip() and (place := _PLACE.search(fault["msg"])):
        rule += f" ({place[1]}, {place[2]})"
    if not rule:
        rule = (
            fault["msg"]
            .removeprefix("Value error, ")
            .removeprefix("Input ")
            .removeprefix("String ")
            .removeprefix("List ")
            .partition(" after validation")[0]
            .rstrip(".")
        )
        for words, plain in _WORDS.items():
            rule = rule.replace(words, plain)
    return f"{path} {rule}. Received: {_received(fault, quote)}"


def _received(fault: Mapping[str, Any], quote: Callable[[object], str]) -> str:
    match fault:
        case {"type": "missing"}:
            return "nothing"
        case {"type": "json_invalid", "input": bytes() | str() as text} if not text.strip():
            return "nothing"
        case {"type": "too_long" | "too_short", "input": list() as items}:
            return f"a list of {len(items):,}"
        case _:
            return quote(fault["input"])
