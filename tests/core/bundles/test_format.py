"""The format's constants and the values that a card may hold."""

from datetime import date
from typing import Annotated

import pytest
from pydantic import TypeAdapter, ValidationError

from core.bundles.format import AsTuple, CardPart, Day, Name, OneOf
from core.storage.names import is_folder_name

NAME = TypeAdapter(Name)


@pytest.mark.parametrize("name", ["a", "digits-simple", "9-lives", "a" * 64])
def test_names_of_small_letters_digits_and_hyphens_may_be(name):
    assert NAME.validate_python(name) == name
    assert is_folder_name(name)


@pytest.mark.parametrize("name", ["", "-a", "A", "a b", "a\n", "../a", "ä", ".a", "a" * 65])
def test_other_names_may_not(name):
    with pytest.raises(ValidationError, match="pattern"):
        NAME.validate_python(name)
    assert not is_folder_name(name)


def test_one_of_several_texts():
    adapter = TypeAdapter(Annotated[str, OneOf(("a", "b"))])
    assert adapter.validate_python("b") == "b"
    assert adapter.json_schema()["enum"] == ["a", "b"]
    for wrong in ("c", 1, None, ["a"]):
        with pytest.raises(ValidationError, match="'a' or 'b'"):
            adapter.validate_python(wrong)


def test_json_lists_become_tuples_and_texts_dates_and_nothing_else_is_converted():
    class Part(CardPart):
        sizes: Annotated[tuple[int, ...], AsTuple]
        day: Day

    part = Part.model_validate({"sizes": [1, 2], "day": "2026-11-25"})
    assert part == Part(sizes=(1, 2), day=date(2026, 11, 25))
    for wrong in (
        {"sizes": "12"},
        {"sizes": ["1"]},
        {"sizes": {1: 2}},
        {"day": 1},
        {"day": "2026-11-25T00:00"},
    ):
        with pytest.raises(ValidationError, match=next(iter(wrong))):
            Part.model_validate({"sizes": [1, 2], "day": "2026-11-25", **wrong})
