"""What the command line reads, and what it reports about what it leaves out."""

import json

import pytest

from core.cli.main import main
from core.cli.sources import Problems, location_of, sources_of, tell
from core.datasets.listing import LeftOut
from core.preprocessing.image_source import ImageSource
from tests.core.pictures_for_tests import file_of, ink_of

PNG = file_of(ink_of("7", 28))


def test_problems_are_told_by_reason_and_documents_are_none(capsys):
    problems = Problems(["One\nsentence"], [LeftOut("a.svg", "no"), LeftOut("b.svg", "no")])
    assert problems.report() == 1
    assert capsys.readouterr().err == "One\nsentence\na.svg and b.svg: no\n"
    assert Problems([], [LeftOut("readme.txt", "no picture", is_picture=False)]).report() == 0
    assert capsys.readouterr().err == "readme.txt: no picture\n"
    assert Problems([], [LeftOut("a.svg", "no")]).report() == 1
    assert Problems().report() == 0


def test_a_line_break_in_a_name_is_no_new_line(capsys):
    name = "a\n0 files could not be read.png"
    unreadable = [(name, f"This is damaged. Received: {name}, 3 bytes")]
    assert Problems([], [LeftOut(name, "no")], unreadable).report() == 1
    assert capsys.readouterr().err == (
        "a\\n0 files could not be read.png: This is damaged. Received: 3 bytes\n"
        "a\\n0 files could not be read.png: no\n"
    )


def test_what_there_is_to_know_of_classes_is_told_where_they_matter(capsys, tmp_path):
    for name in ("cat/1.png", "dog/1.png", "cow/1.pdf"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(PNG)
    problems = Problems()
    assert len(list(sources_of(tmp_path, problems))) == 2
    assert problems.report() == 0
    assert "not classes" not in capsys.readouterr().err
    problems.tell_notes()
    assert capsys.readouterr().err.endswith('so they are not classes: "cow".\n')


def test_whatever_is_told_is_printable(capsys):
    tell("a\x1b[31m\udce9\nb")
    assert capsys.readouterr().err == "a\\x1b[31m\\udce9\nb\n"


@pytest.mark.parametrize(
    "files", [{}, {"a.avif.part": b"x"}, {"a.rar": b"x"}, {"a.ndjson": b""}, {".a.png": PNG}]
)
def test_nothing_to_read_is_one_sentence(files, tmp_path):
    (tmp_path / "set").mkdir()
    for name, data in files.items():
        (tmp_path / "set" / name).write_bytes(data)
    problems = Problems()
    assert list(sources_of(tmp_path / "set", problems)) == []
    assert len(problems.sentences) == 1
    assert "no pictures or drawings" in problems.sentences[0]
    assert "set" in problems.sentences[0]
    assert all(name in problems.sentences[0] for name in files if name != "a.ndjson")


def test_a_folder_of_links_is_one_sentence(tmp_path):
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "a.png").symlink_to(tmp_path)
    problems = Problems()
    assert list(sources_of(tmp_path / "set", problems)) == []
    assert "a.png: a link" in problems.sentences[0]


def test_where_a_prediction_belongs(tmp_path):
    source = ImageSource("a.png", bytes)
    assert location_of(tmp_path / "a.png", source, 3) == {"file": str(tmp_path / "a.png")}
    assert location_of(tmp_path, source, 3) == {"file": str(tmp_path / "a.png")}
    assert location_of(tmp_path / "a.zip", source, 3) == {"file": str(tmp_path / "a.zip" / "a.png")}
    assert location_of(tmp_path / "a.ndjson", source, 3) == {"file": str(tmp_path / "a.ndjson"), "index": 3}


def test_a_stroke_file_is_read_line_by_line(tmp_path):
    (tmp_path / "a.ndjson").write_text(json.dumps({"drawing": [[[0, 5], [0, 5]]]}) + "\nno JSON\n")
    problems = Problems()
    sources = sources_of(tmp_path / "a.ndjson", problems)
    assert next(sources).name == "a.ndjson, line 1"
    assert [source.name for source in sources] == ["a.ndjson, line 2"]
    assert problems == Problems()


def test_many_pictures_that_cannot_be_read_for_one_reason_are_one_line(capsys):
    few = [(f"{number}.png", f"It is empty. Received: {number}.png, 0 bytes") for number in range(3)]
    many = [(f"m{number}.png", f"No picture. Received: {number} bytes") for number in range(40)]
    assert Problems(unreadable=[*few, *many]).report() == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[:3] == [f"{number}.png: It is empty. Received: 0 bytes" for number in range(3)]
    assert len(lines) == 4
    assert lines[3].startswith("m0.png, m1.png, ")
    assert lines[3].endswith("more: No picture.")
    shown = lines[3].split(" and ")[0].count("png")
    assert f"and {40 - shown} more" in lines[3]


@pytest.mark.parametrize(
    "arguments",
    [
        ["predict", "", "--network", "digits-dense"],
        ["predict", "a.png", "", "--network", "digits-dense", "--parquet", "out"],
        ["predict", "a.png", "--network", "digits-dense", "--csv", ""],
        ["predict", "a.png", "--network", "digits-dense", "--sort-into", ""],
        ["evaluate", "", "--network", "digits-dense"],
        ["train", "", "--name", "Toys"],
        ["add-weights", "mobilenet-v2", ""],
    ],
)
def test_a_variable_that_is_not_set_is_not_the_folder_that_one_is_in(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "give a path; use . for the current folder. Received: nothing" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["predict", "a.png", "--network", "digits-dense", "--csv"],
        ["evaluate", "--network", "digits-dense"],
        ["train", "--name", "Toys"],
        ["add-weights", "mobilenet-v2"],
    ],
)
def test_an_address_is_shown_as_it_was_written(arguments, capsys):
    address = "https://x.example/toys.zip"
    with pytest.raises(SystemExit) as ended:
        main([*arguments, address])
    assert ended.value.code == 2
    assert f"give a path on this computer, not an address. Received: {address}" in capsys.readouterr().err
