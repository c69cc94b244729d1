"""How much a JSON text holds, before it is parsed: values then take up to 40 times its bytes."""

# More than any table of labels, drawing or request needs.
MAX_JSON_VALUES = 1_000_000


def has_too_many_values(text: bytes | str) -> bool:
    """Returns whether a JSON text may hold more than `MAX_JSON_VALUES` values."""
    return count_json_values(text) > MAX_JSON_VALUES


def count_json_values(text: bytes | str) -> int:
    """Returns an upper bound on the number of values in a JSON text, not counting the outermost one.

    There is a bracket, a brace or a comma before each value. Strings may contain them, too, but base64 does
    not, so the bound is close.
    """
    if isinstance(text, str):
        return sum(map(text.count, ",[{"))
    return sum(map(text.count, (b",", b"[", b"{")))
