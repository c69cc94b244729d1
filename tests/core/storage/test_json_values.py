"""The number of values in a JSON text is known roughly without parsing it, and never underestimated."""

import json

import pytest
from hypothesis import given

from core.storage.json_values import MAX_JSON_VALUES, count_json_values, has_too_many_values
from tests.core.preprocessing.strategies import JSON_VALUES


def values_in(value):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(values_in, inner))


@given(JSON_VALUES)
def test_there_are_never_more_than_counted_besides_the_outermost(value):
    text = json.dumps(value)
    assert values_in(value) - 1 <= count_json_values(text) == count_json_values(text.encode())


@pytest.mark.parametrize(("count", "is_too_many"), [(MAX_JSON_VALUES, False), (MAX_JSON_VALUES + 1, True)])
def test_the_limit_itself_is_allowed(count, is_too_many):
    assert has_too_many_values("[" + "," * (count - 1)) == is_too_many
