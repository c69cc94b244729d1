"""Stroke files: read line by line, with a bound on the whole file."""

import gzip
import io
import json
import tracemalloc

import numpy as np
import pytest

from core.datasets import stroke_files
from core.datasets.source_file import SourceFile
from core.datasets.stroke_files import (
    MAX_LINE_BYTES,
    SourceTooLarge,
    StrokeReader,
    is_stroke_file,
    may_be_stroke_file,
)
from core.errors import BadData

DRAWING = [[[0, 5], [0, 5]], [[1, 2, 3], [4, 5, 6]]]
LINE = json.dumps({"word": "cat", "drawing": DRAWING})


def file_of(data, name="a.ndjson"):
    return SourceFile(name, lambda: io.BytesIO(data if isinstance(data, bytes) else data.encode()))


def read(data, name="a.ndjson", **options):
    return list(StrokeReader(**options).read(file_of(data, name)))


@pytest.mark.parametrize("name", ["a.json", "a.jsonl.gz"])
@pytest.mark.parametrize("is_list", [False, True])
def test_a_value_on_many_lines_that_is_too_large_or_damaged_is_one_sentence(name, is_list):
    def pretty(value):
        text = json.dumps([value] if is_list else value, indent=1).encode()
        return gzip.compress(text) if name.endswith(".gz") else text

    large = {"word": "cat", "drawing": [[list(range(600)), list(range(600))]] * 1_000}
    with pytest.raises(BadData, match=rf"at most 8 MB and 1,000,000 values: .* more, in {name}"):
        read(pretty(large), name)
    damaged = json.dumps([json.loads(LINE)] if is_list else json.loads(LINE), indent=1)[:-2]
    with pytest.raises(
        BadData, match=r"not valid JSON, so its drawings cannot be read; .* Received: a\.json"
    ):
        read(damaged, "a.json")


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_lines_are_read_one_by_one(pack):
    lines = [
        LINE,
        "",
        "not json",
        json.dumps({"label": 7, "drawing": DRAWING}),
        '{"drawing": "x"}',
        "[1]",
        "{}",
    ]
    sources = read(pack("\n".join(lines).encode()))
    assert [source.name for source in sources] == [f"a.ndjson, line {number}" for number in range(1, 7)]
    assert [source.label for source in sources] == ["cat", None, "7", None, None, None]
    for readable in (0, 2):
        for found, expected in zip(sources[readable].read(), DRAWING, strict=True):
            np.testing.assert_array_equal(found, np.transpose(expected))
            assert found.dtype == np.float32
    for unreadable in (1, 3, 4, 5):
        with pytest.raises(BadData, match="Received: "):
            sources[unreadable].read()


