"""Parts: written in order when complete, and never with the same picture twice."""

import os

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from core.distributed.listing import ListedFile, Listing, write_listing
from core.distributed.parts import (
    ANSWERED_SCHEMA,
    ANSWERS_SCHEMA,
    ERRORS_SCHEMA,
    PartWriter,
    batches_of,
)
from core.distributed.places import open_place
from core.distributed.plan import Plan
from core.errors import Unforeseen

FILES = 6


@pytest.fixture
def job(tmp_path):
    """A job of six files in two shards; the fourth file is a stroke file."""
    out = open_place(str(tmp_path))
    write_listing((ListedFile(0, f"{index}.png".encode()) for index in range(FILES)), out)
    plan = Plan(1, "a-network", "f", ("/photos",), 5, FILES, 2)
    return out, plan, Listing(out, FILES, 1)


def answered(*rows):
    """Rows of (shard, position, index, is last, problem)."""
    names = ("shard", "position", "index", "is_last", "problem")
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows], schema=ANSWERED_SCHEMA)


def parts(out, name):
    folder = os.path.join(out.path, name)
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def test_batches_have_all_files_in_order_and_never_of_two_shards(job):
    _, plan, listing = job
    batches = [batch.to_pydict() for batch in batches_of(listing, plan, [0, 1], 2)]
    assert [batch["shard"] for batch in batches] == [[0, 0], [0], [1, 1], [1]]
    assert [batch["position"] for batch in batches] == [[0, 1], [2], [3, 4], [5]]
    assert batches[2]["name"] == [b"3.png", b"4.png"]


def test_a_shard_is_written_when_its_last_answer_has_come_in_whatever_order(job):
    out, plan, listing = job
    writer = PartWriter(out, plan, listing)
    # The last drawing of the stroke file at position 3 arrives first.
    for row in [
        (1, 5, None, True, ""),
        (1, 3, 2, True, ""),
        (1, 4, None, True, "damaged"),
        (1, 3, 0, False, ""),
    ]:
        writer.add(answered(row))
        assert parts(out, "answers") == []
    writer.add(answered((0, 2, None, True, ""), (1, 3, 1, False, "broken")))
    assert parts(out, "answers") == parts(out, "errors") == ["part-000001-of-000002.parquet"]
    answers, errors = (parquet.read_table(f"{out.path}/{name}") for name in ("answers", "errors"))
    assert answers.schema.equals(ANSWERS_SCHEMA)
    assert errors.schema.equals(ERRORS_SCHEMA)
    assert answers["file"].to_pylist() == ["/photos/3.png", "/photos/3.png", "/photos/5.png"]
    assert answers["index"].to_pylist() == [0, 2, None]
    assert errors.to_pylist() == [
        {"file": "/photos/3.png", "index": 1, "problem": "broken"},
        {"file": "/photos/4.png", "index": None, "problem": "damaged"},
    ]
    assert (writer.counts.shards, writer.counts.answers, writer.counts.errors) == (1, 3, 2)


def test_a_picture_that_came_twice_is_not_written_twice(job):
    out, plan, listing = job
    writer = PartWriter(out, plan, listing)
    with pytest.raises(Unforeseen, match="answered twice"):
        writer.add(answered(*[(0, position, None, True, "") for position in (0, 1, 1)]))
    assert parts(out, "answers") == []


@settings(max_examples=15)
@given(st.permutations([(0, 0, None), (0, 1, 0), (0, 1, 1), (0, 1, 2), (0, 2, None)]), st.integers(1, 5))
def test_every_order_of_arrival_makes_the_same_part(tmp_path_factory, rows, at_once):
    out = open_place(str(tmp_path_factory.mktemp("out")))
    write_listing((ListedFile(0, f"{index}.png".encode()) for index in range(3)), out)
    writer = PartWriter(out, Plan(1, "n", "f", ("/p",), 5, 3, 1), Listing(out, 3, 1))
    full = [(*row, row[2] in (None, 2), "") for row in rows]
    for start in range(0, len(full), at_once):
        assert parts(out, "answers") == []
        writer.add(answered(*full[start : start + at_once]))
    table = parquet.read_table(f"{out.path}/answers")
    assert table["file"].to_pylist() == ["/p/0.png", *["/p/1.png"] * 3, "/p/2.png"]
    assert table["index"].to_pylist() == [None, 0, 1, 2, None]
