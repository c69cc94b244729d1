"""A deleted data set can be restored for a week, and is then gone."""

import os
import shutil
import time
from pathlib import Path

import pytest
from PIL import Image

from core.datasets import deletion
from core.datasets.change_records import last_change
from core.datasets.corrections import relabel, remove_class
from core.datasets.deletion import (
    delete_data_set,
    delete_for_good,
    deleted_data_sets,
    forget_old_changes,
    restore_data_set,
    undo_change,
)
from core.datasets.ingestion import add_picture
from core.datasets.store import begin_data_set, create_data_set, data_sets, read_data_set
from core.errors import BadData, CannotReadOrWrite, DiskFull, UnknownDataSet
from core.storage.files import sweep, translating_os_errors
from core.storage.kept_time import KEPT_SECONDS
from core.storage.locks import is_locked
from core.storage.paths import data_sets_folder
from tests.core.drawn import drawn_data_set
from tests.core.full_disk import full_disk_with_reserve
from tests.core.pictures_for_tests import file_of
from tests.core.storage.days import pass_a_week, set_clock

RED = file_of(Image.new("RGB", (64, 64), "red"))


def test_it_is_put_back_as_it_was(tmp_path):
    data_set = drawn_data_set(tmp_path, each=2)
    delete_data_set(data_set.name)
    assert data_sets() == []
    assert not data_set.folder.exists()
    sweep(data_sets_folder())
    assert [deleted.title for deleted in deleted_data_sets()] == [data_set.title]
    assert restore_data_set(data_set.name) == data_set
    assert deleted_data_sets() == []
    assert all(data_set.path(sample).exists() for sample in data_set.samples)


def test_one_whose_name_is_taken_by_now_gets_another(tmp_path):
    first = create_data_set("Toys", "photo")
    delete_data_set(first.name)
    second = create_data_set("Toys", "ink")
    assert second.name == "toys"
    assert restore_data_set("toys").name == "toys-2"
    delete_data_set("toys")
    delete_data_set("toys-2")
    assert {deleted.kind for deleted in deleted_data_sets()} == {"ink", "photo"}


def test_a_picture_that_comes_after_it_was_deleted_does_not_take_its_name(tmp_path):
    data_set = drawn_data_set(tmp_path)
    delete_data_set(data_set.name)
    with pytest.raises(UnknownDataSet):
        add_picture(data_set, RED, "red.png", "red")
    assert not data_set.folder.exists()
    assert restore_data_set(data_set.name).name == data_set.name


def test_while_it_is_moved_no_other_process_changes_it(tmp_path, monkeypatch):
    data_set = drawn_data_set(tmp_path, each=1)
    rename, held = Path.rename, []

    def watched(path, target):
        held.append(is_locked(path / ".lock"))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", watched)
    delete_data_set(data_set.name)
    assert held == [True]


def test_one_whose_lock_is_no_file_can_be_deleted(tmp_path):
    data_set = drawn_data_set(tmp_path, each=1)
    (data_set.folder / ".lock").unlink()
    (data_set.folder / ".lock").mkdir()
    delete_data_set(data_set.name)
    assert data_sets() == []


def test_the_creation_is_not_undone_once_another_process_has_changed_it(monkeypatch):
    data_set = begin_data_set("Toys", "photo", lambda draft: add_picture(draft, RED, "red.png", "red"))
    enter = deletion.unchanged

    def late(folder):
        set_aside = read_data_set(data_set.name)
        add_picture(set_aside, file_of(Image.new("RGB", (64, 64), "blue")), "blue.png", "blue")
        return enter(folder)

    with monkeypatch.context() as patch:
        patch.setattr(deletion, "unchanged", late)
        with pytest.raises(BadData, match="changed again, so nothing was undone"):
            undo_change(data_set.name)
    assert read_data_set(data_set.name).counts() == {"red": 1, "blue": 1}
    shown = last_change(read_data_set(data_set.name))
    remove_class(data_set.name, "red")
    with pytest.raises(BadData, match="changed again, so nothing was undone"):
        undo_change(data_set.name, shown)
    assert undo_change(data_set.name).counts() == {"red": 1, "blue": 1}


def test_it_can_be_deleted_for_good(tmp_path):
    data_set = drawn_data_set(tmp_path, each=2)
    delete_data_set(data_set.name)
    delete_for_good(data_set.name)
    assert list(data_sets_folder().rglob("*.ndjson")) == []
    for action in (delete_for_good, restore_data_set):
        for name in (data_set.name, "..", "", "../x"):
            with pytest.raises(UnknownDataSet):
                action(name)


