"""A fault is described in words: which value, what is wrong, and what was received."""

import tracemalloc
from typing import Annotated

import pytest
from pydantic import Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from core.storage.validation import fault_in_words, first_fault


@dataclass
class Box:
    side_px: Annotated[int, Field(ge=1, le=9)]
    sides: tuple[int, ...] = ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"side_px": 0}', "side_px should be at least 1. Received: 0"),
        ('{"side_px": 10}', "side_px should be at most 9. Received: 10"),
        ("{}", "side_px is missing. Received: nothing"),
        ('{"side_px": 1, "sides": 2}', "sides should be a list. Received: 2"),
        ('{"side_px": 1, "sides": [1, "x"]}', 'sides.1 should be a whole number. Received: "x"'),
        ("[]", "it should be an object with named fields. Received: []"),
        ("{", "it is not JSON (line 1, column 1). Received: "),
        ('{"side_px": 1,\n"sides": [1,]}', "it is not JSON (line 2, column 13). Received: "),
        ("", "it is not JSON. Received: nothing"),
        (" \n", "it is not JSON. Received: nothing"),
    ],
)
def test_words(text, words):
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Box).validate_json(text)
    assert first_fault(caught.value).startswith(words)


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (int, "x", 'it should be a whole number. Received: "x"'),
        (int, None, "it should be a whole number. Received: null"),
        (int, 1.5, "it should be a whole number. Received: 1.5"),
        (int, "9" * 5_000, 'it should be a whole number. Received: "999'),
        (float, "x", 'it should be a number. Received: "x"'),
        (float, [], "it should be a number. Received: []"),
        (bool, "perhaps", 'it should be true or false. Received: "perhaps"'),
        (bool, [], "it should be true or false. Received: []"),
        (str, 1, "it should be text. Received: 1"),
        (
            Annotated[str, Field(max_length=9)],
            "a\ud800",
            "it should be text without halves of characters. Received: ",
        ),
    ],
)
def test_plain_words_name_what_is_expected(kind, value, words):
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(value)
    assert first_fault(caught.value).startswith(words)


def test_what_was_received_is_cut_short():
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Box).validate_python({"side_px": "x" * 10_000})
    assert len(first_fault(caught.value)) < 250
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(dict[str, int]).validate_python({"x" * 10_000: "y"})
    assert len(first_fault(caught.value)) < 250


def test_a_name_from_outside_stays_in_the_line():
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(dict[str, int]).validate_python({"|\n|---|\n\x1b[31m": "y"})
    assert first_fault(caught.value) == '|\\n|---|\\n\\x1b[31m should be a whole number. Received: "y"'


def test_of_many_megabytes_only_the_beginning_is_looked_at():
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Annotated[list[str], Field(max_length=3)]).validate_python(["x" * 1_000] * 5_000)
    assert first_fault(caught.value) == "it should have at most 3 items. Received: a list of 5,000"
    tracemalloc.start()
    for value in ("x" * 10**6, b"x" * 10**6, ["x" * 10**6] * 5, {"a": {"b": ["x" * 10**6]}}):
        fault = fault_in_words(
            {"loc": ("a",), "type": "other", "msg": "Input should be whole", "input": value}
        )
        assert fault.startswith("a should be whole. Received: ")
        assert "xxx" in fault
        assert len(fault) < 100
    assert tracemalloc.get_traced_memory()[1] < 8_000_000
    tracemalloc.stop()
