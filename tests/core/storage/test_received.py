"""What was received is quoted in the language in which it came, cut short, and never breaks the sentence."""

import json

import numpy as np
import pytest

from core.storage.received import in_json, in_python, unquoted


class Broken:
    """Something that cannot be written."""

    def __repr__(self):
        raise RuntimeError


@pytest.mark.parametrize(
    ("value", "json_words", "python_words"),
    [
        (None, "null", "None"),
        (True, "true", "True"),
        ("it's", '"it\'s"', '"it\'s"'),
        ("ä\n\u2028", '"ä\\n\\u2028"', "'ä\\n\\u2028'"),
        ([None, {"a": False}], '[null, {"a": false}]', "[None, {'a': False}]"),
        (b'{"a": 1', '{"a": 1', "b'{\"a\": 1'"),
        (1.5, "1.5", "1.5"),
        ({}, "{}", "{}"),
        (10**5_000, "a number of about 5,000 digits", "a number of about 5,000 digits"),
        ([-(10**5_000)], "[a number of about 5,000 digits]", "[a number of about 5,000 digits]"),
    ],
    ids=range(10),
)
def test_a_value_is_written_as_it_came(value, json_words, python_words):
    assert in_json(value) == json_words
    assert in_python(value) == python_words


@pytest.mark.parametrize(
    "value",
    [
        "x" * 10**6,
        ["x" * 10**6] * 9,
        {"x" * 10**6: "y" * 10**6},
        json.loads("[" * 500 + "]" * 500),
        [[[[list(range(100))] * 100] * 100] * 100] * 100,
        np.zeros((90, 90)),
        "\ud800\x1b[31m",
        Broken(),
    ],
    ids=range(8),
)
def test_whatever_it_is_it_is_one_short_line(value):
    for words in (in_json(value), in_python(value)):
        assert 0 < len(words) < 120
        assert words.isprintable()
        words.encode()


@pytest.mark.parametrize("name", ["int", "str", "bytes", "float", "list", "dict", "set", "NoneType"])
def test_a_class_may_be_called_as_one_of_pythons_is(name):
    value = type(name, (), {"__repr__": lambda _: "mine"})()
    assert in_json(value) == in_python(value) == "mine"


def test_a_name_is_written_as_it_was_given():
    assert unquoted("a 'b'\n") == "a 'b'\\n"
    assert len(unquoted("x" * 10**6)) == 200


def test_a_list_that_holds_itself_has_an_end():
    endless = []
    endless.append(endless)
    assert in_json(endless) == in_python(endless) == "[[[[[...]]]]]"
