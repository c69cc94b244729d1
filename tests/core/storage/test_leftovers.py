"""Leftovers of killed processes are removed once they are old; files that are kept or in use stay."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from core.storage import files
from core.storage.files import delete_folder, write_whole
from core.storage.leftovers import ScratchFolder, sweep_all, sweep_scratch, temporary_folder
from core.storage.paths import (
    data_sets_folder,
    deleted_bundles,
    home,
    imports_folder,
    own_bundles,
    runs_folder,
    weights_folder,
)
from tests.conftest import ROOT

TWO_HOURS_AGO = time.time() - 7_200


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path, monkeypatch):
    """A temporary folder of the system, used only by this test and its processes."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def make_old(path):
    os.utime(path, (TWO_HOURS_AGO, TWO_HOURS_AGO))
    return path


WRITE_FOREVER = """
import os, sys
from pathlib import Path
from core.storage.files import write_whole
os.replace = lambda *_: print("writing", flush=True) or sys.stdin.read()
write_whole(Path(sys.argv[1]), "content")
"""


def test_a_file_whose_writer_was_killed_goes_wherever_it_lies():
    target = data_sets_folder() / "mine" / "features" / "backbone" / "part-0000.safetensors"
    command = [sys.executable, "-c", WRITE_FOREVER, str(target)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        assert writer.stdout.readline() == b"writing\n"
        writer.send_signal(signal.SIGKILL)
    (left,) = target.parent.iterdir()
    sweep_all()
    assert left.exists(), "another process may still be writing it"
    make_old(left)
    sweep_all()
    assert not left.exists()


def test_half_deleted_folders_and_broken_downloads_go():
    left = [
        own_bundles() / ".writing-abc",
        runs_folder() / ".deleted-abc",
        runs_folder() / "a-run" / ".state.json-ab12cd_9",
        weights_folder() / "mobilenet.h5.part",
        home() / ".clock.json-ab12cd_9",
        home() / ".hidden-networks.json-ab12cd_9",
    ]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch() if path.suffix else path.mkdir()
        make_old(path)
    sweep_all()
    assert not [path for path in left if path.exists()]


def test_what_was_being_deleted_for_good_when_its_process_was_killed_goes(monkeypatch):
    monkeypatch.setattr(files, "remove", lambda path: None)
    folders = [
        data_sets_folder() / ".deleted" / "mine",
        deleted_bundles() / "1795897732378591451-a1003e8a",
        imports_folder() / "20261121-104207-24192d" / "upload",
    ]
    for folder in folders:
        write_whole(folder / "pictures" / "a.png", "content")
        delete_folder(folder)
        assert not folder.exists()
        (left,) = folder.parent.iterdir()
        make_old(left)
    sweep_all()
    assert [path for folder in folders for path in folder.parent.iterdir()] == []


def test_all_that_a_person_keeps_stays():
    kept = [
        data_sets_folder() / "mine" / "dataset.json",
        data_sets_folder() / "mine" / "pictures" / "a-12345678",
        data_sets_folder() / "my-set" / "list.lock",
        runs_folder() / "20261121-104207-24192d" / "state.lock",
        own_bundles() / "my-part" / "card.json",
        weights_folder() / "mobilenet.h5",
        home() / ".names.lock",
        home() / ".something-else" / "important",
    ]
    for path in kept:
        write_whole(path, "kept")
        make_old(path)
        make_old(path.parent)
    sweep_all()
    assert [path for path in kept if path.read_text() == "kept"] == kept


def test_a_scratch_folder_goes_with_its_object_also_from_another_thread():
    scratch = ScratchFolder()
    path = Path(scratch.name)
    (path / "deep").mkdir()
    (path / "deep" / "file").touch()
    thread = threading.Thread(target=scratch.cleanup)
    thread.start()
    thread.join()
    assert not path.exists()
    with ScratchFolder() as name:
        assert Path(name).is_dir()
    assert not Path(name).exists()


HOLD_SCRATCH = """
import sys
from core.storage.leftovers import ScratchFolder
scratch = ScratchFolder()
print(scratch.name, flush=True)
sys.stdin.read()
"""


def test_the_scratch_folder_of_a_killed_process_goes_and_that_of_a_living_one_stays(own_temporary_folder):
    foreign = own_temporary_folder / "inkling-of-somebody-else"
    foreign.mkdir()
    make_old(foreign)
    command = [sys.executable, "-c", HOLD_SCRATCH]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        scratch = Path(holder.stdout.readline().strip())
        make_old(scratch)
        sweep_scratch()
        assert scratch.is_dir()
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        sweep_scratch()
        assert not scratch.exists()
    assert foreign.is_dir()


def test_every_temporary_folder_of_ours_is_one_that_is_swept():
    made = re.compile(r"(TemporaryDirectory|mkdtemp)\((?!dir=)")
    sources = [path for name in ("api", "core", "inkling", "widgets") for path in (ROOT / name).rglob("*.py")]
    assert len(sources) > 200
    assert [path for path in sources if made.search(path.read_text(encoding="utf-8"))] == []


def test_the_user_s_folders_are_swept_where_no_temporary_file_can_be_written(monkeypatch):
    left = runs_folder() / ".deleted-abc"
    left.mkdir(parents=True)
    make_old(left)
    monkeypatch.setenv("TMPDIR", "/nowhere")
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: ["/nowhere"])
    sweep_all()
    assert not left.exists()
    assert temporary_folder() is None
