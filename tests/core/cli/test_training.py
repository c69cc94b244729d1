"""Teaching on the command line, as a person types it."""

import argparse
import io
import json
import os
import pty
import signal
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from types import SimpleNamespace

import pytest

from core.bundles.library import read_library
from core.cli.main import main
from core.cli.training import add_commands
from core.datasets import picture_imports
from core.datasets.picture_imports import read_imports
from core.datasets.store import data_sets
from core.errors import BadRequest
from core.jobs.job import begin_job
from core.jobs.process import update_state
from core.storage.paths import home
from core.training.request import SETTINGS, TrainingRequest, write_request
from core.training.runs import list_runs
from tests.conftest import ROOT
from tests.core.drawn import pattern_zip, stroke_file
from tests.core.pictures_for_tests import file_of, ink_of
from tests.core.training_helpers import PATIENCE_SECONDS, figures_of


def test_train_prints_one_object_and_the_network_works(
    tmp_path, capsys, imports_here, trains_here, evaluates_here
):
    data = stroke_file(tmp_path, each=10)
    assert main(["train", str(data), "--name", "My Zoo", "--json", "--seed", "2", "--effort", "quick"]) == 0
    out, err = capsys.readouterr()
    result = json.loads(out.strip().splitlines()[-1])
    assert set(result) == {"name", "test_accuracy", "measured_on", "test_images", "seconds", "bundle"}
    assert result["name"] == "my-zoo"
    assert result["bundle"] == str(home() / "models" / "my-zoo")
    assert result["test_images"] == 30
    assert "30 drawings of 3 classes" in err
    assert main(["predict", str(data), "--network", "my-zoo"]) == 0
    assert main(["evaluate", str(data), "--network", "my-zoo", "--json"]) == 0
    evaluated = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    assert evaluated["accuracy"] > 0.8


def test_the_recipe_on_a_card_makes_the_network_anew(tmp_path, imports_here, trains_here):
    data = stroke_file(tmp_path, each=8)
    options = {"augmentations": 3, "batch-size": 8, "test-share": 0.25, "validation-share": 0.25}
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    assert main(["train", str(data), "--name", "a", "--epochs", "4", "--seed", "5", *words]) == 0
    recipe = read_library([home() / "models"]).get("a").card.recipe
    assert recipe.startswith("python -m core train DATA --name a ")
    assert main([str(data) if word == "DATA" else word for word in recipe.split()[3:]]) == 0
    again, first = (run.request for run in list_runs())
    assert again.strategy == first.strategy
    for setting in SETTINGS[again.strategy]:
        assert getattr(again, setting) == getattr(first, setting)
    figures = [list(figures_of(run)) for run in list_runs()]
    assert figures[0] == figures[1]


def test_a_picture_in_two_classes_is_named_so_that_it_can_be_corrected(
    tmp_path, capsys, imports_here, monkeypatch
):
    monkeypatch.setattr("core.cli.training.start_run", lambda request: None)
    monkeypatch.setattr("core.cli.training._watch", lambda run, as_json: 0)
    for label, digit in (("one", "1"), ("two", "2")):
        (tmp_path / "set" / label).mkdir(parents=True)
        for pen in (8, 12, 16):
            picture = file_of(255 - ink_of(digit, line_width=pen))
            (tmp_path / "set" / label / f"{digit}-{pen}.png").write_bytes(picture)
    (tmp_path / "set" / "two" / "stray.png").write_bytes((tmp_path / "set" / "one" / "1-8.png").read_bytes())
    assert main(["train", str(tmp_path / "set"), "--name", "x", "--kind", "drawings"]) == 0
    lines = capsys.readouterr().err.splitlines()
    place = next(index for index, line in enumerate(lines) if "in more than one class" in line)
    assert sorted(lines[place + 1 : place + 3]) == ["  one/1-8.png (one)", "  two/stray.png (two)"]


def test_the_same_data_are_kept_once(tmp_path, capsys, imports_here, trains_here):
    data = stroke_file(tmp_path, each=8)
    for name in ("a", "b"):
        assert main(["train", str(data), "--name", name, "--effort", "quick"]) == 0
    assert len(data_sets()) == 1
    assert len(list_runs()) == 2
    capsys.readouterr()
    assert main(["runs", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["name"] for row in rows] == ["b", "a"]
    assert all(row["status"] == "done" for row in rows)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["train", "nowhere", "--name", "x"], "no such file or folder"),
        (["train", "~nobody-of-this-name/x", "--name", "x"], "no such file or folder"),
        (["resume", "nothing"], "no such training"),
        (["cancel", "nothing"], "no such training"),
    ],
)
def test_what_cannot_be_done_gets_a_sentence(arguments, words, capsys):
    assert main(arguments) == 1
    err = capsys.readouterr().err
    assert words in err
    assert "Traceback" not in err


