"""`card.json` on disk: any content yields either a card that can be shown, or one sentence."""

import json
import re

import pytest

from core.bundles.card_file import card_of, parse_json, read_card, write_card
from core.bundles.format import MAX_CARD_BYTES
from core.errors import BadBundle
from core.storage.paths import SHIPPED
from tests.core.bundles.cards import card_values, json_bytes, with_value

WHOSE = "my-things"


def read(content):
    return card_of(parse_json(content, WHOSE), WHOSE)


def refusal(content):
    """The sentence that explains why a file is refused."""
    with pytest.raises(BadBundle) as caught:
        read(content)
    return str(caught.value)


@pytest.mark.parametrize(
    ("path", "value", "field", "received"),
    [
        ("sha256", [], "sha256", "[]"),
        ("order", "first", "order", '"first"'),
        ("training", None, "training", "null"),
        ("training.epochs", "3", "training.epochs", '"3"'),
        ("training.data.0.name", 7, "training.data.0.name", "7"),
        ("network.name", ["a", "b"], "network.name", '["a", "b"]'),
        ("figures", {"x": 3}, "figures.x", "3"),
        ("figures.MNIST test.accuracy", float("nan"), "figures.MNIST test.accuracy", "NaN"),
        ("temperature", float("inf"), "temperature", "Infinity"),
        ("classes", 10**300, "classes", "1000"),
        ("date", {"year": 2026}, "date", '{"year": 2026}'),
    ],
)
def test_the_sentence_names_bundle_field_value_and_what_to_do(path, value, field, received):
    sentence = refusal(json_bytes(with_value(card_values(), path, value)))
    assert sentence.startswith(
        f"The description of {WHOSE} (card.json) is not valid; save or import the network again, or delete "
        f"it: {field} should "
    )
    assert sentence.split("Received: ")[1].startswith(received)
    assert "\n" not in sentence
    assert not re.search("pydantic|Input should|https?:", sentence)


def test_what_is_missing_is_named():
    values = card_values()
    values["network"].pop("head")
    assert "network.head is missing" in refusal(json_bytes(values))
    assert "Received: nothing" in refusal(json_bytes(values))


def test_a_sentence_stays_short_whatever_was_received():
    long = with_value(card_values(), "title", "a" * 500_000)
    many = with_value(card_values(), "training", list(range(100_000)))
    key = card_values(figures={"b" * 500_000: 3})
    assert all(len(refusal(json_bytes(values))) < 500 for values in (long, many, key))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "cannot be read"),
        (b"{", "cannot be read"),
        (b"\xff\xfe", "cannot be read"),
        (b"[" * 100_000, "cannot be read"),
        (b'{"format": ' + b"1" * 5_000 + b"}", "cannot be read"),
        (b'{"format": 1, "title": "a", "title": "b"}', "the name 'title' appears twice"),
        (b"[]", "bundles of format 1"),
        (b'"text"', "bundles of format 1"),
        (b'{"format": 99}', "Received: 99"),
        (b'{"format": 1, "a": ' + b"[" * 20 + b"]" * 20 + b"}", "nested too deeply"),
        (b'{"format": 1, "title": "\\ud800"}', "invalid character"),
        (b'{"format": 1, "x": [{"\\udfff": 1}]}', "invalid character"),
    ],
)
def test_what_is_no_card_at_all_is_refused(content, words):
    sentence = refusal(content)
    assert words in sentence
    assert "Received: " in sentence
    assert sentence.encode()  # raises nothing: the sentence can be written anywhere


def test_many_names_are_read_quickly():
    """Duplicate names must be found without comparing every pair."""
    many = card_values(unknown={str(number): 0 for number in range(60_000)})
    assert read(json_bytes(many)).name == "digits-simple"


def test_no_order_is_the_end_of_the_list():
    assert read(json_bytes(card_values(order=None))).order is None


def test_what_is_written_is_read_again(tmp_path):
    card = read(json_bytes(card_values(title="Žluťoučký 圖")))
    write_card(tmp_path, card)
    assert read_card(tmp_path) == card
    text = (tmp_path / "card.json").read_text(encoding="utf-8")
    assert "Žluťoučký 圖" in text
    assert next(iter(json.loads(text))) == "format"


def test_a_shipped_card_is_written_as_it_is():
    for folder in SHIPPED.iterdir():
        text = (folder / "card.json").read_text(encoding="utf-8")
        values = read_card(folder).model_dump(mode="json", exclude_unset=True)
        assert values == json.loads(text)


def test_a_folder_without_a_card_or_with_a_huge_one_is_refused(tmp_path):
    with pytest.raises(BadBundle, match=rf"must have a card\.json.*{tmp_path.name}"):
        read_card(tmp_path)
    (tmp_path / "card.json").write_bytes(b" " * (MAX_CARD_BYTES + 1))
    with pytest.raises(BadBundle, match="at most"):
        read_card(tmp_path)
