"""The list of a job's files: its content, its order, and what it refuses."""

import os

import pyarrow as pa
import pytest
from pyarrow import fs, parquet

from core.datasets.readers import list_source
from core.distributed import listing
from core.distributed.listing import FILES_SCHEMA, ListedFile, Listing, list_places, write_listing
from core.distributed.places import Place, open_place
from core.errors import BadData
from tests.core.distributed.folders import write_broken, write_digits, write_strokes


def names_of(files):
    return [os.fsdecode(file.name) for file in files if not file.problem]


def test_it_has_the_same_files_as_any_other_reader(tmp_path):
    write_digits(tmp_path)
    write_broken(tmp_path)
    (tmp_path / "link.png").symlink_to("000.png")
    files = list(list_places([str(tmp_path)]))
    other = list_source(tmp_path)
    assert sorted(names_of(files)) == [source.name for source in other.sources]
    left_out = {os.fsdecode(file.name): file.problem for file in files if file.problem}
    assert left_out == {file.name: file.reason for file in other.left_out if file.is_picture}
    assert set(left_out) == {"a/program.exe", "a/.hidden.png", "link.png"}


class GoogleStore:
    """A folder as pyarrow shows Google's store: a folder that is listed alone seems to hold no folders."""

    type_name = "gcs"

    def get_file_info(self, asked):
        found = fs.LocalFileSystem().get_file_info(asked)
        if not isinstance(asked, fs.FileSelector):
            return found
        return [info for info in found if info.type == fs.FileType.File]


@pytest.mark.parametrize("file_system", [fs.LocalFileSystem(), GoogleStore()])
def test_a_file_system_far_away_is_listed_alike(tmp_path, monkeypatch, file_system):
    write_digits(tmp_path)
    write_broken(tmp_path)
    write_strokes(tmp_path / "b" / "s.ndjson")
    near = names_of(list_places([str(tmp_path)]))
    monkeypatch.setattr(listing, "open_place", lambda text: Place(text, str(tmp_path), file_system))
    assert sorted(names_of(list_places(["far://x"]))) == sorted(near)


def test_places_are_told_apart_and_may_be_single_files(tmp_path):
    pictures = write_digits(tmp_path / "one", 2)
    write_strokes(tmp_path / "s.ndjson")
    files = list(list_places([pictures[1], str(tmp_path / "one"), str(tmp_path / "s.ndjson")]))
    assert [(file.place, file.name) for file in files] == [
        (0, b""),
        (1, b"000.png"),
        (1, b"a/001.png"),
        (2, b""),
    ]


@pytest.mark.parametrize(("name", "words"), [("nothing", "no such file"), ("x.zip", "unpack an archive")])
def test_a_place_that_cannot_be_read_is_refused(tmp_path, name, words):
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04")
    with pytest.raises(BadData, match=words):
        list(list_places([str(tmp_path / name)]))


def test_paths_that_are_too_long_or_too_deep_are_not_opened():
    deep = listing._listed(0, b"/".join([b"d"] * 60) + b"/x.png", "")
    long = listing._listed(0, b"x" * 5000 + b".png", "")
    assert "nested more than 50 folders deep" in deep.problem
    assert "more than 4,096 bytes" in long.problem
    assert len(long.name) < 100


def test_ranges_are_read_across_groups_of_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(listing, "_ROWS_PER_GROUP", 4)
    out = open_place(str(tmp_path))
    names = [f"{index}.png".encode() for index in range(11)]
    assert write_listing((ListedFile(0, name) for name in names), out) == 11
    table = Listing(out, 11, 1)
    for start, stop in [(0, 11), (3, 5), (4, 8), (10, 11)]:
        assert table.rows(start, stop)["name"].to_pylist() == names[start:stop]


def test_nothing_is_written_for_no_files_and_too_many_are_refused(tmp_path, monkeypatch):
    out = open_place(str(tmp_path))
    assert write_listing([], out) == 0
    monkeypatch.setattr(listing, "MAX_FILES", 2)
    with pytest.raises(BadData, match="at most 2 files"):
        write_listing([ListedFile(0, b"x.png")] * 3, out)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("place", "name", "problem", "words"),
    [
        (1, b"x.png", "", "place 1 of 1"),
        (-1, b"x.png", "", "place -1 of 1"),
        (None, b"x.png", "", "without a value"),
        (0, None, "", "without a value"),
        (0, b"x.png", None, "without a value"),
        (0, b"../x.png", "", "leads out"),
        (0, b"a/../../x.png", "", "leads out"),
        (0, b"\xff/..", "", "leads out"),
        (0, b"/etc/x.png", "", "leads out"),
    ],
)
def test_a_list_in_which_there_is_what_was_never_listed_is_refused(tmp_path, place, name, problem, words):
    table = pa.table([[0, place], [b"..x/y..png", name], ["", problem]], schema=FILES_SCHEMA)
    parquet.write_table(table, tmp_path / "files.parquet")
    listed = Listing(open_place(str(tmp_path)), 2, 1)
    assert listed.rows(0, 1).num_rows == 1
    with pytest.raises(BadData, match=f"damaged.*{words}"):
        listed.rows(0, 2)


def test_a_damaged_list_says_so(tmp_path):
    out = open_place(str(tmp_path))
    write_listing([ListedFile(0, b"x.png")], out)
    with pytest.raises(BadData, match="damaged"):
        Listing(out, 2, 1)
    parquet.write_table(
        FILES_SCHEMA.empty_table().rename_columns(["a", "b", "c"]), tmp_path / "files.parquet"
    )
    with pytest.raises(BadData, match="damaged"):
        Listing(out, 0, 1)
    (tmp_path / "files.parquet").write_bytes(b"PAR1")
    with pytest.raises(BadData, match="damaged"):
        Listing(out, 1, 1)
