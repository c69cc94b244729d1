"""Received values as errors quote them: the beginning of any value, in one line."""

import builtins
import json
import reprlib

from core.storage.names import printable

_MAX_CHARACTERS = 60
_MAX_LETTERS_OF_A_NAME = 200
# More items of a list than this never fit into that many characters.
_MAX_ITEMS = 20
_MAX_LEVELS = 4
_MAX_BITS = 1_000
_DIGITS_PER_BIT = 0.30103
# Modules of the classes that `reprlib` knows.
_KNOWN_MODULES = frozenset(("builtins", "array", "collections"))


def in_python(value: object) -> str:
    """Writes a value as Python does: None, True, 'text'.

    Args:
        value: Any value; it may be many megabytes large, and its class may be broken.
    """
    return printable(_PYTHON.repr(value)[:_MAX_CHARACTERS])


def in_json(value: object) -> str:
    """Writes a value as JSON does: null, true, "text".

    Args:
        value: A value parsed from JSON, or the bytes of the JSON itself.
    """
    return printable(_JSON.repr(value)[:_MAX_CHARACTERS])


def unquoted(name: str) -> str:
    """Writes the beginning of a name, a path or a library's message as it was given, without quotes."""
    return printable(name[:_MAX_LETTERS_OF_A_NAME])


class _Python(reprlib.Repr):
    """Looks only at the beginning of a value."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel = _MAX_LEVELS
        self.maxlist = self.maxtuple = self.maxdict = self.maxset = self.maxfrozenset = _MAX_ITEMS
        self.maxother = _MAX_CHARACTERS

    def repr1(self, value: object, level: int) -> str:
        # `reprlib` goes by the name of a class, but any class may be called "str".
        if type(value).__module__ not in _KNOWN_MODULES:
            return self.repr_instance(value, level)
        return super().repr1(value, level)

    def repr_str(self, value: str, level: int) -> str:
        return builtins.repr(value[:_MAX_CHARACTERS])

    def repr_bytes(self, value: bytes, level: int) -> str:
        return builtins.repr(value[:_MAX_CHARACTERS])

    def repr_int(self, value: int, level: int) -> str:
        # Python refuses to write very large integers.
        if value.bit_length() > _MAX_BITS:
            return f"a number of about {value.bit_length() * _DIGITS_PER_BIT:,.0f} digits"
        return builtins.repr(value)


class _Json(_Python):
    def repr_NoneType(self, value: None, level: int) -> str:  # noqa: N802, a type's name
        return "null"

    def repr_bool(self, value: bool, level: int) -> str:
        return json.dumps(bool(value))

    def repr_str(self, value: str, level: int) -> str:
        return json.dumps(value[:_MAX_CHARACTERS], ensure_ascii=False)

    def repr_bytes(self, value: bytes, level: int) -> str:
        return value[:_MAX_CHARACTERS].decode(errors="replace")

    def repr_float(self, value: float, level: int) -> str:
        return json.dumps(value)


_PYTHON, _JSON = _Python(), _Json()
