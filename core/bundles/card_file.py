"""`card.json` on disk: the one reader and the one writer of a card.

A card may come from anybody. Whatever the file holds, `parse_card` returns a `Card` whose every field can
be shown and computed with, or raises `BadBundle` with one sentence.
"""

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from core.bundles.card import Card
from core.bundles.format import CARD, FORMAT, MAX_CARD_BYTES
from core.errors import BadBundle
from core.storage.files import write_whole
from core.storage.validation import first_fault

_MAX_DEPTH = 12
_MAX_RECEIVED_LETTERS = 80


def read_card(folder: Path) -> Card:
    """Reads a bundle's card.

    Args:
        folder: The bundle's.

    Returns:
        The card; whether the other files are as it says is not checked here.

    Raises:
        BadBundle: If there is none, or a value is missing, of the wrong type or out of range.
    """
    path = folder / CARD
    if not path.is_file() or path.is_symlink():
        raise BadBundle(f"A bundle must have a {CARD}. Received: {folder.name} without one")
    if path.stat().st_size > MAX_CARD_BYTES:
        raise BadBundle(
            f"The {CARD} of {folder.name} may have at most {MAX_CARD_BYTES:,} bytes. "
            f"Received: {path.stat().st_size:,} bytes"
        )
    return card_of(parse_json(path.read_bytes(), folder.name), folder.name)


def write_card(folder: Path, card: Card) -> None:
    """Writes a card into a bundle's folder.

    Fields that were never set are left out.
    """
    content = {"format": FORMAT, **card.model_dump(mode="json", exclude_unset=True)}
    write_whole(folder / CARD, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def parse_json(content: bytes, whose: str) -> dict[str, Any]:
    """Reads the file's content as JSON, without looking at what it says.

    Args:
        content: Of the file.
        whose: The bundle's name, for the sentence.

    Returns:
        Names and values, nested at most 12 deep, each name once and every text valid Unicode.

    Raises:
        BadBundle: If it is not such JSON.
    """
    try:
        values = json.loads(content.decode("utf-8"), object_pairs_hook=_without_duplicates)
    except (ValueError, RecursionError) as error:
        raise BadBundle(
            f"The description of {whose} ({CARD}) cannot be read; save or import the network again, or "
            f"delete it. Received: {_shortened(str(error))}"
        ) from error
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        received = values.get("format") if isinstance(values, dict) else values
        raise BadBundle(
            f"This version reads bundles of format {FORMAT}; {whose} has another. "
            f"Received: {_shortened(repr(received))}"
        )
    _check_form(values, whose, 0)
    return values


def card_of(values: dict[str, Any], whose: str) -> Card:
    """Checks what a card says.

    Args:
        values: Names and values, as `parse_json` returns them.
        whose: The bundle's name, for the sentence.

    Raises:
        BadBundle: If a value is missing, of the wrong type or out of range; the sentence names the first.
    """
    try:
        # Of a later version, names that we do not know are no fault; see `core.bundles.card`.
        return Card.model_validate(values, extra="ignore")
    except ValidationError as error:
        raise BadBundle(
            f"The description of {whose} ({CARD}) is not sound; save or import the network again, or delete "
            f"it: {first_fault(error)}"
        ) from error


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in pairs:
        if name in values:
            raise ValueError(f"the name {name!r} twice")
        values[name] = value
    return values


def _check_form(value: Any, whose: str, depth: int) -> None:
    """Refuses what is nested too deep, and halves of letters: no file and no page could take them."""
    if depth > _MAX_DEPTH:
        raise BadBundle(f"The {CARD} of {whose} is nested too deep. Received: more than {_MAX_DEPTH} levels")
    if isinstance(value, str) and not _is_unicode(value):
        raise BadBundle(f"The {CARD} of {whose} has a broken letter. Received: {_shortened(repr(value))}")
    if isinstance(value, dict):
        for name, inner in value.items():
            _check_form(name, whose, depth + 1)
            _check_form(inner, whose, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check_form(inner, whose, depth + 1)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shortened(text: str) -> str:
    # Escaped: a broken letter could not be shown, and would break the sentence with it.
    shown = text.encode("utf-8", "backslashreplace").decode()
    return shown if len(shown) <= _MAX_RECEIVED_LETTERS else shown[: _MAX_RECEIVED_LETTERS - 1] + "…"
