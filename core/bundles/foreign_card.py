"""Reads a card from outside: makes all its texts safe to show, and drops what only the user may decide."""

from typing import Any

from core.bundles.card import Card
from core.bundles.card_file import card_of, parse_json
from core.bundles.format import CARD, MAX_TEXT_CHARACTERS, MAX_TITLE_CHARACTERS
from core.errors import BadBundle
from core.storage.names import folder_name
from core.storage.received import in_json

WHOSE = "this network"
# Pages escape everything they show; removing these characters protects other programs, too.
ACTIVE = frozenset("[]<>`")
# Short enough that pages also show the end of the title, which says that the network was imported.
_MAX_SHOWN_TITLE_CHARACTERS = 60


def read_foreign_card(content: bytes) -> Card:
    """Reads a card from outside.

    Args:
        content: Content of the file.

    Returns:
        The card, without characters that could be markup or are invisible, and without a position in lists.

    Raises:
        BadBundle: If it is not a card, or one of its values is invalid.
    """
    values = {key: _safe(value) for key, value in parse_json(content, WHOSE).items()}
    if not isinstance(values.get("name"), str):
        raise BadBundle(f"The {CARD} of {WHOSE} has no name. Received: {in_json(values.get('name'))}")
    values["name"] = folder_name(values["name"])
    if isinstance(values.get("title"), str):
        values["title"] = values["title"][:_MAX_SHOWN_TITLE_CHARACTERS].strip()
    # The position in lists is not for the sender of a bundle to decide.
    values.pop("order", None)
    return card_of(values, WHOSE)


def _safe(value: Any) -> Any:
    if isinstance(value, str):
        return _safe_text(value)[:MAX_TEXT_CHARACTERS]
    if isinstance(value, dict):
        return {_safe_text(key)[:MAX_TITLE_CHARACTERS]: _safe(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_safe(inner) for inner in value]
    return value


def _safe_text(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable() and letter not in ACTIVE)
