"""The terminal's parser of arguments: each option once, and numbers that are refused in plain words."""

import argparse
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from core.storage.received import unquoted

_Number = TypeVar("_Number", int, float)


class Parser(argparse.ArgumentParser):
    """A parser that refuses an option that is given twice; Python's own lets the last one win."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        # The action of options and arguments that state no other.
        self.register("action", None, _StoreOnce)


class _StoreOnce(argparse.Action):
    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        given = vars(namespace).setdefault("given", set())
        if self.dest in given:
            raise argparse.ArgumentError(self, "give it once. Received: more than one")
        given.add(self.dest)
        setattr(namespace, self.dest, values)


def is_given(options: argparse.Namespace, name: str) -> bool:
    """Returns whether a user gave an option, even with its default value.

    Args:
        options: The options, as `Parser` returns them.
        name: The option's attribute, such as "sort_into".
    """
    return name in vars(options).get("given", ())


def whole_number(text: str) -> int:
    """Reads a whole number from an option; raises `ArgumentTypeError` if it is not one."""
    return _read(int, "a whole number", text)


def number(text: str) -> float:
    """Reads a number from an option; raises `ArgumentTypeError` if it is not one."""
    return _read(float, "a number", text)


def count(text: str) -> int:
    """Reads a count from an option; raises `ArgumentTypeError` if it is not a whole number from 1."""
    if (given := whole_number(text)) < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1. Received: {text}")
    return given


def _read(kind: Callable[[str], _Number], what: str, text: str) -> _Number:
    try:
        return kind(text)
    except ValueError as error:
        received = unquoted(text) or "nothing"
        raise argparse.ArgumentTypeError(f"must be {what}. Received: {received}") from error
