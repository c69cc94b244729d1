"""Cards with values that no training writes; read as own cards and as foreign ones, and shown."""

import copy
import json
from pathlib import Path
from random import Random
from typing import Any

from markdown_it import MarkdownIt

from core.bundles.bundle import Bundle
from core.bundles.card import Card
from core.bundles.card_file import card_of, parse_json
from core.bundles.foreign_card import read_foreign_card
from core.errors import BadBundle
from core.presentation.model_cards import card_table, describe, figures_as_json
from core.storage.paths import SHIPPED
from tests.fuzz.mutators import mutate

CASES_IN_TESTS = 1_000
_MARKDOWN = MarkdownIt("commonmark").enable("table")
_ACTIVE = {"image", "link_open", "html_block", "html_inline", "heading_open", "em_open", "strong_open"}
_CARDS = [
    json.loads(path.read_text(encoding="utf-8")) for path in sorted(SHIPPED.glob("*/card.json"), key=str)
]
_VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    0.5,
    1e308,
    -1e308,
    5e-324,
    float("nan"),
    float("inf"),
    float("-inf"),
    10**30,
    -(10**30),
    "",
    " ",
    "\u200b",
    "\ud800",
    "\x00\x1b[31m",
    "\u202eabc",
    "![a](http://evil.example/x.png)",
    "|\n|---|\n",
    "2026-02-30",
    "2026-W01-1",
    "0001-01-01",
    "9999-12-31",
    "2026-11-21T00:00:00",
    "x" * 300,
    "x" * 3_000,
    [],
    {},
    [None],
    {"": None},
    {"x": 3},
    {"![a](b)": {"images": 1}},
    [[]] * 200,
    {str(number): 0.5 for number in range(101)},
)


def make_case(random: Random) -> bytes:
    """Changes a shipped card in one to six places, and occasionally its bytes too."""
    card = json.loads(json.dumps(random.choice(_CARDS)))
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        _change(card, random)
    text = json.dumps(card, ensure_ascii=random.random() < 0.5)
    if random.random() < 0.05:
        text = _twice(text, random)
    case = text.encode("utf-8", "surrogatepass")
    return mutate(case, random) if random.random() < 0.1 else case


def attempt(case: bytes) -> None:
    """Reads a card in both ways, and shows it like the Networks page and the terminal."""
    shown = 0
    for read in (_read_own, read_foreign_card):
        try:
            card = read(case)
        except BadBundle as error:
            sentence = str(error)
            assert len(sentence.encode()) < 600, sentence
            assert "\n" not in sentence, sentence
            refusal = error
            continue
        bundle = Bundle(Path("nowhere"), card, ("a", "b"), is_imported=True)
        card_table([bundle]).to_json().encode()
        kinds = {
            child.type
            for token in _MARKDOWN.parse(describe(bundle))
            for child in (token, *(token.children or ()))
        }
        assert not kinds & _ACTIVE, kinds
        json.dumps(figures_as_json(card), allow_nan=False).encode()
        shown += 1
    if not shown:
        raise refusal


def _read_own(case: bytes) -> Card:
    return card_of(parse_json(case, "a-network"), "a-network")


def _change(card: dict[str, Any], random: Random) -> None:
    """Changes a random entry: removes, replaces, wraps or alters it, or copies it to another key."""
    part: Any = card
    while True:
        keys = list(part) if isinstance(part, dict) else list(range(len(part)))
        if not keys:
            return
        key = random.choice(keys)
        inner = part[key]
        if not isinstance(inner, dict | list) or not inner or random.random() < 0.3:
            break
        part = inner
    way = random.randrange(8)
    if way == 0:
        del part[key]
    elif way == 1:
        part[key] = [inner]
    elif way == 2:
        part[key] = {"value": inner}
    elif way == 3 and isinstance(part, dict):
        part[random.choice(_VALUES[15:25])] = inner
    elif way == 4:
        part[key] = _deep(random)
    elif way == 5 and isinstance(inner, int | float):
        part[key] = inner * random.choice((-1, 0, 1e-9, 1e9, 1.5))
    elif way == 6 and isinstance(inner, str):
        part[key] = inner + random.choice([value for value in _VALUES if isinstance(value, str)])
    else:
        part[key] = copy.deepcopy(random.choice(_VALUES))


def _deep(random: Random) -> Any:
    value: Any = 0
    for _ in range(random.choice((3, 12, 13, 300))):
        value = [value] if random.random() < 0.5 else {"a": value}
    return value


def _twice(text: str, random: Random) -> str:
    """Repeats a key of the card, or nests it too deeply for any reader."""
    if random.random() < 0.5:
        return '{"title": "Another", ' + text[1:]
    return "[" * 100_000 + text