@pytest.mark.parametrize("name", ["datasets", "runs", ""])
def test_a_home_that_cannot_be_written_gets_a_sentence(tmp_path, capsys, name):
    (home() / name).parent.mkdir(parents=True, exist_ok=True)
    (home() / name).touch()
    assert main(["train", str(stroke_file(tmp_path, each=8)), "--name", "x"]) == 1
    sentence = capsys.readouterr().err.strip().splitlines()[-1]
    assert "Inkling cannot read or write" in sentence
    assert "Received: " in sentence


@pytest.mark.parametrize("name", ["state.json", "state.lock", "worker.log", "stop"])
def test_a_folder_where_a_file_of_a_run_should_be_gets_a_sentence(capsys, name):
    folder = home() / "runs" / "a"
    folder.mkdir(parents=True)
    request = {"data_set": "a", "title": "A", "bundle": "a", "strategy": "head", "backbone": "b"}
    (folder / "request.json").write_text(json.dumps(request))
    (folder / name).mkdir()
    assert main(["resume", "a"]) == 1
    assert f"cannot read or write {folder / name}" in capsys.readouterr().err
    assert main(["runs"]) == 0


@pytest.mark.parametrize(
    "options",
    [
        ["--name", "n" * 201],
        ["--name", ""],
        ["--name", "  \t"],
        *(
            ["--name", "mine", *option]
            for option in (["--epochs", "0"], ["--batch-size", "0"], ["--seed", "-1"])
        ),
    ],
)
def test_what_cannot_be_asked_for_is_said_before_anything_is_taken_in(tmp_path, capsys, options):
    assert main(["train", str(stroke_file(tmp_path)), *options]) == 1
    words = capsys.readouterr().err
    assert "This training cannot be done" in words
    assert words.count("\n") == 1
    assert not (home() / "datasets").exists()


def test_a_path_that_cannot_be_recorded_gets_a_sentence(tmp_path, capsys, monkeypatch):
    folder = tmp_path / "zo\udceb"
    folder.mkdir()
    (folder / "a.h5").write_bytes(b"weights")
    monkeypatch.chdir(folder)
    for arguments in (
        ["train", ".", "--name", "x"],
        ["add-weights", "mobilenet-v2", "a.h5"],
        ["predict", ".", "--network", "digits-dense", "--parquet", "out"],
    ):
        assert main(arguments) == 1
        assert "is not UTF-8 and cannot be recorded; rename it." in capsys.readouterr().err


def test_a_failed_import_names_what_was_left_out(tmp_path, capsys, imports_here):
    for label in ("a", "b"):
        (tmp_path / "set" / label).mkdir(parents=True)
        (tmp_path / "set" / label / "1.jpg").write_bytes(b"milk")
    assert main(["train", str(tmp_path / "set"), "--name", "x"]) == 1
    err = capsys.readouterr().err
    assert "2 left out" in err
    assert "a/1.jpg" in err
    assert "No picture could be imported" in err
    assert data_sets() == []
    assert read_imports() == ([], {})


@pytest.mark.parametrize("kind", ["auto", "drawings"])
@pytest.mark.parametrize("name", ["nothing", ""])
def test_a_network_to_build_on_is_looked_up_before_pictures_are_imported(tmp_path, capsys, kind, name):
    path = pattern_zip(tmp_path / "a.zip", each=6)
    options = ["--name", "x", "--kind", kind, "--backbone", name]
    assert main(["train", str(path), *options]) == 1
    words = capsys.readouterr().err
    assert "no network of this name to build on" in words
    assert words.endswith("Received: nothing\n")
    assert (data_sets(), read_imports()) == ([], ([], {}))


def test_from_scratch_on_top_of_a_network_is_refused_before_pictures_are_imported(tmp_path, capsys):
    options = ["--name", "x", "--strategy", "scratch", "--backbone", "sketches-345"]
    assert main(["train", str(stroke_file(tmp_path, each=8)), *options]) == 1
    words = capsys.readouterr().err
    assert "builds on no other network" in words
    assert "Received: scratch, and sketches-345 to build on\n" in words
    assert (data_sets(), read_imports()) == ([], ([], {}))


@pytest.mark.parametrize(
    ("strategy", "options", "unused"),
    [
        ("head", ["--epochs", "3", "--batch-size", "8", "--effort", "quick"], "--epochs and --batch-size"),
        ("scratch", ["--epochs", "1", "--effort", "careful"], "--effort"),
        ("head", ["--augmentations", "2", "--seed", "2"], ""),
    ],
)
def test_options_without_effect_are_named(
    tmp_path, capsys, monkeypatch, imports_here, strategy, options, unused
):
    def refuse(request):
        raise BadRequest("Later. Received: nothing")

    monkeypatch.setattr("core.cli.training.start_run", refuse)
    data = stroke_file(tmp_path, each=8)
    assert main(["train", str(data), "--name", "x", "--strategy", strategy, *options]) == 1
    lines = capsys.readouterr().err.splitlines()
    sentence = f"A training with the strategy {strategy} does not use {unused}."
    assert [line for line in lines if "does not use" in line] == ([sentence] if unused else [])


