"""The request and the outcome of an import are read as they were written, or refused."""

import pytest

from core.datasets.import_records import (
    ImportOutcome,
    ImportRequest,
    LeftOutGroup,
    NextTraining,
    parse_outcome,
    read_request,
    write_request,
)
from core.errors import BadRequest


def test_a_request_is_read_as_it_was_written(tmp_path):
    request = ImportRequest("toys.zip", "Toys", "/tmp/toys.zip", "toys", "ink", for_training=True)
    assert read_request(tmp_path) is None
    write_request(tmp_path, request)
    assert read_request(tmp_path) == request


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"name": 1, "title": "a"}', '{"name": "a", "title": "b", "kind": "song"}']
)
def test_a_damaged_request_is_one_sentence(tmp_path, content):
    (tmp_path / "request.json").write_text(content)
    with pytest.raises(BadRequest, match="cannot be read; dismiss it"):
        read_request(tmp_path)


def test_what_was_left_out_is_counted_without_what_is_no_picture():
    outcome = ImportOutcome(
        "toys",
        is_new=True,
        kind="photo",
        kind_is_sure=True,
        added={"cat": 3, "dog": 4},
        left_out=(LeftOutGroup("damaged", 2, ("a", "b")), LeftOutGroup("a text", 9, (), are_pictures=False)),
    )
    assert (outcome.count, outcome.left_out_count) == (7, 2)


def test_what_was_left_out_is_said_in_a_line_for_each_reason():
    groups = LeftOutGroup("damaged", 1_200, ("a.png", "b\n.png")), LeftOutGroup("a text", 1, ())
    outcome = ImportOutcome("toys", True, "photo", True, {"cat": 3}, left_out=groups, notes=("One\nnote.",))
    assert outcome.remarks == [
        "1,200 left out: damaged (a.png, b\\n.png and 1,198 more)",
        "1 left out: a text",
        "One\\nnote.",
    ]


@pytest.mark.parametrize("content", [{}, {"data_set": 1}, {"data_set": "a", "added": {"b": -1}}])
def test_a_damaged_outcome_is_none(content):
    assert parse_outcome(content) is None


def test_what_is_trained_afterwards_is_read_too_and_old_requests_have_nothing(tmp_path):
    request = ImportRequest("toys.zip", "Toys", training=NextTraining("head", "things-1000", "Quick"))
    write_request(tmp_path, request)
    assert read_request(tmp_path) == request
    (tmp_path / "request.json").write_text('{"name": "toys.zip", "title": "Toys"}')
    assert read_request(tmp_path).training is None
