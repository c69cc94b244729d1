"""All commands take the same sources, name what they leave out, and print on any console."""

import csv
import io
import json
import os
import subprocess
import sys
import tarfile
import zipfile

import pytest

from core.cli.main import main
from core.preprocessing.example_drawings import EXAMPLES, example_drawing
from core.preprocessing.quickdraw_format import write_stroke_line
from tests.conftest import ROOT
from tests.core.pictures_for_tests import file_of, ink_of

NETWORK = "digits-simple"
SEVEN = file_of(255 - ink_of("7", line_width=12))


@pytest.fixture
def digits(tmp_path):
    """A folder with the class folders of two digits."""
    for name in ("3", "7"):
        (tmp_path / "digits" / name).mkdir(parents=True)
        for width in (10, 16):
            picture = file_of(255 - ink_of(name, line_width=width))
            (tmp_path / "digits" / name / f"{width}.png").write_bytes(picture)
    return tmp_path / "digits"


def packed(folder, kind):
    """Packs a folder as people do: with the folder itself as the top level of the archive."""
    path = folder.parent / f"packed.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            for file in sorted(folder.rglob("*.*")):
                archive.write(file, file.relative_to(folder.parent))
    else:
        with tarfile.open(path, f"w:{kind[4:]}") as archive:
            archive.add(folder, folder.name)
    return path


def run(capsys, *arguments):
    status = main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


