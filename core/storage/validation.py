"""Describes in plain words what is wrong with a value or a JSON file that fails validation."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from core.storage.names import printable

_MAX_PATH_LETTERS = 80
_MAX_RECEIVED_LETTERS = 60
# Our own wording where pydantic's uses Python terms.
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
    "model_type": "should be an object with named fields",
    "mapping_type": "should be an object with named fields",
    "dataclass_type": "should be an object with named fields",
    "dict_type": "should be an object with named fields",
    "json_invalid": "is not JSON",
    "list_type": "should be a list",
    "tuple_type": "should be a list",
}
_WORDS = {"greater than or equal to": "at least", "less than or equal to": "at most"}


def first_fault(error: ValidationError) -> str:
    """Describes which value is wrong, why, and what was received.

    Args:
        error: The error that pydantic raised.

    Returns:
        For example "epochs should be at least 1. Received: 0"; only the first of all faults.
    """
    return fault_in_words(error.errors(include_url=False, include_context=False)[0])


def fault_in_words(fault: Mapping[str, Any]) -> str:
    """Describes what is wrong with one value, in the form of `first_fault`.

    Args:
        fault: One of the errors that pydantic lists, with its `loc`, `type`, `msg` and `input`.
    """
    # A name in the path may come from outside and contain any characters.
    names = ".".join(str(part) for part in fault["loc"]).replace("_", " ")
    path = printable(names[:_MAX_PATH_LETTERS]) or "it"
    rule = _RULES.get(fault["type"], "")
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
    return f"{path} {rule}. Received: {_received(fault)}"


def _received(fault: Mapping[str, Any]) -> str:
    match fault:
        case {"type": "missing"}:
            return "nothing"
        case {"type": "too_long" | "too_short", "input": list() as items}:
            return f"a list of {len(items):,}"
        case _:
            return repr(_beginning(fault["input"]))[:_MAX_RECEIVED_LETTERS]


def _beginning(value: Any) -> Any:
    """Returns only as much of a value as can be shown, since it may be many megabytes long."""
    match value:
        case str():
            return value[:_MAX_RECEIVED_LETTERS]
        case bytes():
            return value[:_MAX_RECEIVED_LETTERS].decode(errors="replace")
        case list():
            return [_beginning(item) for item in value[:_MAX_RECEIVED_LETTERS]]
        case dict():
            return {key: _beginning(value[key]) for key in list(value)[:_MAX_RECEIVED_LETTERS]}
        case _:
            return value
