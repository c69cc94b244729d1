"""Importing pictures from start to finish: all of them or none, however it ends."""

import errno
import json
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from core.datasets import changes, ingestion, picture_imports
from core.datasets.corrections import relabel, remove_class
from core.datasets.data_set import read_list
from core.datasets.deletion import undo_change
from core.datasets.import_records import ImportRequest, NextTraining
from core.datasets.picture_imports import read_import, read_imports, resume_import, start_import
from core.datasets.store import add_samples, create_data_set, data_sets, read_data_set
from core.datasets.unlisted import discard_unlisted
from core.jobs.process import request_stop
from core.storage.paths import data_sets_folder
from core.training import presets, runs
from core.workers import take_in
from tests.conftest import ROOT
from tests.core.drawn import pattern, pattern_zip, stroke_file
from tests.core.pictures_for_tests import file_of

pytestmark = pytest.mark.usefixtures("imports_here")


def taken_in(path, **changes):
    return start_import(ImportRequest(path.name, path.stem, str(path), **changes))


def pictures_of(data_set):
    return sorted((sample.sha256, sample.label) for sample in data_set.samples)


def test_a_new_data_set_says_what_went_in_and_what_did_not(tmp_path):
    generator = np.random.default_rng(1)
    dot, stripe = (file_of(pattern(kind, generator), "JPEG") for kind in ("dots", "stripes"))
    files = {"dots/1.jpg": dot, "dots/copy.jpg": dot, "stripes/1.jpg": stripe, "stripes/no.jpg": b"milk"}
    with zipfile.ZipFile(tmp_path / "toys.zip", "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    done = taken_in(tmp_path / "toys.zip")
    assert done.state.message == "2 of 4 pictures were imported. 2 were left out."
    outcome = done.outcome
    assert (outcome.is_new, outcome.kind, outcome.kind_is_sure) == (True, "photo", True)
    assert outcome.added == {"dots": 1, "stripes": 1}
    names = {name for group in outcome.left_out for name in group.names}
    assert "dots/copy.jpg" in names
    assert any(name.startswith("stripes/no.jpg") for name in names)
    (data_set,) = data_sets()
    assert (data_set.name, data_set.title) == (outcome.data_set, "toys")
    # The picture of the copy is there, so the data set lacks only the other one.
    assert [name for name, _ in data_set.refused] == ["stripes/no.jpg"]
    taken_in(tmp_path / "toys.zip", data_set=data_set.name)
    assert read_data_set(data_set.name).refused == data_set.refused
    assert not (done.folder / "data-set").exists()


def test_a_name_of_any_length_is_cut_in_what_was_left_out(tmp_path):
    path = pattern_zip(tmp_path / "a.zip", each=3)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("d/" * 20_000 + "1.doc", b"milk")
    (group,) = taken_in(path).outcome.left_out
    assert [len(name) for name in group.names] == [200]


def test_the_same_folder_again_adds_nothing_even_after_corrections(tmp_path):
    path = pattern_zip(tmp_path / "a.zip", each=3)
    first = taken_in(path)
    name = first.outcome.data_set
    again = taken_in(path, data_set=name)
    assert again.state.message == "0 of 9 pictures were imported. 9 were already in the data set."
    moved = relabel(name, {1: "other"})
    third = taken_in(path, data_set=name)
    assert read_data_set(name) == moved
    assert third.outcome.already == 8
    (group,) = third.outcome.left_out
    assert 'already in it as "other"' in group.names[0]


def test_classes_in_other_capitals_are_those_of_the_data_set(tmp_path):
    name = taken_in(pattern_zip(tmp_path / "a.zip", each=2)).outcome.data_set
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        for label in ("DOTS", "Stripes", "stripes", "a", "A"):
            picture = pattern("dots", np.random.default_rng(len(archive.namelist())))
            archive.writestr(f"{label}/1.jpg", file_of(picture, "JPEG"))
    done = taken_in(tmp_path / "b.zip", data_set=name)
    # What the zip itself tells apart stays apart.
    assert done.outcome.added == {"dots": 1, "Stripes": 1, "stripes": 1, "a": 1, "A": 1}
    assert any('"DOTS" into "dots".' in note for note in done.outcome.notes)
    again = taken_in(tmp_path / "b.zip", data_set=name)
    assert (again.outcome.count, again.outcome.already) == (0, 5)


def test_what_changes_in_the_data_set_while_pictures_are_read_counts(tmp_path, monkeypatch):
    name = taken_in(pattern_zip(tmp_path / "a.zip", each=2)).outcome.data_set
    again = [file_of(pattern("dots", np.random.default_rng(seed)), "JPEG") for seed in (1, 2)]
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        for number, picture in enumerate(again):
            archive.writestr(f"BEE/{number}.jpg", picture)
    store = take_in.store_pictures

    def stored(draft, sources):
        ingestion.add_picture(read_data_set(name), again[0], "1.jpg", "wasp")
        ingestion.add_picture(
            read_data_set(name), file_of(pattern("stripes", np.random.default_rng(3))), "2.png", "bee"
        )
        return store(draft, sources)

    monkeypatch.setattr(take_in, "store_pictures", stored)
    outcome = taken_in(tmp_path / "b.zip", data_set=name).outcome
    assert outcome.added == {"bee": 1}
    assert any('already in it as "wasp"' in file for group in outcome.left_out for file in group.names)


def test_a_class_that_is_added_before_the_list_is_locked_is_meant_in_other_capitals(tmp_path, monkeypatch):
    name = taken_in(pattern_zip(tmp_path / "a.zip", each=2)).outcome.data_set
    lock = changes.locked

    def late(path, **options):
        if path.parent.name == name:
            monkeypatch.setattr(changes, "locked", lock)
            add_samples(read_data_set(name), [], classes=["Bee"])
        return lock(path, **options)

    monkeypatch.setattr(changes, "locked", late)
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("BEE/1.jpg", file_of(pattern("dots", np.random.default_rng(7)), "JPEG"))
    assert taken_in(tmp_path / "b.zip", data_set=name).outcome.added == {"Bee": 1}
    assert "BEE" not in read_data_set(name).classes


@pytest.mark.parametrize(("label", "counts"), [(None, (0, 9, 15)), ("other", (9, 0, 24))])
def test_what_another_tab_adds_before_the_list_is_locked_is_not_counted(tmp_path, monkeypatch, label, counts):
    name = taken_in(pattern_zip(tmp_path / "a.zip", each=2)).outcome.data_set
    lock = changes.locked

    def late(path, **options):
        if path.parent.name == name:
            monkeypatch.setattr(changes, "locked", lock)
            sources = ingestion.from_path(tmp_path / "b.zip")
            ingestion.ingest(
                read_data_set(name), [replace(source, label=label or source.label) for source in sources]
            )
        return lock(path, **options)

    monkeypatch.setattr(changes, "locked", late)
    outcome = taken_in(pattern_zip(tmp_path / "b.zip", each=3, seed=2), data_set=name).outcome
    assert (outcome.count, outcome.already, len(read_data_set(name).samples)) == counts


def test_what_cannot_be_listed_leaves_no_file(tmp_path, monkeypatch):
    name = taken_in(pattern_zip(tmp_path / "a.zip", each=2)).outcome.data_set
    folder = read_data_set(name).folder

    def files():
        return sorted(path for path in folder.rglob("*") if path.is_file())

    before = files()
    write = changes.write_list

    def refused(data_set, *options):
        if data_set.folder == folder:
            raise PermissionError(errno.EACCES, "no", str(folder))
        write(data_set, *options)

    monkeypatch.setattr(changes, "write_list", refused)
    done = taken_in(pattern_zip(tmp_path / "b.zip", each=3, seed=2), data_set=name)
    assert (done.status, files()) == ("failed", before)
    assert f"cannot read or write {folder}" in done.state.message


def test_adding_to_a_data_set_is_one_change_that_can_be_undone(tmp_path):
    name = taken_in(pattern_zip(tmp_path / "a.zip", each=2)).outcome.data_set
    before = read_data_set(name)
    more = taken_in(pattern_zip(tmp_path / "b.zip", each=3, seed=2), data_set=name)
    assert more.outcome.count == 9
    after = read_data_set(name)
    assert all(after.path(sample).is_file() for sample in after.samples)
    assert pictures_of(undo_change(name)) == pictures_of(before)
    assert undo_change(name).counts() == after.counts()


def test_a_new_data_set_that_is_undone_is_gone(tmp_path):
    name = taken_in(pattern_zip(tmp_path / "a.zip", each=2)).outcome.data_set
    assert undo_change(name) is None
    assert data_sets() == []


@pytest.mark.parametrize("content", [b"", b"milk", b"PK\x03\x04", b"PK\x05\x06" + bytes(18)])
def test_what_cannot_be_opened_leaves_nothing(tmp_path, content):
    (tmp_path / "a.zip").write_bytes(content)
    failed = taken_in(tmp_path / "a.zip")
    assert failed.status == "failed"
    assert "Received" in failed.state.message
    assert not list(data_sets_folder().glob("*/"))


def test_pictures_none_of_which_can_be_read_leave_nothing_and_are_named(tmp_path):
    for label in ("a", "b"):
        (tmp_path / "set" / label).mkdir(parents=True)
        (tmp_path / "set" / label / "1.jpg").write_bytes(b"milk")
    failed = taken_in(tmp_path / "set")
    assert failed.status == "failed"
    assert "No picture could be imported" in failed.state.message
    assert failed.outcome.left_out_count == 2
    assert data_sets() == []


def test_a_data_set_that_would_become_too_large_stays_as_it_was(tmp_path, monkeypatch):
    name = taken_in(pattern_zip(tmp_path / "a.zip", each=2)).outcome.data_set
    before = read_data_set(name)
    monkeypatch.setattr(ingestion, "MAX_SAMPLES", 10)
    failed = taken_in(pattern_zip(tmp_path / "b.zip", each=3, seed=2), data_set=name)
    assert "at most 10" in failed.state.message
    assert read_data_set(name) == before


def test_a_data_set_that_is_gone_is_one_sentence(tmp_path):
    target = create_data_set("Toys", "photo")
    path = pattern_zip(tmp_path / "a.zip", each=2)
    (target.folder / "dataset.json").write_text("{")
    with pytest.raises(Exception, match="damaged"):
        taken_in(path, data_set=target.name)


def test_strokes_and_a_kind_that_was_said(tmp_path):
    done = taken_in(stroke_file(tmp_path, each=2))
    assert (done.outcome.kind, done.outcome.kind_is_sure) == ("ink", True)
    drawn = taken_in(pattern_zip(tmp_path / "a.zip", each=2), kind="ink")
    assert read_data_set(drawn.outcome.data_set).kind == "ink"


def test_parts_are_kept(tmp_path):
    data_set = read_data_set(taken_in(pattern_zip(tmp_path / "a.zip", each=4)).outcome.data_set)
    sources = [data_set.source(sample) for sample in data_set.samples]
    with zipfile.ZipFile(tmp_path / "parts.zip", "w") as archive:
        for number, source in enumerate(sources):
            part = "test" if number % 4 == 0 else "train"
            archive.writestr(f"set/{part}/{source.label}/{number}.jpg", source.read())
    outcome = taken_in(tmp_path / "parts.zip").outcome
    assert outcome.added == {"dots": 4, "plain": 4, "stripes": 4}
    assert outcome.parts == {"test": 3, "train": 9}


def test_what_is_cancelled_leaves_nothing(tmp_path, monkeypatch):
    name = taken_in(pattern_zip(tmp_path / "a.zip", each=2)).outcome.data_set
    before = read_data_set(name)
    monkeypatch.setattr(picture_imports, "start_worker", lambda module, folder: None)
    started = taken_in(pattern_zip(tmp_path / "b.zip", each=3, seed=2), data_set=name)
    request_stop(started.folder, "discard")
    assert take_in.main(started.folder) == 1
    stopped = read_import(started.name)
    assert (stopped.status, stopped.state.message) == (
        "cancelled",
        "The import was cancelled; nothing was added.",
    )
    assert read_data_set(name) == before
    assert not (started.folder / "data-set").exists()


def run_until_killed(started, code):
    """Runs code that ends its process with 9, as if an import's worker had been killed."""
    died = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert died.returncode == 9
    state = json.loads((started.folder / "state.json").read_text())
    (started.folder / "state.json").write_text(json.dumps({**state, "started": 0}))
    assert read_import(started.name).status == "interrupted"


@pytest.mark.parametrize(
    ("moment", "target"),
    [("store_pictures", ""), ("add_samples", "a"), ("publish_data_set", ""), ("_ending", "a")],
)
def test_killed_at_any_moment_it_goes_on_without_doubles(tmp_path, monkeypatch, target, moment):
    taken_in(pattern_zip(tmp_path / "a.zip", each=2))
    expected = read_data_set(taken_in(pattern_zip(tmp_path / "b.zip", each=3, seed=2)).outcome.data_set)
    undo_change(expected.name)
    old = pictures_of(read_data_set("a")) if target else []
    with monkeypatch.context() as patch:
        patch.setattr(picture_imports, "start_worker", lambda module, folder: None)
        started = taken_in(tmp_path / "b.zip", data_set=target)
    # The worker is killed right after writing the fifth picture, the list, the data set, or everything.
    code = f"""
import os, sys
from pathlib import Path
from core.training import runs
from core.workers import take_in
take_in._LIST_SECONDS = 0
real = take_in.{moment}
def fatal(*args, **options):
    result = real(*args, **options)
    if {moment!r} != "store_pictures":
        os._exit(9)
    def some():
        for number, pair in enumerate(result):
            if number == 5:
                os._exit(9)
            yield pair
    return some()
take_in.{moment} = fatal
take_in.main(Path({str(started.folder)!r}))
"""
    run_until_killed(started, code)
    done = resume_import(started.name)
    assert done.status == "done", done.state.message
    assert done.outcome.count == 9
    now = read_data_set(done.outcome.data_set)
    assert pictures_of(now) == sorted([*old, *pictures_of(expected)])
    assert len(now.samples) == (15 if target else 9)
    assert all(now.path(sample).is_file() for sample in now.samples)
    assert len(data_sets()) == (1 if target else 2)


@pytest.mark.parametrize("target", ["", "a"])
def test_what_was_changed_after_a_kill_stays_as_it_is(tmp_path, monkeypatch, target):
    taken_in(pattern_zip(tmp_path / "a.zip", each=2))
    with monkeypatch.context() as patch:
        patch.setattr(picture_imports, "start_worker", lambda module, folder: None)
        started = taken_in(pattern_zip(tmp_path / "b.zip", each=3, seed=2), data_set=target)
    code = f"""
import os
from pathlib import Path
from core.workers import take_in
take_in._ending = lambda outcome: os._exit(9)
take_in.main(Path({str(started.folder)!r}))
"""
    run_until_killed(started, code)
    changed = remove_class(target or "b", "dots")
    done = resume_import(started.name)
    assert (done.status, done.outcome.count) == ("done", 9), done.state.message
    assert len(data_sets()) == (1 if target else 2)
    assert read_data_set(changed.name) == changed


def test_what_was_moved_before_a_kill_and_deleted_since_is_read_again(tmp_path, monkeypatch):
    name = taken_in(pattern_zip(tmp_path / "a.zip", each=2)).outcome.data_set
    with monkeypatch.context() as patch:
        patch.setattr(picture_imports, "start_worker", lambda module, folder: None)
        started = taken_in(pattern_zip(tmp_path / "b.zip", each=3, seed=2), data_set=name)
    # The pictures are in the data set's folder then, but not on its list.
    code = f"""
import os
from pathlib import Path
from core.datasets import changes
from core.workers import take_in
real = changes.write_list
changes.write_list = lambda data_set, *rest: (
    os._exit(9) if data_set.folder.name == {name!r} else real(data_set, *rest)
)
take_in.main(Path({str(started.folder)!r}))
"""
    run_until_killed(started, code)
    # Another process that had added the same pictures fails, too.
    draft = read_list(started.folder / picture_imports.DRAFT_FOLDER)
    discard_unlisted(read_data_set(name).folder, draft.samples)
    done = resume_import(started.name)
    assert (done.status, done.outcome.count) == ("done", 9), done.state.message
    now = read_data_set(name)
    assert len(now.samples) == 15
    assert all(now.path(sample).is_file() for sample in now.samples)


def test_many_that_train_on_the_same_pictures_at_once_share_one_data_set(tmp_path):
    path = pattern_zip(tmp_path / "a.zip", each=5)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: taken_in(path, for_training=True), range(4)))
    assert {one.status for one in done} == {"done"}
    assert {one.outcome.data_set for one in done} == {"a"}
    assert len(data_sets()) == 1


