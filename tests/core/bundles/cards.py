"""Cards for tests: a complete one as plain values that a test may change."""

import copy
import json

from core.storage.paths import SHIPPED

NAME = "digits-simple"
_SHIPPED_CARD = json.loads((SHIPPED / NAME / "card.json").read_text(encoding="utf-8"))


def card_values(**changes):
    """The values of a shipped card, with some of them changed."""
    return {**copy.deepcopy(_SHIPPED_CARD), **changes}


def with_value(values, path, value):
    """The same values, except for the one at a path such as "training.epochs"."""
    values = copy.deepcopy(values)
    *steps, last = path.split(".")
    part = values
    for step in steps:
        part = part[int(step) if isinstance(part, list) else step]
    part[int(last) if isinstance(part, list) else last] = value
    return values


def json_bytes(values):
    """The content of a file with these values."""
    return json.dumps(values).encode()
