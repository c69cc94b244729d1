"""Answers for batches: the same as everywhere else, and a sentence for everything without an answer."""

import gzip
import threading
from contextlib import contextmanager

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import fs

from core.distributed.answering import Answerer
from core.distributed.parts import ANSWERED_SCHEMA, BATCH_SCHEMA
from core.distributed.places import Place
from core.errors import DecoderBusy
from core.preprocessing.decode import decode_image
from core.preprocessing.decoding_budget import DecodingBudget
from core.preprocessing.example_drawings import example_drawing
from tests.core.distributed.folders import NETWORK, write_broken, write_digits, write_strokes


@pytest.fixture(params=["here", "far away"])
def ask(request, tmp_path, classifiers):
    """Asks about files of a local folder, or of one that is read like a remote folder."""

    def ask(*names, problem="", **options):
        answerer = Answerer(classifiers[NETWORK], [str(tmp_path)], 3)
        if request.param == "far away":
            answerer._places = [Place("far://x", str(tmp_path), fs.LocalFileSystem())]
        rows = [
            {"shard": 7, "position": position, "place": 0, "name": name.encode(), "problem": problem}
            for position, name in enumerate(names)
        ]
        made = list(answerer(pa.Table.from_pylist(rows, schema=BATCH_SCHEMA), **options))
        assert all(table.schema.equals(ANSWERED_SCHEMA) for table in made)
        return pa.concat_tables(made).to_pylist()

    return ask


def test_answers_are_those_of_the_classifier(ask, tmp_path, classifiers):
    paths = write_digits(tmp_path, 6)
    rows = ask(*(path.removeprefix(f"{tmp_path}/") for path in paths))
    assert [row["position"] for row in rows] == list(range(6))
    for path, row in zip(paths, rows, strict=True):
        with open(path, "rb") as file:
            expected = classifiers[NETWORK].classify_picture(decode_image(file.read()))
        top = expected.top(3)
        assert (row["shard"], row["index"], row["is_last"], row["problem"]) == (7, None, True, "")
        assert (row["label"], row["sure"], row["reason"]) == (top[0].label, expected.sure, expected.reason)
        assert row["labels"] == [ranked.label for ranked in top]
        assert row["probabilities"] == pytest.approx([ranked.probability for ranked in top], abs=1e-6)
        assert row["probability"] == row["probabilities"][0]
        assert row["familiarity"] == pytest.approx(expected.familiarity, rel=1e-5)
        assert 0 < row["milliseconds"] < 60_000


def test_what_cannot_be_read_says_why_and_ends_nothing(ask, tmp_path):
    write_digits(tmp_path, 1)
    write_broken(tmp_path)
    rows = ask("cut.png", "gone.png", "text.png", "000.png")
    assert [bool(row["problem"]) for row in rows] == [True, True, True, False]
    assert "not a picture that can be read" in rows[2]["problem"]
    assert all("Received" in row["problem"] and row["is_last"] for row in rows[:3])
    assert (
        ask("x.exe", problem=".exe files are not read")[0]["problem"] == "Left out: .exe files are not read."
    )


def test_what_may_not_be_begun_is_not_read(ask, tmp_path):
    write_digits(tmp_path, 2)
    write_strokes(tmp_path / "s.ndjson")
    begun = []

    def begin(row):
        begun.append(row)
        return row not in [(0, 0), (2, 7)]

    rows = ask("000.png", "a/001.png", "s.ndjson", begin=begin)
    assert begun == [(0, 0), (1, 0), *((2, index) for index in range(10))]
    refused = [(row["position"], row["index"]) for row in rows if "crashed" in row["problem"]]
    assert refused == [(0, None), (2, 7)]
    assert [row["is_last"] for row in rows] == [True, True] + [False] * 9 + [True]
    assert "Received: 000.png" in rows[0]["problem"]


class ImpatientBudget(DecodingBudget):
    """A budget that refuses after a moment and counts its refusals."""

    refused = 0

    @contextmanager
    def lend(self, needed_bytes, wait_seconds=0.01):
        try:
            with super().lend(needed_bytes, wait_seconds):
                yield
        except DecoderBusy:
            self.refused += 1
            raise


def test_a_picture_that_others_leave_no_memory_for_is_read_later(ask, tmp_path, monkeypatch):
    write_digits(tmp_path, 1)
    budget, rows = ImpatientBudget(), []
    monkeypatch.setattr("core.preprocessing.decode.DECODING_BUDGET", budget)
    worker = threading.Thread(target=lambda: rows.extend(ask("000.png")))
    with budget.lend(budget.limit_bytes, wait_seconds=1):
        worker.start()
        while budget.refused < 2 and worker.is_alive():
            worker.join(0.001)
    worker.join()
    assert budget.refused >= 2
    assert rows[0]["problem"] == ""


def test_each_drawing_of_a_stroke_file_has_its_number(ask, tmp_path, classifiers):
    write_strokes(tmp_path / "s.ndjson")
    rows = ask("s.ndjson")
    assert [row["index"] for row in rows] == list(range(10))
    assert [row["is_last"] for row in rows] == [False] * 9 + [True]
    assert [bool(row["problem"]) for row in rows] == [index == 3 for index in range(10)]
    expected = classifiers[NETWORK].classify_strokes(example_drawing("digits", 9)[1])
    assert rows[9]["label"] == expected.top(1)[0].label
    assert rows[9]["probability"] == pytest.approx(float(np.max(expected.probabilities)), abs=1e-6)


def test_a_stroke_file_that_ends_in_damage_keeps_what_came_before(ask, tmp_path):
    write_strokes(tmp_path / "s.ndjson")
    packed = gzip.compress((tmp_path / "s.ndjson").read_bytes())
    (tmp_path / "cut.ndjson.gz").write_bytes(packed[:-8])
    (tmp_path / "empty.ndjson").write_text("\n\n")
    rows = ask("cut.ndjson.gz", "empty.ndjson", "gone.ndjson")
    cut = [row for row in rows if row["position"] == 0]
    assert [row["index"] for row in cut] == list(range(11))
    assert "damaged" in cut[-1]["problem"]
    assert [row["is_last"] for row in cut] == [False] * 10 + [True]
    empty, gone = rows[-2:]
    assert "no drawings" in empty["problem"]
    assert gone["problem"]
    assert empty["is_last"]
    assert gone["is_last"]
