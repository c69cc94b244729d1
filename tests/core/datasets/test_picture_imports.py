"""Imports are jobs on disk: started once, watched, cancelled, resumed, and forgotten."""

import os
import time
from dataclasses import asdict, replace

import pytest

from core.datasets import picture_imports
from core.datasets.import_records import ImportRequest
from core.datasets.picture_imports import (
    answer_kind,
    cancel_import,
    forget_import,
    forget_old_imports,
    read_import,
    read_imports,
    resume_import,
    start_import,
)
from core.datasets.store import data_sets, read_data_set
from core.errors import BadData, BadRequest, DiskFull, NotAllowed, UnknownDataSet, UnknownImport
from core.jobs.process import stop_request, update_state
from core.storage.kept_time import KEPT_SECONDS
from core.storage.paths import imports_folder
from tests.core.drawn import pattern_zip
from tests.core.full_disk import full_disk
from tests.core.storage.days import set_clock


@pytest.fixture
def asked(monkeypatch):
    """The folders for which a worker was requested; none is started."""
    folders = []
    monkeypatch.setattr(picture_imports, "start_worker", lambda module, folder: folders.append(folder))
    return folders


def request(tmp_path, **changes):
    path = pattern_zip(tmp_path / "toys.zip", each=2)
    return ImportRequest(**{"name": "toys.zip", "title": "Toys", "source": str(path), **changes})


def test_a_worker_of_its_own_takes_the_pictures_in(tmp_path):
    started = start_import(request(tmp_path))
    until = time.monotonic() + 60
    while not (now := read_import(started.name)).is_over:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert (now.status, now.state.message) == ("done", "6 of 6 pictures were imported."), now.state.message
    assert read_data_set(now.outcome.data_set).counts() == {"dots": 2, "plain": 2, "stripes": 2}


def test_a_second_click_starts_nothing(tmp_path, asked):
    first = start_import(request(tmp_path))
    assert start_import(request(tmp_path)) == first
    assert start_import(request(tmp_path, title="Other")).name != first.name
    # Two terminals that train on the same pictures must not stop each other's work.
    training = [start_import(request(tmp_path, for_training=True)).name for _ in range(2)]
    assert len(set(training)) == 2
    assert len(asked) == 4


def test_what_cannot_be_taken_in_is_refused_at_once(tmp_path, asked, monkeypatch):
    for source in ("/nowhere", "", "~nouser/x", "a\0b", "/dev/null"):
        with pytest.raises(BadData, match="no such file or folder"):
            start_import(ImportRequest("x", "x", source))
    with pytest.raises(UnknownDataSet):
        start_import(request(tmp_path, data_set="gone"))

    def refuse(folder):
        (folder / "half").write_bytes(b"half")
        raise BadData("It is too large. Received: much")

    with pytest.raises(BadData, match="too large"):
        start_import(ImportRequest("x", "x"), refuse)
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    with pytest.raises(NotAllowed):
        start_import(request(tmp_path))
    assert asked == []
    assert [path for path in imports_folder().iterdir() if path.is_dir()] == []


def test_a_class_that_may_teach_takes_uploads_in_but_opens_no_folder_of_the_server(
    tmp_path, asked, monkeypatch
):
    def upload(folder):
        pattern_zip(folder / "a.zip", each=1)

    monkeypatch.setenv("INKLING_PUBLIC", "1")
    monkeypatch.setenv("INKLING_TEACHING", "1")
    started = start_import(ImportRequest("a.zip", "a"), upload)
    update_state(started.folder, status="running", started=time.time() + 10_000)
    assert resume_import(started.name).folder == started.folder
    assert asked == [started.folder, started.folder]
    with pytest.raises(NotAllowed, match="Opening a folder of this computer"):
        start_import(request(tmp_path))
    monkeypatch.delenv("INKLING_TEACHING")
    with pytest.raises(NotAllowed):
        start_import(ImportRequest("a.zip", "a"), upload)
    for act in (resume_import, cancel_import, forget_import):
        with pytest.raises(NotAllowed):
            act(started.name)
    monkeypatch.setenv("INKLING_TEACHING", "1")
    cancel_import(started.name)
    with pytest.raises(UnknownImport):
        read_import(started.name)


