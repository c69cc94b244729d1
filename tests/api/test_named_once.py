"""A field that is given twice is refused: which of the two was meant, nobody knows."""

import json
import tracemalloc

import pytest
from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData, UploadFile

from api.named_once import fields_of_form, fields_of_json
from api.problems import Refusal
from core.storage.json_values import MAX_JSON_VALUES


class Asked(BaseModel):
    """As requests are: no object in it."""

    names: list[str]
    top: int = 5


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ('{"names": ["a"], "names": ["b"]}', "names"),
        ('{"names": ["a"], "top": 1, "top": 1}', "top"),
        ('{"names":["a:b"],"n\\u0061mes" : ["b"]}', "names"),
        ('{"names": ["a"], "other": {"x": 1, "x": 2}}', "x"),
        ('{"names": ["a"], "\\n": 1, "\\n": 2}', "\\n"),
        ('{"names": ["data:x"], "top" \t: 1, "top"\r\n: 2}', "top"),
        ('{"names": [":", "\\":"], "top": 1, "top": 2}', "top"),
    ],
)
def test_a_name_twice_is_refused(body, name):
    with pytest.raises(Refusal) as caught:
        fields_of_json(Asked, body.encode())
    assert caught.value.problem.status == 422
    assert caught.value.problem.detail == f"Give each field once. Received: {name} more than once"


def test_each_once_is_read_whatever_its_texts_hold():
    for names in (["a"], ['a":', "data:image/png;base64,x", '"names": "names":'], [":"] * 50):
        asked = fields_of_json(Asked, json.dumps({"names": names, "top": 2}).encode())
        assert (asked.names, asked.top) == (names, 2)
    with pytest.raises(ValidationError):
        fields_of_json(Asked, b"{")


def test_far_too_many_fields_are_refused_before_each_is_looked_at():
    body = json.dumps({"names": ["a"], **dict.fromkeys(map(str, range(20_000)))}).encode()
    with pytest.raises(Refusal, match=r"too many fields.*Received: more than 10,000"):
        fields_of_json(Asked, body)


@pytest.mark.parametrize("values", ["[],", '"",', "1.5,", "[[[[0]]]],", '["a"],'])
def test_far_too_many_values_are_refused_before_they_take_memory(values):
    body = f'{{"names": [{values * MAX_JSON_VALUES}"a"]}}'.encode()
    tracemalloc.start()
    with pytest.raises(Refusal, match=r"too many values: send at most 1,000,000 .* about \d,000,00"):
        fields_of_json(Asked, body)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak_bytes < MAX_JSON_VALUES


def test_a_byte_order_mark_is_ignored():
    assert fields_of_json(Asked, b'\xef\xbb\xbf{"names": ["a"]}').names == ["a"]


def test_data_urls_are_parsed_once(monkeypatch):
    monkeypatch.setattr(json, "loads", lambda *arguments, **options: pytest.fail("parsed twice"))
    urls = ["data:image/png;base64,iVBO", "data:image/jpeg;base64,/9j/"]
    for separators in ((",", ":"), (" ,\n", "\t : ")):
        body = json.dumps({"names": urls, "top": 2}, separators=separators).encode()
        assert fields_of_json(Asked, body).names == urls


def test_a_field_of_a_form_comes_once_but_for_lists(tmp_path):
    with (tmp_path / "x").open("wb+") as file:
        form = FormData([("names", "a"), ("names", "b"), ("top", "1"), ("other", UploadFile(file))])
        assert fields_of_form(form, without=["names"]) == {"top": "1", "other": "a file"}
        with pytest.raises(Refusal, match="Received: names more than once"):
            fields_of_form(form)
