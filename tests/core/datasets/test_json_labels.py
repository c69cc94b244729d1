"""Labels in JSON of any form are read within bounds; `test_table_lines.py` covers the forms."""

import json
import tracemalloc

import pytest
from hypothesis import given

from core.datasets.json_labels import MAX_CELL_CHARACTERS, json_lines, json_value
from tests.core.preprocessing.strategies import JSON_VALUES


@given(JSON_VALUES)
def test_any_value_is_lines_of_short_texts(value):
    for line in json_value(json.dumps(value).encode()):
        assert line
        assert all(isinstance(cell, str) and len(cell) <= MAX_CELL_CHARACTERS for cell in line)


def test_an_object_says_of_its_own_file_more_than_the_name_under_which_it_stands():
    lines = json_value(b'{"1.png": {"file": "2.png", "label": "cat"}, "x": {"label": "dog"}}')
    assert list(lines) == [["file", "label", ""], ["2.png", "cat", "1.png"], ["", "dog", "x"]]


def test_objects_are_read_with_the_keys_of_the_first_ones():
    objects = [{"a": 1, "b": [2]}, {"b": [3, 4], "c": None}]
    assert list(json_lines(lambda: objects)) == [["a", "b", "c"], ["1", "2", ""], ["", "", ""]]
    assert list(json_lines(list)) == []


def test_a_list_is_taken_line_by_line():
    content = json.dumps({"cat": [f"{number}.png" for number in range(50_000)], "dog": ["x.png"]}).encode()
    tracemalloc.start()
    assert sum(1 for _ in json_value(content)) == 50_001
    assert tracemalloc.get_traced_memory()[1] < 12_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("filling", ["[],", "{},", "1,", "[[]],"])
def test_far_too_many_values_are_not_parsed(filling):
    content = f'{{"1.png": "cat", "x": [{filling * 1_000_000}0]}}'.encode()
    tracemalloc.start()
    assert list(json_value(content)) == []
    assert tracemalloc.get_traced_memory()[1] < 3 * len(content)
    tracemalloc.stop()
    assert list(json_value(b'{"1.png": "cat"}'))