def test_after_a_week_it_is_gone(tmp_path):
    data_set = drawn_data_set(tmp_path, each=2)
    delete_data_set(data_set.name)
    forget_old_changes()
    (deleted,) = deleted_data_sets()
    long_ago = time.time() - KEPT_SECONDS - 60
    os.utime(deleted.folder, (long_ago, long_ago))
    forget_old_changes()
    assert list(data_sets_folder().rglob("*.ndjson")) == []


@pytest.mark.parametrize("days", [-4_000, -8, 8, 4_000])
def test_however_the_clock_is_set_it_can_be_put_back_for_a_week(tmp_path, monkeypatch, days):
    data_set = drawn_data_set(tmp_path, each=2)
    delete_data_set(data_set.name)
    set_clock(monkeypatch, days)
    forget_old_changes()
    assert restore_data_set(data_set.name).samples == data_set.samples
    delete_data_set(data_set.name)
    pass_a_week(monkeypatch, forget_old_changes, after=days)
    assert deleted_data_sets() == []
    assert list(data_sets_folder().rglob("*.ndjson")) == []


def test_killed_right_after_it_was_moved_it_can_still_be_put_back(tmp_path, monkeypatch):
    drawn_data_set(tmp_path)
    (name,) = (data_set.name for data_set in data_sets())
    long_ago = time.time() - KEPT_SECONDS - 60
    os.utime(data_sets_folder() / name, (long_ago, long_ago))
    real = Path.rename

    def rename_and_die(path, target):
        real(path, target)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", rename_and_die)
        with pytest.raises(KeyboardInterrupt):
            delete_data_set(name)
    forget_old_changes()
    assert restore_data_set(name).name == name


def test_a_damaged_one_and_an_empty_one_can_be_deleted():
    good, bad = create_data_set("Good", "ink"), create_data_set("Bad", "ink")
    (bad.folder / "dataset.json").write_text("{")
    delete_data_set("bad")
    delete_data_set("good")
    assert data_sets() == []
    assert [deleted.title for deleted in deleted_data_sets()] == [good.title]
    with pytest.raises(UnknownDataSet):
        delete_data_set("good")


def test_a_change_of_a_data_set_is_undone_by_its_name(tmp_path):
    data_set = drawn_data_set(tmp_path, each=2)
    remove_class(data_set.name, "my house")
    assert undo_change(data_set.name).counts() == data_set.counts()
    empty = create_data_set("Empty", "ink")
    with pytest.raises(BadData, match="nothing left to undo"):
        undo_change(empty.name)
    assert read_data_set(empty.name) == empty


def test_on_a_full_disk_pictures_and_data_sets_can_be_removed(tmp_path, monkeypatch):
    data_set = drawn_data_set(tmp_path, each=2)
    with full_disk_with_reserve(monkeypatch):
        assert len(relabel(data_set.name, {1: None}).samples) == len(data_set.samples) - 1
    with full_disk_with_reserve(monkeypatch):
        assert undo_change(data_set.name).samples == data_set.samples
    with full_disk_with_reserve(monkeypatch):
        delete_data_set(data_set.name)
    with full_disk_with_reserve(monkeypatch):
        delete_for_good(data_set.name)
    assert deleted_data_sets() == []


def test_on_a_full_disk_the_reserve_is_not_used_for_more_pictures(tmp_path, monkeypatch):
    data_set = drawn_data_set(tmp_path, each=2)
    with full_disk_with_reserve(monkeypatch), pytest.raises(DiskFull), translating_os_errors():
        add_picture(data_set, RED, "red.png", "red")


def test_files_that_may_not_be_deleted_for_good_are_said(tmp_path, monkeypatch):
    data_set = drawn_data_set(tmp_path, each=2)
    delete_data_set(data_set.name)
    monkeypatch.setattr(shutil, "rmtree", lambda path, ignore_errors: None)
    with pytest.raises(CannotReadOrWrite, match="may not delete") as caught:
        delete_for_good(data_set.name)
    folder = Path(str(caught.value).partition("Received: ")[2].removesuffix(" is not empty"))
    assert len(list(folder.rglob("*.ndjson"))) == len(data_set.samples)
