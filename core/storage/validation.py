"""Says in words what is wrong with a value or a JSON file that does not validate."""

from pydantic import ValidationError

_MAX_PATH_LETTERS = 80
_MAX_RECEIVED_LETTERS = 60
# Words of our own where those of pydantic speak of Python.
_RULES = {
    "missing": "is missing",
    "bool_type": "should be true or false",
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
    """Says which value is wrong, why, and what was received.

    Args:
        error: What pydantic raised.

    Returns:
        As in "epochs should be at least 1. Received: 0"; only the first of all faults.
    """
    fault = error.errors(include_url=False, include_context=False)[0]
    path = ".".join(str(part) for part in fault["loc"]).replace("_", " ")[:_MAX_PATH_LETTERS] or "it"
    rule = _RULES.get(fault["type"], "")
    if not rule:
        rule = (
            fault["msg"]
            .removeprefix("Value error, ")
            .removeprefix("Input ")
            .removeprefix("String ")
            .rstrip(".")
        )
        for words, plain in _WORDS.items():
            rule = rule.replace(words, plain)
    received = "nothing" if fault["type"] == "missing" else repr(fault["input"])[:_MAX_RECEIVED_LETTERS]
    return f"{path} {rule}. Received: {received}"