def test_the_kind_can_be_said(tmp_path, capsys, imports_here, monkeypatch):
    def refuse(*arguments):
        raise BadRequest("Later. Received: nothing")

    monkeypatch.setattr("core.cli.training.suggest", refuse)
    path = pattern_zip(tmp_path / "a.zip", each=6)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("set/dots /1.png", file_of(ink_of("7")))
    assert main(["train", str(path), "--name", "x", "--kind", "drawings"]) == 1
    assert data_sets()[0].kind == "ink"
    assert "several ways were merged: dots (2 ways)" in capsys.readouterr().err


# No file system accepts a name this long.
UNREADABLE = "x" * 300


def test_a_program_whose_home_cannot_be_read_starts_and_says_so(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "core", "runs"],
        cwd=ROOT,
        env=os.environ | {"INKLING_HOME": str(tmp_path / UNREADABLE)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Inkling cannot read or write" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [["networks"], ["cancel", "x"], ["train", "DATA", "--name", "x"]])
def test_a_home_that_cannot_be_read_is_a_sentence_and_no_traceback(tmp_path, command, capsys, monkeypatch):
    arguments = [str(stroke_file(tmp_path)) if word == "DATA" else word for word in command]
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / UNREADABLE))
    assert main(arguments) == 1
    said = capsys.readouterr().err
    assert "Inkling cannot read or write" in said
    assert "Traceback" not in said
    assert "Error" not in said


def test_too_few_pictures_leave_no_data_set_behind(tmp_path, capsys):
    assert main(["train", str(stroke_file(tmp_path, each=2)), "--name", "x"]) == 1
    assert "Add at least 1 more" in capsys.readouterr().err
    assert data_sets() == []


def test_a_damaged_data_set_stops_nothing(tmp_path, capsys):
    folder = home() / "datasets" / "damaged"
    folder.mkdir(parents=True)
    (folder / "dataset.json").write_text("{")
    assert main(["train", str(stroke_file(tmp_path, each=2)), "--name", "x"]) == 1
    assert "Add at least 1 more" in capsys.readouterr().err