@pytest.mark.parametrize("kind", ["folder", "zip", "tar", "tar.gz"])
def test_predict_and_evaluate_take_every_source(kind, capsys, digits):
    source = digits if kind == "folder" else packed(digits, kind)
    status, out, err = run(capsys, "predict", source, "--network", NETWORK, "--top", 1, "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert (status, err, len(rows)) == (0, "", 4)
    assert all(row["file"].startswith(f"{source}{os.sep}") for row in rows)
    assert all(row["predictions"][0]["label"] in row["file"].split(os.sep)[-2] for row in rows)
    status, out, err = run(capsys, "evaluate", source, "--network", NETWORK, "--json")
    assert (status, err, json.loads(out)["accuracy"]) == (0, "", 1.0)


def test_a_folder_of_stroke_files_is_a_source_of_both(capsys, tmp_path):
    (tmp_path / "set").mkdir()
    for part, numbers in (("train", range(5)), ("test", range(5, 10))):
        drawings = [example_drawing("digits", number) for number in numbers]
        lines = [write_stroke_line(strokes, label) for label, strokes in drawings]
        (tmp_path / "set" / f"{part}.ndjson").write_text("".join(lines))
    status, out, _ = run(capsys, "predict", tmp_path / "set", "--network", NETWORK, "--json")
    assert (status, len(out.splitlines())) == (0, len(EXAMPLES["digits"]))
    status, out, _ = run(capsys, "evaluate", tmp_path / "set", "--network", NETWORK, "--json")
    assert (status, json.loads(out)["images"]) == (0, 10)


def test_what_is_left_out_is_named_by_its_reason(capsys, digits):
    for name in ("a.svg", "b.svg", "c.svg", "d.svg", "notes.txt", "old.zip"):
        (digits / name).write_bytes(b"")
    (digits / "3" / "link.png").symlink_to(digits / "7" / "10.png")
    status, out, err = run(capsys, "predict", digits, "--network", NETWORK)
    assert (status, len(out.splitlines())) == (1, 4)
    assert err.splitlines() == [
        "3/link.png: a link, which is not followed",
        "a.svg, b.svg, c.svg and 1 more: .svg files are not supported",
        "notes.txt: not a picture",
        "old.zip: an archive; unpack it first",
    ]


@pytest.mark.parametrize("command", ["predict", "evaluate", "train"])
@pytest.mark.parametrize("kind", ["empty", "links", "documents", "password", "pointers.zip", "text.rar"])
def test_nothing_to_read_is_one_sentence_and_no_success(command, kind, capsys, tmp_path):
    source = tmp_path / kind
    if kind == "password":
        with zipfile.ZipFile(source, "w") as archive:
            archive.writestr("a/1.png", SEVEN)
        data = source.read_bytes()
        for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            start = data.index(signature) + place
            data = data[:start] + b"\x01" + data[start + 1 :]
        source.write_bytes(data)
    elif "." in kind:
        source.write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    else:
        source.mkdir()
        if kind == "links":
            (source / "a.png").symlink_to(tmp_path)
        if kind == "documents":
            (source / "a.txt").touch()
    options = ["--name", "x"] if command == "train" else ["--network", NETWORK]
    status, out, err = run(capsys, command, source, *options)
    assert (status, out, err.count("\n")) == (1, "", 1), err
    assert kind in err
    assert "Received: " in err


def test_labels_are_compared_as_they_are_cleaned(capsys, digits):
    (digits / "7").rename(digits / " 7\u200d ")
    status, out, _ = run(capsys, "evaluate", digits, "--network", NETWORK, "--json")
    assert (status, json.loads(out)["images"], json.loads(out)["unknown_labels"]) == (0, 4, {})


def test_a_csv_is_one_for_spreadsheets(capsys, tmp_path, monkeypatch):
    (tmp_path / "set").mkdir()
    for name in ("=1+1.png", "K\u00e4fer.png"):
        (tmp_path / "set" / name).write_bytes(SEVEN)
    (tmp_path / "=2.png").write_bytes(SEVEN)
    monkeypatch.chdir(tmp_path)
    run(capsys, "predict", "=2.png", "set", "--network", NETWORK, "--top", 1, "--csv", "out.csv")
    content = (tmp_path / "out.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbffile,")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row["file"] for row in rows] == ["'=2.png", "set/=1+1.png", "set/K\u00e4fer.png"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a name must be text")
@pytest.mark.parametrize(("encoding", "options"), [("ascii", ["--json"]), ("cp1252", [])])
def test_a_console_that_cannot_show_a_name_shows_its_numbers(encoding, options, tmp_path):
    (tmp_path / "set").mkdir()
    for name in (b"caf\xe9.png", "\u732b \U0001f408.png".encode()):
        with open(os.fsencode(tmp_path / "set") + b"/" + name, "wb") as file:
            file.write(SEVEN)
    with open(os.fsencode(tmp_path / "set") + b"/\xff\xe7\x8c\xab.svg", "wb"):
        pass
    done = subprocess.run(
        [sys.executable, "-m", "core", "predict", tmp_path / "set", "--network", NETWORK, *options],
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.decode(encoding) == "\\udcff\\u732b.svg: .svg files are not supported\n"
    lines = done.stdout.decode(encoding).splitlines()
    if options:
        names = [os.path.basename(json.loads(line)["file"]) for line in lines]
        assert sorted(names) == sorted(["caf\udce9.png", "\u732b \U0001f408.png"])
    else:
        assert any("\\u732b \\U0001f408.png: 7" in line for line in lines)


@pytest.mark.parametrize("options", [[], ["--sort-into"]])
def test_files_of_the_same_name_in_several_folders_are_told_apart(options, capsys, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        (folder / "seven.png").write_bytes(SEVEN)
        (folder / "broken.png").write_bytes(b"no picture")
        (folder / "drawing.svg").write_bytes(b"")
    if options:
        options = [*options, str(tmp_path / "sorted")]
    assert main(["predict", str(first), str(second), "--network", NETWORK, *options]) == 1
    said = [line.partition(": ")[0] for line in capsys.readouterr().err.splitlines()]
    folders = (first, second)
    assert said == [
        *(str(folder / "broken.png") for folder in folders),
        " and ".join(str(folder / "drawing.svg") for folder in folders),
    ]


def test_a_file_that_cannot_be_sorted_is_named_with_its_folder(capsys, tmp_path):
    (tmp_path / "set" / "deep").mkdir(parents=True)
    (tmp_path / "set" / "deep" / "broken.png").write_bytes(b"no picture")
    out = str(tmp_path / "sorted")
    assert main(["predict", str(tmp_path / "set"), "--network", NETWORK, "--sort-into", out]) == 1
    assert capsys.readouterr().err.startswith("deep/broken.png: ")
