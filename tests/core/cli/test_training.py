"""Teaching in the terminal, as a person types it."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from core.bundles.library import read_library
from core.cli.main import main
from core.datasets.store import data_sets
from core.storage.paths import home
from core.training.runs import list_runs
from tests.conftest import ROOT
from tests.core.drawn import stroke_file
from tests.core.training_helpers import wait_for


def test_train_prints_one_object_and_the_network_works(tmp_path, capsys):
    data = stroke_file(tmp_path, each=10)
    assert main(["train", str(data), "--name", "My Zoo", "--json", "--seed", "2", "--effort", "quick"]) == 0
    out, err = capsys.readouterr()
    result = json.loads(out.strip().splitlines()[-1])
    assert set(result) == {"name", "test_accuracy", "test_images", "seconds", "bundle"}
    assert result["name"] == "my-zoo"
    assert result["bundle"] == str(home() / "models" / "my-zoo")
    assert result["test_images"] == 6
    assert "30 drawings of 3 classes" in err
    assert main(["predict", str(data), "--model", "my-zoo"]) == 0
    assert main(["evaluate", str(data), "--model", "my-zoo", "--json"]) == 0
    evaluated = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    assert evaluated["accuracy"] > 0.8


def test_the_same_data_are_kept_once(tmp_path, capsys):
    data = stroke_file(tmp_path, each=8)
    for name in ("a", "b"):
        assert main(["train", str(data), "--name", name, "--epochs", "3"]) == 0
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
        (["train", "nowhere", "--name", "x"], "Give a folder"),
        (["resume", "nothing"], "no such training"),
        (["cancel", "nothing"], "no such training"),
        (["add-weights", "vgg99", "file.h5"], "networks that can be added"),
        (["add-weights", "mobilenet_v2", "nowhere.h5"], "no such file"),
    ],
)
def test_what_cannot_be_done_gets_a_sentence(arguments, words, capsys):
    assert main(arguments) == 1
    err = capsys.readouterr().err
    assert words in err
    assert "Traceback" not in err


def test_too_few_pictures_leave_no_data_set_behind(tmp_path, capsys):
    assert main(["train", str(stroke_file(tmp_path, each=3)), "--name", "x"]) == 1
    assert "Add at least 2 more" in capsys.readouterr().err
    assert data_sets() == []


def test_a_damaged_data_set_stops_nothing(tmp_path, capsys):
    folder = home() / "datasets" / "damaged"
    folder.mkdir(parents=True)
    (folder / "dataset.json").write_text("{")
    assert main(["train", str(stroke_file(tmp_path, each=3)), "--name", "x"]) == 1
    assert "Add at least 2 more" in capsys.readouterr().err


def test_interrupting_keeps_the_best_so_far(tmp_path):
    data = stroke_file(tmp_path, each=30)
    command = [sys.executable, "-m", "core", "train", str(data), "--name", "long", "--json"]
    process = subprocess.Popen(
        [*command, "--epochs", "1000", "--effort", "careful"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ,
    )
    until = time.monotonic() + 60
    while not (list_runs() and len(list_runs()[0].history()) >= 1) and process.poll() is None:
        assert time.monotonic() < until
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert json.loads(out.strip().splitlines()[-1])["name"] == "long"
    assert "long" in read_library([home() / "models"]).bundles
    assert "Traceback" not in err


def test_cancelling_from_another_terminal(tmp_path, capsys):
    data = stroke_file(tmp_path, each=30)
    command = [sys.executable, "-m", "core", "train", str(data), "--name", "long", "--epochs", "1000"]
    process = subprocess.Popen([*command, "--effort", "careful"], cwd=ROOT, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while not (list_runs() and list_runs()[0].status == "running"):
        assert time.monotonic() < until
        time.sleep(0.02)
    name = list_runs()[0].name
    assert main(["cancel", name, "--discard"]) == 0
    process.wait(60)
    assert list_runs() == [] or wait_for(name).status in ("cancelled", "done")