def test_interrupting_keeps_the_best_so_far(tmp_path):
    data = stroke_file(tmp_path, each=12)
    command = [sys.executable, "-m", "core", "train", str(data), "--name", "long", "--json"]
    process = subprocess.Popen(
        [*command, "--effort", "quick"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ,
    )
    until = time.monotonic() + PATIENCE_SECONDS
    while not (list_runs() and len(list_runs()[0].history()) >= 1) and process.poll() is None:
        assert time.monotonic() < until
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, err
    assert json.loads(out.strip().splitlines()[-1])["name"] == "long"
    assert "long" in read_library([home() / "models"]).bundles
    assert "Traceback" not in err


def test_a_second_ctrl_c_says_that_the_training_is_still_being_stopped(monkeypatch, capsys):
    def press_twice(run, read, show, stop):
        stop()
        raise KeyboardInterrupt

    asked = []
    monkeypatch.setattr("core.cli.training.resume_run", lambda name: SimpleNamespace(name=name))
    monkeypatch.setattr("core.cli.training.cancel_run", lambda name, keep: asked.append((name, keep)))
    monkeypatch.setattr("core.cli.training.wait_until_over", press_twice)
    assert main(["resume", "long"]) == 1
    assert asked == [("long", True)]
    error = capsys.readouterr().err
    assert "is being stopped in the background" in error
    assert error.endswith("Run: long\n")


def test_cancelling_from_another_terminal(tmp_path, capsys):
    data = stroke_file(tmp_path, each=12)
    command = [sys.executable, "-m", "core", "train", str(data), "--name", "long", "--epochs", "1000"]
    process = subprocess.Popen([*command, "--effort", "careful"], cwd=ROOT, stderr=subprocess.DEVNULL)
    until = time.monotonic() + PATIENCE_SECONDS
    while not (list_runs() and list_runs()[0].status == "running"):
        assert time.monotonic() < until
        time.sleep(0.02)
    name = list_runs()[0].name
    capsys.readouterr()
    assert main(["cancel", name, "--discard"]) == 0
    assert capsys.readouterr().out == "It stops; it is discarded.\n"
    assert process.wait(PATIENCE_SECONDS) == 1
    assert list_runs() == []
    assert read_library([home() / "models"]).bundles == {}


def test_one_that_is_over_cannot_be_stopped(tmp_path, capsys, imports_here, trains_here):
    assert main(["train", str(stroke_file(tmp_path, each=8)), "--name", "a", "--effort", "quick"]) == 0
    name = list_runs()[0].name
    capsys.readouterr()
    assert main(["cancel", name]) == 1
    assert "nothing to stop" in capsys.readouterr().err
    assert [run.name for run in list_runs()] == [name]
    assert main(["cancel", name, "--discard"]) == 0
    assert "Its record is deleted" in capsys.readouterr().out
    assert list_runs() == []
    assert "a" in read_library([home() / "models"]).bundles


def lay_damaged_run():
    folder = home() / "runs" / "damaged"
    folder.mkdir(parents=True)
    (folder / "request.json").write_text("{")


def test_runs_that_cannot_be_read_are_said_and_the_others_listed(tmp_path, capsys, imports_here, trains_here):
    assert main(["train", str(stroke_file(tmp_path, each=8)), "--name", "a", "--effort", "quick"]) == 0
    lay_damaged_run()
    capsys.readouterr()
    for options in ([], ["--json"]):
        assert main(["runs", *options]) == 1
        out, err = capsys.readouterr()
        assert len(out.splitlines()) == 1
        assert err.count("\n") == 1
        assert "The training damaged cannot be read" in err
    assert json.loads(out)["outcome"]["labels"] == ["my house", "my smiley face", "my ladder"]


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_runs_are_valid_json_on_any_console(encoding, monkeypatch):
    request = TrainingRequest(data_set="a", title="a", bundle="a", strategy="scratch", backbone="")
    message = 'There are no pictures of "K\u00e4fer" and "\u732b".'
    folder = begin_job(home() / "runs", lambda draft: write_request(draft, request))
    update_state(folder, status="failed", message=message)
    console = io.TextIOWrapper(io.BytesIO(), encoding)
    monkeypatch.setattr(sys, "stdout", console)
    assert main(["runs", "--json"]) == 0
    console.flush()
    assert json.loads(console.buffer.getvalue().decode(encoding))["message"] == message


def test_the_options_of_version_0_1_still_mean_the_same(capsys):
    parser = argparse.ArgumentParser()
    add_commands(parser.add_subparsers())
    old = parser.parse_args(["train", "a", "--name", "a", "--recipe", "tune", "--care", "quick"])
    new = parser.parse_args(["train", "a", "--name", "a", "--strategy", "tune", "--effort", "quick"])
    assert vars(old) == vars(new)
    assert (new.strategy, new.effort) == ("tune", "quick")
    default = parser.parse_args(["train", "a", "--name", "a"])
    assert (default.strategy, default.effort) == (None, "normal")
    with pytest.raises(SystemExit):
        parser.parse_args(["train", "--help"])
    shown = capsys.readouterr().out
    assert "--strategy" in shown
    assert "--recipe" not in shown
    assert "--care" not in shown


def on_a_terminal(*arguments):
    """Runs a command in a terminal of 100 columns; returns its output and exit status."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "core", *arguments],
        cwd=ROOT,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=os.environ | {"COLUMNS": "100", "TERM": "xterm-256color"},
    )
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # how Linux reports that the other end is closed
        while part := os.read(ours, 65_536):
            shown += part
    os.close(ours)
    return shown.decode(), process.wait(60)


def test_on_a_terminal_progress_is_a_bar_and_runs_are_a_table(tmp_path):
    data = stroke_file(tmp_path, each=8)
    shown, code = on_a_terminal("train", str(data), "--name", "a[b]", "--effort", "quick")
    assert code == 0, shown
    assert "\x1b[" in shown
    assert "Reading the pictures" in shown
    assert "24 drawings of 3 classes" in shown
    assert "With 95% certainty it is between " in shown
    assert "It is in the library as a-b" in shown
    lay_damaged_run()
    shown, code = on_a_terminal("runs")
    assert code == 1  # one of the runs cannot be read
    assert "Network" in shown.splitlines()[0]
    assert "cross-validation" in " ".join(shown.split())
    assert "The training damaged cannot be read" in shown
    shown, code = on_a_terminal("runs", "--json")
    assert json.loads(shown.splitlines()[0])["name"] == "a-b"


def test_an_import_that_cannot_even_say_how_it_ended_names_a_full_disk(tmp_path, monkeypatch, capsys):
    # Its worker finds no room for the state, as `core.jobs.process.run_to_end` does on a full disk.
    monkeypatch.setattr(picture_imports, "start_worker", lambda _, folder: update_state(folder, started=0.0))
    assert main(["train", str(pattern_zip(tmp_path / "patterns.zip", each=3)), "--name", "Patterns"]) != 0
    assert "interrupted, perhaps because the disk is full; try again" in capsys.readouterr().err
    assert data_sets() == []