def test_what_nobody_can_train_on_is_not_kept_for_training(tmp_path):
    failed = taken_in(pattern_zip(tmp_path / "a.zip", each=2), for_training=True)
    assert failed.status == "failed"
    assert "Add at least 1 more" in failed.state.message
    assert data_sets() == []


def test_the_training_that_was_asked_for_follows(tmp_path, monkeypatch):
    monkeypatch.setattr(runs, "start_worker", lambda module, folder: None)
    done = taken_in(stroke_file(tmp_path, each=4), for_training=True, training=NextTraining("scratch"))
    (run,) = runs.list_runs()
    assert done.status == "done"
    assert done.outcome.run == run.name
    request = run.request
    assert (request.data_set, request.title, request.strategy) == (
        done.outcome.data_set,
        "drawings",
        "scratch",
    )


def test_stopped_while_pictures_are_added_no_training_follows(tmp_path, monkeypatch):
    suggest = presets.suggest

    def stopped_meanwhile(*arguments):
        (picture_import,) = read_imports()[0]
        request_stop(picture_import.folder, "discard")
        return suggest(*arguments)

    monkeypatch.setattr(presets, "suggest", stopped_meanwhile)
    monkeypatch.setattr(runs, "start_worker", lambda module, folder: None)
    done = taken_in(stroke_file(tmp_path, each=4), for_training=True, training=NextTraining("scratch"))
    assert done.status == "cancelled"
    assert "its pictures are kept" in done.state.message
    assert runs.list_runs() == []
    assert [data_set.title for data_set in data_sets()] == ["drawings"]


def test_killed_after_starting_the_training_it_starts_no_second_one(tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(picture_imports, "start_worker", lambda module, folder: None)
        started = taken_in(stroke_file(tmp_path, each=4), for_training=True, training=NextTraining("scratch"))
    code = f"""
import os
from pathlib import Path
from core.training import runs
from core.workers import take_in
runs.start_worker = lambda module, folder: None
take_in._ending = lambda outcome: os._exit(9)
take_in.main(Path({str(started.folder)!r}))
"""
    run_until_killed(started, code)
    monkeypatch.setattr(runs, "start_worker", lambda module, folder: None)
    done = resume_import(started.name)
    assert done.status == "done", done.state.message
    assert [run.name for run in runs.list_runs()] == [done.outcome.run]


def test_pictures_stay_where_no_training_can_follow(tmp_path):
    done = taken_in(
        stroke_file(tmp_path, each=4), for_training=True, training=NextTraining("head", "no-such")
    )
    assert done.status == "failed"
    assert "no-such" in done.state.message
    assert [data_set.title for data_set in data_sets()] == ["drawings"]
