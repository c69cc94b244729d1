"""JSON and form requests lead to the same question."""

import json

import pytest
from starlette.datastructures import FormData, UploadFile

from api.limits import MAX_ANSWERS
from api.problems import Refusal
from api.questions import question_of


def of_json(**fields):
    return question_of(json.dumps({"models": ["a"], **fields}).encode())


def test_a_network_that_is_named_twice_is_asked_once():
    assert of_json(models=["a", "b", "a"], images=["x"]).models == ("a", "b")
    form = FormData([("models", "b"), ("models", "b"), ("images", "x"), ("top", "3")])
    asked = question_of(form)
    assert (asked.models, asked.top, asked.heat_map, len(asked.sources)) == (("b",), 3, False, 1)


def test_what_was_not_said_is_as_documented():
    asked = of_json(drawings=[[[[1], [2]]]])
    assert (asked.top, asked.heat_map) == (5, False)
    assert [source.name for source in asked.sources] == ["drawings[0]"]


def test_a_field_that_is_given_twice_is_refused():
    with pytest.raises(Refusal, match="models more than once"):
        question_of(b'{"models": ["a"], "images": ["x"], "models": ["b"]}')
    with pytest.raises(Refusal, match="top more than once"):
        question_of(FormData([("models", "a"), ("images", "x"), ("top", "1"), ("top", "2")]))


def test_files_without_a_name_are_numbered(tmp_path):
    with (tmp_path / "x").open("wb+") as file:
        form = FormData(
            [("models", "a"), ("images", UploadFile(file)), ("images", UploadFile(file, filename="b"))]
        )
        assert [source.name for source in question_of(form).sources] == ["images[0]", "b"]


def test_pictures_times_networks_are_bounded():
    names = [str(number) for number in range(4)]
    assert len(of_json(models=names, images=["x"] * (MAX_ANSWERS // 4)).sources) == MAX_ANSWERS // 4
    with pytest.raises(Refusal, match="129 times 4"):
        of_json(models=names, images=["x"] * (MAX_ANSWERS // 4 + 1))


@pytest.mark.parametrize("field", ["top", "heat_map", "unknown"])
def test_a_field_of_a_form_that_is_none_is_named(field):
    with pytest.raises(Refusal, match=f"answered: {field} "):
        question_of(FormData([("models", "a"), ("images", "x"), (field, "purple")]))
