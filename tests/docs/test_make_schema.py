"""The JSON Schema of cards: current, sound, and true of every card by another reader than our own."""

import json

import jsonschema
import pytest

from core.storage.paths import SHIPPED
from docs.make_schema import PATH, schema_text
from tests.core.bundles.cards import card_values, with_value


@pytest.fixture(scope="module")
def validator():
    schema = json.loads(PATH.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def test_the_schema_is_that_of_the_type():
    assert PATH.read_text(encoding="utf-8") == schema_text(), "run python -m docs.make_schema"


@pytest.mark.parametrize("folder", sorted(SHIPPED.iterdir()), ids=lambda folder: folder.name)
def test_every_shipped_card_is_as_the_schema_says(folder, validator):
    validator.validate(json.loads((folder / "card.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("title", ""),
        ("classes", 1),
        ("input.frame", "none"),
        ("input.size", [28, 28]),
        ("network.head", "other"),
        ("figures.MNIST test.accuracy", 1.5),
        ("training.data", "MNIST"),
        ("date", "yesterday"),
        ("sha256", {}),
        ("invented", 1),
    ],
)
def test_the_schema_refuses_what_the_type_refuses(path, value, validator):
    assert not validator.is_valid(with_value(card_values(), path, value))
