"""The command line, as used by a person or a program."""

import argparse
import csv
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from core.cli.main import command_parser, main
from core.preprocessing.example_drawings import EXAMPLES, example_drawing
from core.preprocessing.quickdraw_format import write_stroke_line
from core.storage.files import read_json, write_json
from core.storage.paths import SHIPPED
from tests.core.numbers_for_tests import number, scan_of
from tests.core.pictures_for_tests import file_of, ink_of

NETWORK = "digits-simple"


@pytest.fixture
def digits(tmp_path):
    """A folder of class folders with the example digits, black on white."""
    for name in EXAMPLES["digits"]:
        (tmp_path / "digits" / name).mkdir(parents=True)
        for width in (10, 16):
            (tmp_path / "digits" / name / f"{width}.png").write_bytes(
                file_of(255 - ink_of(name, line_width=width))
            )
    return tmp_path / "digits"


@pytest.fixture
def strokes(tmp_path):
    """A stroke file with all example digits, labelled."""
    lines = [
        write_stroke_line(example_drawing("digits", n)[1], example_drawing("digits", n)[0]) for n in range(10)
    ]
    (tmp_path / "digits.ndjson").write_text("".join(lines))
    return tmp_path / "digits.ndjson"


def run(capsys, *arguments):
    status = main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_networks_lists_the_library(capsys, shipped):
    status, out, _ = run(capsys, "networks")
    assert status == 0
    assert all(name in out for name in shipped.bundles)
    _, out, _ = run(capsys, "networks", "--json")
    assert [json.loads(line)["name"] for line in out.splitlines()] == list(shipped.bundles)