@pytest.mark.parametrize("name", ["a.ndjson", "a.jsonl"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_lines_as_windows_writes_them_are_read(name, pack, encoding):
    text = "\r\n".join([LINE, json.dumps({"word": "żółw", "drawing": DRAWING}, ensure_ascii=False)])
    sources = read(pack(text.encode(encoding)), name)
    assert [source.label for source in sources] == ["cat", "żółw"]


def test_class_and_part_are_those_of_the_file_where_a_line_says_nothing():
    lines = f"{LINE}\n{json.dumps({'drawing': DRAWING})}"
    sources = list(StrokeReader().read(file_of(lines), "dog", "test"))
    assert [(source.label, source.part) for source in sources] == [("cat", "test"), ("dog", "test")]


@pytest.mark.parametrize("data", [f"[{LINE}, {LINE}]", f" [\n{LINE},\n{LINE}\n]\n", f"{LINE}\n{LINE}\n"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_json_may_be_one_value_or_lines(data, pack):
    assert [source.label for source in read(pack(data.encode()), "a.json")] == ["cat", "cat"]
    pretty = json.dumps(json.loads(LINE), indent=2)
    assert [len(source.read()) for source in read(pretty, "a.json")] == [2]


@pytest.mark.parametrize("data", ["{}", "[]", '{"images": [], "annotations": []}', "[1, 2]", '"drawing"'])
def test_a_json_about_something_else_is_refused(data):
    with pytest.raises(BadData, match=r"no drawings in this file. Received: a\.json"):
        read(data, "a.json")


@pytest.mark.parametrize(
    "data", ["[" * 100_000, '{"drawing": ' + "[" * 100_000 + "]" * 100_000 + "}", "9" * 9_999]
)
def test_deep_and_endless_values_are_that_lines_fault(data):
    bad, good = read(f"{data}\n{LINE}")
    assert good.label == "cat"
    with pytest.raises(BadData):
        bad.read()


def test_a_cut_file_gives_what_comes_before_the_cut():
    noise = "".join(json.dumps({"drawing": [[[n * 7919 % 997], [n]]]}) + "\n" for n in range(2_000))
    reader = StrokeReader().read(file_of(gzip.compress(noise.encode())[:-4_000]))
    found = []
    with pytest.raises(BadData, match=r"damaged or cannot be read. Received: a\.ndjson: "):
        found.extend(iter(lambda: next(reader), None))
    assert next(reader, None) is None


@pytest.mark.parametrize("keeps_all", [True, False])
@pytest.mark.parametrize("more", [1, 10, MAX_LINE_BYTES + 10, 3 * MAX_LINE_BYTES])
def test_a_line_that_is_too_long_ends_no_other(more, keeps_all):
    long = b"x" * (MAX_LINE_BYTES + more)
    for lines in ([LINE.encode(), long, LINE.encode()], [long, LINE.encode(), b"", long]):
        sources = read(b"\n".join(lines), keeps_all=keeps_all)
        kept = [line for line in lines if line]
        assert [source.label for source in sources] == ["cat" if line != long else None for line in kept]
        for source, line in zip(sources, kept, strict=True):
            if line == long:
                with pytest.raises(BadData, match=r"at most 4 MB\. Received: a longer one$"):
                    source.read()


def test_a_line_without_end_is_given_up(monkeypatch):
    monkeypatch.setattr(stroke_files, "MAX_UNPACKED_BYTES", 2 * MAX_LINE_BYTES)
    with pytest.raises(BadData, match=r"more than 1 GB; the rest of it was not read\. Received: a\.ndjson, "):
        read(b" " * (4 * MAX_LINE_BYTES) + b"\n" + LINE.encode(), keeps_all=False)


@pytest.mark.parametrize("keeps_all", [True, False])
@pytest.mark.parametrize(("line", "count"), [(b"\n", 1_200_000), (b" " * 999 + b"\n", 20_000)])
def test_what_is_packed_to_explode_is_refused_at_once(line, count, keeps_all):
    with pytest.raises(BadData, match=r"compressed far more|blank lines"):
        read(gzip.compress(line * count), keeps_all=keeps_all)


@pytest.mark.parametrize(
    ("bound", "value"),
    [("MAX_TOTAL_POINTS", 14), ("MAX_TOTAL_STROKES", 5), ("MAX_UNPACKED_BYTES", 200), ("MAX_BLANK_LINES", 5)],
)
def test_all_files_of_a_source_have_bounds_together(bound, value, monkeypatch):
    monkeypatch.setattr(stroke_files, bound, value)
    reader = StrokeReader()
    first, second = (file_of(f"{LINE}\n\n\n", f"{number}.ndjson") for number in (1, 2))
    assert len(list(reader.read(first))) == 1
    assert len(list(reader.read(first))) == 1
    with pytest.raises(SourceTooLarge, match=r"2\.ndjson"):
        list(reader.read(second))


def test_no_more_is_kept_than_a_data_set_may_have(monkeypatch):
    monkeypatch.setattr(stroke_files, "MAX_DRAWINGS", 2)
    assert len(read(f"{LINE}\n" * 5)) == 2
    assert len(read(f"{LINE}\n" * 5, keeps_all=False)) == 5


def test_stroke_files_are_known_by_their_suffix():
    assert is_stroke_file("a/b.NDJSON.gz")
    assert not is_stroke_file("a.json")
    assert may_be_stroke_file("a.json")
    assert may_be_stroke_file("a.jsonl.gz")
    assert not may_be_stroke_file("a.tar.gz")


FAR_TOO_MANY = "[" + "[]," * 700_000 + "0]"


def test_a_line_of_far_too_many_values_is_that_lines_fault():
    tracemalloc.start()
    bad, good = read(f'{{"drawing": {FAR_TOO_MANY}}}\n{LINE}')
    assert tracemalloc.get_traced_memory()[1] < 30_000_000
    tracemalloc.stop()
    assert good.label == "cat"
    with pytest.raises(BadData, match=r"at most 1,000,000\. Received: about 1,400,00"):
        bad.read()


@pytest.mark.parametrize("data", [FAR_TOO_MANY, f" [{LINE}, " + " " * 8 * 2**20 + f"{LINE}]"])
def test_a_list_that_is_too_large_to_be_parsed_is_one_sentence(data):
    with pytest.raises(BadData, match=r"at most 8 MB and 1,000,000 values: .* more, in a\.json"):
        read(data, "a.json")


def test_so_many_lines_may_have_more_values():
    lines = "\n".join([json.dumps({"drawing": [[[0, 1] * 500, [0, 1] * 500]]})] * 600)
    assert len(read(lines, "a.jsonl")) == 600