def test_a_dead_one_is_thrown_away_to_make_room_on_a_full_disk(tmp_path, asked):
    started = start_import(request(tmp_path))
    with full_disk(), pytest.raises(DiskFull):
        cancel_import(started.name)
    update_state(started.folder, status="running", started=1.0)
    with full_disk():
        cancel_import(started.name)
    with pytest.raises(UnknownImport):
        read_import(started.name)


def test_a_dead_one_goes_on_or_is_thrown_away(tmp_path, asked):
    started = start_import(request(tmp_path))
    with pytest.raises(BadRequest, match="an interrupted import"):
        resume_import(started.name)
    with pytest.raises(BadRequest, match="cancel the import first"):
        forget_import(started.name)
    # The clock was set back, so the import seems to have started in the future.
    update_state(started.folder, status="running", started=time.time() + 10_000)
    assert read_import(started.name).status == "interrupted"
    resume_import(started.name)
    assert asked == [started.folder] * 2
    cancel_import(started.name)
    with pytest.raises(UnknownImport):
        read_import(started.name)
    assert data_sets() == []


def test_one_that_goes_on_is_asked_to_stop(tmp_path, asked):
    started = start_import(request(tmp_path))
    update_state(started.folder, started=time.time())
    cancel_import(started.name)
    assert stop_request(started.folder) == "discard"


def test_damaged_and_unknown_ones_harm_no_other(tmp_path, asked):
    good, bad = start_import(request(tmp_path)), start_import(request(tmp_path, title="Bad"))
    (bad.folder / "request.json").write_text("{")
    (imports_folder() / "notes").mkdir()
    imports, refused = read_imports()
    assert [one.name for one in imports] == [good.name]
    assert list(refused) == [bad.name]
    update_state(bad.folder, status="failed")
    forget_import(bad.name)
    assert read_imports()[1] == {}
    for name in ("", "..", "nothing", "../imports", "a\0b"):
        with pytest.raises(UnknownImport):
            read_import(name)


def test_what_nobody_has_looked_at_for_a_week_is_forgotten(tmp_path, asked):
    old, young = start_import(request(tmp_path)), start_import(request(tmp_path, title="Young"))
    for one in (old, young):
        update_state(one.folder, status="done")
    long_ago = time.time() - KEPT_SECONDS - 60
    os.utime(old.folder, (long_ago, long_ago))
    forget_old_imports()
    assert [one.name for one in read_imports()[0]] == [young.name]


@pytest.mark.parametrize(("status", "is_left"), [("done", False), ("failed", False), ("interrupted", True)])
def test_what_a_worker_left_that_was_killed_at_the_very_end_is_deleted(tmp_path, asked, status, is_left):
    one = start_import(request(tmp_path))
    left = [one.folder / name for name in (picture_imports.UPLOAD_FOLDER, picture_imports.DRAFT_FOLDER)]
    for folder in left:
        folder.mkdir()
        (folder / "toys.zip").write_bytes(b"PK")
    update_state(one.folder, status=status)
    forget_old_imports()
    assert [folder.exists() for folder in left] == [is_left] * 2
    assert [each.name for each in read_imports()[0]] == [one.name]


def test_a_clock_that_is_set_back_ends_no_import_that_can_go_on(tmp_path, asked, monkeypatch):
    one = start_import(request(tmp_path))
    update_state(one.folder, status="interrupted")
    set_clock(monkeypatch, -30)
    forget_old_imports()
    assert [each.name for each in read_imports()[0]] == [one.name]
    set_clock(monkeypatch, 8)
    forget_old_imports()
    assert read_imports()[0] == []


def test_the_answer_to_what_they_are_is_kept(tmp_path, imports_here):
    done = start_import(request(tmp_path))
    answer_kind(done.name, "ink")
    assert read_data_set("toys").kind == "ink"
    outcome = read_import(done.name).outcome
    assert (outcome.kind, outcome.kind_is_sure) == ("ink", True)


def test_a_class_that_may_teach_answers_what_they_are_once(tmp_path, imports_here, monkeypatch):
    done = start_import(request(tmp_path))
    sure = read_import(done.name).outcome
    update_state(done.folder, outcome=asdict(replace(sure, kind_is_sure=False)))
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    with pytest.raises(NotAllowed):
        answer_kind(done.name, "ink")
    monkeypatch.setenv("INKLING_TEACHING", "1")
    answer_kind(done.name, "ink")
    with pytest.raises(NotAllowed, match="Changing a data set"):
        answer_kind(done.name, "photo")
    assert read_data_set("toys").kind == "ink"