def test_predict_gives_one_object_a_line(capsys, digits):
    status, out, _ = run(capsys, "predict", digits, "--network", NETWORK, "--top", 3, "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert len(rows) == 20
    for row in rows:
        assert set(row) == {
            "file",
            "model",
            "predictions",
            "sure",
            "milliseconds",
            "answer",
            "confidence",
            "something_else",
        }
        assert row["model"] == NETWORK
        assert len(row["predictions"]) == 3
        assert Path(row["file"]).is_file()
    right = [Path(row["file"]).parent.name == row["predictions"][0]["label"] for row in rows]
    assert sum(right) >= 19


def test_predict_reads_strokes_and_single_files(capsys, strokes, digits):
    status, out, _ = run(capsys, "predict", strokes, digits / "7" / "10.png", "--network", NETWORK, "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert [row.get("index") for row in rows] == [*range(10), None]
    assert rows[-1]["predictions"][0]["label"] == "7"


def test_predict_writes_csv_and_plain_text(capsys, digits, tmp_path):
    run(capsys, "predict", digits, "--network", NETWORK, "--top", 2, "--csv", tmp_path / "out.csv")
    with (tmp_path / "out.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 40
    assert [row["rank"] for row in rows[:2]] == ["1", "2"]
    assert not list(tmp_path.glob("*.part"))
    _, out, _ = run(capsys, "predict", digits / "7", "--network", NETWORK)
    assert len(out.splitlines()) == 2


def test_pictures_are_sorted_into_folders(capsys, digits, tmp_path):
    (digits / "1" / "broken.png").write_bytes(b"nothing")
    out = tmp_path / "sorted"
    status, said, err = run(capsys, "predict", digits, "--network", NETWORK, "--sort-into", out)
    assert (status, said) == (1, f"Copied 21 pictures to {out}.\n")
    assert "broken.png" in err
    assert [path.name for path in (out / "_cannot be read").iterdir()] == ["broken.png"]
    sevens = {path.read_bytes() for path in (out / "7").iterdir()}
    assert {path.read_bytes() for path in (digits / "7").iterdir()} <= sevens
    assert (
        run(capsys, "predict", digits, "--network", NETWORK, "--sort-into", out)[0] == 1
    )  # the folder is no longer empty


def test_sorting_writes_no_answers_whose_number_could_be_chosen(capsys, digits, tmp_path):
    out = tmp_path / "sorted"
    for top in (3, 5):
        options = ("--network", NETWORK, "--sort-into", out, "--top", top)
        status, _, err = run(capsys, "predict", digits, *options)
        assert status == 1
        assert err.endswith("--sort-into writes no answers: leave one of them out. Received: both\n")
    assert not out.exists()


def test_unreadable_files_are_named_and_the_rest_goes_on(capsys, digits):
    (digits / "1" / "broken.png").write_bytes(b"no picture")
    (digits / "1" / "white.png").write_bytes(file_of(255 - ink_of("7") * 0))
    status, out, err = run(capsys, "predict", digits, digits / "nowhere.png", "--network", NETWORK, "--json")
    assert status == 1
    assert len(out.splitlines()) == 20
    assert "broken.png" in err
    assert "no drawing" in err
    assert "nowhere.png" in err
    assert "Traceback" not in err


def test_lines_that_cannot_be_read_are_named_and_keep_their_index(capsys, strokes):
    lines = strokes.read_text().splitlines()
    lines[3], lines[5] = "no JSON", '{"word": "5", "drawing": [[[1], [1]]]}'
    strokes.write_text("\n".join(lines))
    status, out, err = run(capsys, "predict", strokes, "--network", NETWORK, "--json")
    assert status == 1
    assert [json.loads(line)["index"] for line in out.splitlines()] == [0, 1, 2, 4, 6, 7, 8, 9]
    sentences = err.splitlines()
    assert sentences[0].startswith(f"{strokes}, line 4: This line is not a JSON object.")
    assert sentences[1].startswith(f"{strokes}, line 6: ")
    assert len(sentences) == 2
    status, out, err = run(capsys, "evaluate", strokes, "--network", NETWORK, "--json")
    assert (status, json.loads(out)["images"], json.loads(out)["skipped"]) == (1, 8, 2)
    assert "digits.ndjson, line 4: " in err


def test_pictures_without_a_class_are_told_and_skipped(capsys, digits):
    (digits / "x.png").write_bytes(file_of(255 - ink_of("7")))
    status, out, err = run(capsys, "evaluate", digits, "--network", NETWORK, "--json")
    assert (status, json.loads(out)["images"], json.loads(out)["skipped"]) == (1, 20, 1)
    assert err == "x.png: not in a class folder\n"


def test_a_csv_that_cannot_be_written_gets_a_sentence(capsys, digits, tmp_path):
    out = tmp_path / "no folder" / "out.csv"
    status, _, err = run(capsys, "predict", digits, "--network", NETWORK, "--csv", out)
    assert status == 1
    assert "cannot be written" in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("command", [(), ("networks",), ("predict",), ("evaluate",), ("train",)])
def test_the_help_speaks_of_networks(capsys, command):
    with pytest.raises(SystemExit):
        main([*command, "--help"])
    assert "model" not in capsys.readouterr().out.lower()


def test_every_argument_has_a_help_text():
    parsers = [command_parser()]
    for parser in parsers:
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                parsers += action.choices.values()
            else:
                assert action.help, (parser.prog, action.dest)


def test_the_words_of_version_0_1_go_on_working(capsys, digits):
    assert run(capsys, "models", "--json") == run(capsys, "networks", "--json")
    old, new = (run(capsys, "predict", digits / "7", name, NETWORK) for name in ("--model", "--network"))
    assert old == new
    assert old[0] == 0


def test_a_network_must_be_named(capsys, digits):
    with pytest.raises(SystemExit):
        main(["predict", str(digits)])
    assert "--network is required" in capsys.readouterr().err


def test_evaluate_counts_and_reports(capsys, digits, strokes, tmp_path):
    (digits / "cow").mkdir()
    (digits / "cow" / "a.png").write_bytes(file_of(ink_of("7")))
    (digits / "1" / "broken.png").write_bytes(b"no picture")
    status, out, err = run(capsys, "evaluate", digits, "--network", NETWORK, "--json")
    result = json.loads(out)
    assert status == 1
    assert (result["images"], result["skipped"]) == (20, 2)
    assert result["accuracy"] >= 0.95
    assert result["unknown_labels"] == {"cow": 1}
    assert "cow" in err
    assert sum(map(sum, result["confusion"])) == 20
    assert {"balanced_accuracy", "top5_accuracy", "expected_calibration_error", "labels"} <= set(result)

    with zipfile.ZipFile(tmp_path / "set.zip", "w") as archive:
        for path in sorted(digits.rglob("*.png")):
            archive.write(path, path.relative_to(digits))
    _, zipped, _ = run(capsys, "evaluate", tmp_path / "set.zip", "--network", NETWORK, "--json")
    assert json.loads(zipped) == result

    status, out, _ = run(capsys, "evaluate", strokes, "--network", NETWORK)
    assert status == 0
    assert "10 pictures" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ("predict", "x.png", "--network", "nothing"),
        ("evaluate", "/nowhere", "--network", NETWORK),
        ("predict", "/nowhere", "--network", NETWORK),
    ],
)
def test_mistakes_get_one_sentence(capsys, arguments):
    status, _, err = run(capsys, *arguments)
    assert status == 1
    assert "Received: " in err
    assert len(err.strip().splitlines()) == 1


def test_what_is_no_file_and_what_is_empty_get_one_sentence(capsys, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "x.png").mkdir()
    (tmp_path / "empty.ndjson").touch()
    for name in ("pipe.png", "pipe.ndjson", "pipe.zip"):
        os.mkfifo(tmp_path / name)
    for command in ("predict", "evaluate"):
        for path in tmp_path.iterdir():
            status, out, err = run(capsys, command, path, "--network", NETWORK)
            assert (status, out, err.count("\n")) == (1, "", 1), (command, path, err)
            assert path.name in err


def test_a_folder_for_a_csv_and_a_file_for_a_folder_get_one_sentence(capsys, digits, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    for option, name in (("--csv", "folder"), ("--sort-into", "file")):
        status, out, err = run(capsys, "predict", digits, "--network", NETWORK, option, tmp_path / name)
        assert (status, out, err.count("\n")) == (1, "", 1)
        assert name in err


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a name must be text")
def test_names_that_are_no_text_or_colour_the_terminal_are_escaped(capsys, tmp_path):
    (tmp_path / "photos").mkdir()
    for name in (b"caf\xe9.png", b"a\x1b[31m.png"):
        (tmp_path / "photos" / os.fsdecode(name)).write_bytes(file_of(255 - ink_of("3")))
    (tmp_path / "photos" / os.fsdecode(b"bad\xe9\x1b.png")).touch()
    command = ("predict", tmp_path / "photos", "--network", NETWORK)
    status, out, err = run(capsys, *command)
    assert status == 1
    assert r"caf\udce9.png" in out
    assert "\x1b" not in out + err
    assert (out + err).encode()
    rows = [json.loads(line) for line in run(capsys, *command, "--json")[1].splitlines()]
    assert sorted(Path(row["file"]).name for row in rows) == ["a\x1b[31m.png", "caf\udce9.png"]
    run(capsys, *command, "--top", 1, "--csv", tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(newline="", encoding="utf-8-sig") as file:
        names = sorted(Path(row["file"]).name for row in csv.DictReader(file))
    assert names == [r"a\x1b[31m.png", r"caf\udce9.png"]


def test_as_a_process_it_never_loads_tensorflow_or_streamlit(digits):
    code = (
        "import sys; from core.cli.main import main; main(sys.argv[1:]); "
        "sys.exit(any(name in sys.modules for name in ('tensorflow', 'keras', 'streamlit', 'ray')))"
    )
    arguments = [sys.executable, "-c", code, "predict", str(digits), "--network", NETWORK, "--json"]
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(arguments, cwd=root, env=os.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 20


@pytest.fixture
def odd_networks(tmp_path, monkeypatch):
    """A home with a network whose texts would colour a terminal, and a folder whose name is not UTF-8."""
    models = tmp_path / "odd" / "models"
    shutil.copytree(SHIPPED / NETWORK, models / "odd")
    labels = (models / "odd" / "labels.txt").read_bytes().replace(b"3\n", b"\xc2\x9b31m3\n")
    (models / "odd" / "labels.txt").write_bytes(labels)
    card = read_json(models / "odd" / "card.json")
    card |= {"name": "odd", "description": "\x1b[31mred\x1b]0;title\x07"}
    card["sha256"]["labels.txt"] = hashlib.sha256(labels).hexdigest()
    card["size_bytes"]["labels.txt"] = len(labels)
    write_json(models / "odd" / "card.json", card)
    os.mkdir(os.fsencode(models) + b"/caf\xe9")
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / "odd"))


def run_process(*arguments):
    """Runs the command line in a separate process, whose output must be UTF-8."""
    return subprocess.run(
        [sys.executable, "-m", "core", *arguments], capture_output=True, encoding="utf-8", check=False
    )


def test_networks_prints_nothing_that_a_terminal_obeys(capsys, odd_networks):
    status, out, errors = run(capsys, "networks")
    assert status == 1
    assert r"\x1b[31mred\x1b]0;title\x07" in out
    assert r"caf\udce9" in errors
    assert all(line.isprintable() for line in (out + errors).splitlines())
    status, out, _ = run(capsys, "networks", "--json")
    assert any("\x9b31m3" in json.loads(line)["labels"] for line in out.splitlines())
    assert all(line.isprintable() for line in out.split("\n"))


def test_predict_answers_for_any_file_name_and_label(digits, odd_networks, capsys):
    odd = os.fsencode(digits) + b"/caf\xe9\x1b.png"
    with open(odd, "wb") as file:
        file.write(file_of(255 - ink_of("3", line_width=12)))
    done = run_process("predict", odd, "--network", "odd", "--top", "10")
    assert done.returncode == 0, done.stderr
    assert r"caf\udce9\x1b.png: " in done.stdout
    assert r"\x9b31m3" in done.stdout
    assert all(line.isprintable() for line in done.stdout.split("\n"))
    done = run_process("predict", odd, "--network", "odd", "--json")
    assert json.loads(done.stdout)["file"] == os.fsdecode(odd)
    table = digits / "answers.csv"
    assert run(capsys, "predict", os.fsdecode(odd), "--network", "odd", "--csv", table)[0] == 0
    assert r"caf\udce9\x1b.png" in table.read_text(encoding="utf-8")
    status, _, errors = run(capsys, "predict", f"{os.fsdecode(odd)}.gone", "--network", "odd")
    assert status == 1
    assert r"caf\udce9\x1b.png.gone" in errors


def test_several_digits_on_one_picture_are_said(capsys, tmp_path):
    path = tmp_path / "number.png"
    path.write_bytes(file_of(scan_of(number("471"))))
    _, out, _ = run(capsys, "predict", path, "--network", "Small convnet")
    assert re.fullmatch(rf"{re.escape(str(path))}: I see 3 digits: 4 7 1\. Whole number: 9\d\.\d%\.\n", out)
    _, out, _ = run(capsys, "predict", path, "--network", "digits-simple", "--json")
    assert json.loads(out)["digits"] == ["4", "7", "1"]


def test_ctrl_c_ends_a_command_without_a_traceback(capsys, monkeypatch):
    def pressed():
        raise KeyboardInterrupt

    monkeypatch.setattr("core.cli.main.read_library", pressed)
    for command in (["networks"], ["predict", "a.png", "--network", "digits-deep"]):
        status, out, errors = run(capsys, *command)
        assert (status, out, errors.strip()) == (130, "", "Stopped before it was done.")


@pytest.mark.parametrize("stream", ["stdin", "stdout", "stderr"])
@pytest.mark.parametrize("command", [["networks", "--json"], ["runs"]])
def test_a_closed_stream_is_no_error(capsys, monkeypatch, stream, command):
    monkeypatch.setattr(sys, stream, None)
    assert main(command) == 0


def test_json_is_written_into_a_closed_stream_like_text(digits, monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["predict", str(digits), "--network", "digits-dense", "--json"]) == 0
