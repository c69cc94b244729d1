"""The JSON Schemas are current and valid, and a validator that is not ours finds written files to match."""

import json

import jsonschema
import pytest

from core.jobs.process import update_state
from core.storage.paths import SHIPPED
from core.training.presets import suggest
from core.training.request import write_request
from docs.make_schema import attributes, first_sentence, path_of, schemas, text_of
from tests.core.bundles.cards import card_values, with_value
from tests.core.drawn import drawn_data_set


def validator_of(name):
    schema = json.loads(path_of(name).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


@pytest.fixture(scope="module")
def validator():
    return validator_of("card")


@pytest.mark.parametrize("name", schemas())
def test_each_schema_is_that_of_its_type(name):
    text = path_of(name).read_text(encoding="utf-8")
    assert text == text_of(schemas()[name]), "run python -m docs.make_schema"


def test_a_data_set_a_request_and_a_state_are_written_as_their_schemas_say(tmp_path):
    data_set = drawn_data_set(tmp_path, each=2)
    request = suggest(data_set, "My things").request
    write_request(tmp_path, request)
    update_state(tmp_path, status="running", phase="Reading", done=1, total=2, seconds_left=0.5)
    for name, path in (
        ("dataset", data_set.folder / "dataset.json"),
        ("request", tmp_path / "request.json"),
        ("state", tmp_path / "state.json"),
    ):
        written = json.loads(path.read_text(encoding="utf-8"))
        validator_of(name).validate(written)
        # For each key, a value of another type is refused.
        for key in written.keys() - {"outcome"}:
            assert not validator_of(name).is_valid({**written, key: {"nothing": "like it"}})


class _Ground:
    """Below.

    Attributes:
        width: How wide.
        height: How high.
    """


class _House(_Ground):
    """What stands on it. More words.

    Attributes:
        height: How high, from the
            ground; None if unknown.

    Raises:
        Nothing: At all.
    """


def test_descriptions_are_those_of_the_docstrings():
    assert first_sentence(_House) == "What stands on it."
    height = "How high, from the ground; null if unknown."
    assert attributes(_House) == {"width": "How wide.", "height": height}


@pytest.mark.parametrize("name", schemas())
def test_schemas_speak_of_json_and_not_of_python(name):
    text = text_of(schemas()[name])
    assert not [word for word in ("Attributes:", "Raises:", "None", "dataclasses") if word in text]
    undescribed = [key for key, value in schemas()[name]["properties"].items() if "description" not in value]
    assert undescribed == []


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
