"""`card.json` on disk: the only code that reads and writes cards.

A card may come from anyone. Whatever the file holds, `read_card` returns a `Card` in which every field can
be shown and used in computations, or raises `BadBundle` with one sentence.
"""

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from core.bundles.card import Card
from core.bundles.format import CARD, FORMAT, MAX_CARD_BYTES
from core.errors import BadBundle
from core.storage.files import write_whole
from core.storage.received import in_json
from core.storage.validation import first_fault

_MAX_DEPTH = 12
_MAX_RECEIVED_CHARACTERS = 80


def read_card(folder: Path) -> Card:
    """Reads a bundle's card.

    Args:
        folder: The bundle's folder.

    Returns:
        The card; whether the other files match it is not checked here.

    Raises:
        BadBundle: If there is no card, or a value is missing, of the wrong type or out of range.
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


def write_card(folder: Path, card: Card, creates_folder: bool = True) -> None:
    """Writes a card into a bundle's folder.

    Fields that were never set are left out.

    Args:
        folder: The bundle's folder.
        card: The card.
        creates_folder: Whether the folder is created if needed.
    """
    content = {"format": FORMAT, **card.model_dump(mode="json", exclude_unset=True)}
    write_whole(
        folder / CARD, json.dumps(content, indent=2, ensure_ascii=False) + "\n", creates_folder=creates_folder
    )


def parse_json(content: bytes, whose: str) -> dict[str, Any]:
    """Parses a card as JSON, without validating its fields.

    Args:
        content: Content of the file.
        whose: The bundle's name, for the error message.

    Returns:
        Names and values, nested at most 12 levels deep, without duplicate names and with valid Unicode only.

    Raises:
        BadBundle: If it is not such JSON, or a card of another format.
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
            f"Received: {in_json(received)}"
        )
    _check_form(values, whose, 0)
    return values


def card_of(values: dict[str, Any], whose: str) -> Card:
    """Validates the fields of a card.

    Args:
        values: Names and values, as `parse_json` returns them.
        whose: The bundle's name, for the error message.

    Raises:
        BadBundle: If a value is missing, of the wrong type or out of range; the message names the first one.
    """
    try:
        # Unknown names may come from a later version and are no error; see `core.bundles.format.CardPart`.
        return Card.model_validate(values, extra="ignore")
    except ValidationError as error:
        raise BadBundle(
            f"The description of {whose} ({CARD}) is not valid; save or import the network again, or delete "
            f"it: {first_fault(error)}"
        ) from error


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in pairs:
        if name in values:
            raise ValueError(f"the name {name!r} appears twice")
        values[name] = value
    return values


def _check_form(value: Any, whose: str, depth: int) -> None:
    """Refuses nesting that is too deep, and lone surrogates, which no file can store and no page can show."""
    if depth > _MAX_DEPTH:
        raise BadBundle(
            f"The {CARD} of {whose} is nested too deeply. Received: more than {_MAX_DEPTH} levels"
        )
    if isinstance(value, str) and not _is_unicode(value):
        raise BadBundle(f"The {CARD} of {whose} has an invalid character. Received: {in_json(value)}")
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
    # A lone surrogate is escaped: it could not be shown, nor could the sentence that contains it.
    shown = text.encode("utf-8", "backslashreplace").decode()
    return shown if len(shown) <= _MAX_RECEIVED_CHARACTERS else shown[: _MAX_RECEIVED_CHARACTERS - 1] + "…"
