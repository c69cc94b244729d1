"""Every change of a data set can be undone once; the next change deletes the files kept for that."""

import errno
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from core.datasets import change_records, changes, deletion
from core.datasets.change_records import CHANGE_FILE, change_in_words, last_change
from core.datasets.changes import change_list, forget_old_change, undo
from core.datasets.corrections import relabel, remove_class, rename_class, set_kind
from core.datasets.data_set import read_list
from core.datasets.deletion import delete_data_set
from core.datasets.ingestion import add_drawing, add_picture, from_path, ingest
from core.datasets.picture_files import REMOVED_FOLDER
from core.datasets.recordings import add_recording
from core.datasets.store import add_samples, read_data_set
from core.errors import BadData, DiskFull, UnknownDataSet
from core.preprocessing.example_drawings import example_drawing
from tests.core.drawn import drawn_data_set, pattern_zip, stroke_file
from tests.core.killed import left_when_killed
from tests.core.pictures_for_tests import file_of, ink_of
from tests.core.storage.days import pass_a_week, set_clock


@pytest.fixture
def data_set(tmp_path):
    return drawn_data_set(tmp_path, each=3)


def files_of(data_set):
    return {path.name for path in data_set.folder.glob("pictures/*/*")}


def content_of(data_set):
    return data_set.samples, data_set.classes, data_set.kind


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda name: remove_class(name, "my ladder"), 'The class "my ladder" was removed: 3 pictures.'),
        (lambda name: relabel(name, {1: None}), "1 picture was removed."),
        (lambda name: relabel(name, {1: "new", 2: "new"}), "2 pictures were given another class."),
        (
            lambda name: relabel(name, {1: "new", 2: "new", 3: None}),
            "2 pictures were given another class, and 1 was removed.",
        ),
        (
            lambda name: relabel(name, {1: "my ladder", 2: None, 3: None}),
            "1 picture was given another class, and 2 were removed.",
        ),
        # The first one has this class already.
        (lambda name: relabel(name, {1: "My house", 2: None, 3: None}), "2 pictures were removed."),
        (
            lambda name: rename_class(name, "my house", "my ladder"),
            'The class "my house" was merged into "my ladder": 3 pictures.',
        ),
        (
            lambda name: rename_class(name, "my house", "hut"),
            'The class "my house" was renamed to "hut": 3 pictures.',
        ),
    ],
)
def test_a_change_is_told_undone_and_done_again(data_set, change, words):
    changed = change(data_set.name)
    assert words in change_in_words(last_change(changed))
    assert content_of(undo(data_set.folder)) == content_of(data_set)
    assert files_of(data_set) == {f"{sample.sha256}{sample.suffix}" for sample in data_set.samples}
    assert last_change(data_set).is_undone
    assert content_of(undo(data_set.folder)) == content_of(changed)
    assert not last_change(data_set).is_undone
    assert change_in_words(last_change(data_set)).startswith("The change was redone")
    assert read_data_set(data_set.name).next_number == data_set.next_number


def test_all_pictures_of_a_mixed_change_are_counted_when_it_is_undone(data_set):
    relabel(data_set.name, {1: "new", 2: "new", 3: None})
    undo(data_set.folder)
    assert change_in_words(last_change(data_set)) == "The last change was undone: 3 pictures."


def test_removed_pictures_are_set_aside_and_leave_the_disk_with_the_next_change(data_set):
    first, second = data_set.samples[:2]
    relabel(data_set.name, {first.number: None})
    aside = data_set.folder / REMOVED_FOLDER
    assert [path.stem for path in aside.iterdir()] == [first.sha256]
    assert f"{first.sha256}.ndjson" not in files_of(data_set)
    relabel(data_set.name, {second.number: None})
    assert [path.stem for path in aside.iterdir()] == [second.sha256]
    undo(data_set.folder)
    assert list(aside.iterdir()) == []
    assert second in read_data_set(data_set.name).samples


def test_a_file_that_another_class_needs_stays(tmp_path):
    data_set = drawn_data_set(tmp_path, each=2)
    twin = relabel(data_set.name, {1: "twin"})
    path = data_set.path(data_set.samples[0])
    both = ingest(twin, from_path(stroke_file(tmp_path, each=2)))
    assert len(both.samples) == 7
    relabel(data_set.name, {1: None})
    relabel(data_set.name, {2: None})
    assert path.exists()


def test_what_is_added_can_be_undone_and_leaves_with_the_next_change(tmp_path, data_set):
    added = ingest(data_set, from_path(pattern_zip(tmp_path / "a.zip", each=2)))
    assert change_in_words(last_change(added)) == "6 pictures were added."
    assert content_of(undo(data_set.folder)) == content_of(data_set)
    assert len(list((data_set.folder / REMOVED_FOLDER).iterdir())) == 6
    relabel(data_set.name, {1: None})
    assert len(list((data_set.folder / REMOVED_FOLDER).iterdir())) == 1
    assert len(files_of(data_set)) == 8


def test_what_changes_nothing_and_the_kind_leave_the_last_change_as_it_is(data_set):
    remove_class(data_set.name, "my ladder")
    rename_class(data_set.name, "my house", "my house")
    set_kind(data_set.name, "photo")
    assert "removed" in last_change(data_set).what
    assert len(undo(data_set.folder).samples) == 9


def test_after_a_week_nothing_is_kept(data_set, monkeypatch):
    remove_class(data_set.name, "my ladder")
    forget_old_change(data_set.folder)
    assert last_change(data_set) is not None
    pass_a_week(monkeypatch, lambda: last_change(data_set))
    assert last_change(data_set) is None
    with pytest.raises(BadData, match="nothing left to undo"):
        undo(data_set.folder)
    forget_old_change(data_set.folder)
    assert list((data_set.folder / REMOVED_FOLDER).iterdir()) == []


@pytest.mark.parametrize("days", [-4_000, -8, 8, 4_000])
def test_however_the_clock_is_set_a_change_can_be_undone(data_set, monkeypatch, days):
    remove_class(data_set.name, "my ladder")
    set_clock(monkeypatch, days)
    forget_old_change(data_set.folder)
    assert content_of(undo(data_set.folder)) == content_of(data_set)
    pass_a_week(monkeypatch, lambda: last_change(data_set), after=days)
    assert last_change(data_set) is None


def test_a_record_of_a_change_that_never_came_does_no_harm(data_set):
    removed = remove_class(data_set.name, "my ladder")
    undo(data_set.folder)
    # As if the process had died after writing the record and before writing the list.
    record = changes._record(data_set, removed, "The class was removed", "")
    change_records.write_record(data_set.folder, record)
    assert content_of(undo(data_set.folder)) == content_of(data_set)
    relabel(data_set.name, {1: None})
    assert len(files_of(data_set)) == 8


@pytest.mark.parametrize("error", [BadData("invalid"), DiskFull("full")])
def test_after_a_change_that_failed_the_one_before_it_can_still_be_undone(data_set, monkeypatch, error):
    relabelled = relabel(data_set.name, {1: "new"})

    def fail(_, before):
        before(b"a list for which there is no room")
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(changes, "write_list", fail)
        with pytest.raises(type(error)):
            remove_class(data_set.name, "my ladder")
    assert content_of(read_data_set(data_set.name)) == content_of(relabelled)
    assert change_in_words(last_change(data_set)) == "1 picture was given another class."
    assert content_of(undo(data_set.folder)) == content_of(data_set)
    assert sorted(path.name for path in data_set.folder.glob(".*")) == [".lock"]


def test_the_first_change_that_fails_leaves_nothing_to_undo(data_set, monkeypatch):
    (data_set.folder / CHANGE_FILE).unlink()
    monkeypatch.setattr(changes, "write_list", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        remove_class(data_set.name, "my ladder")
    assert last_change(data_set) is None


def test_a_change_is_made_even_if_removed_files_cannot_be_set_aside(data_set):
    (data_set.folder / REMOVED_FOLDER).write_text("in the way")
    removed = remove_class(data_set.name, "my ladder")
    assert len(removed.samples) == len(read_data_set(data_set.name).samples) == 6
    assert content_of(undo(data_set.folder)) == content_of(data_set)
    assert len(files_of(data_set)) == 9


@pytest.mark.parametrize(
    "change",
    [
        lambda data_set: remove_class(data_set.name, "my house"),
        lambda data_set: relabel(data_set.name, {1: "new", 2: None}),
        lambda data_set: rename_class(data_set.name, "my house", "home"),
        lambda data_set: add_drawing(data_set, example_drawing("sketches", 2)[1], "my umbrella"),
        lambda data_set: undo(data_set.folder),
    ],
)
def test_killed_before_any_operation_that_change_or_the_one_before_it_can_be_undone(
    data_set, tmp_path, change
):
    earlier = content_of(data_set)
    before = content_of(remove_class(data_set.name, "my ladder"))
    left = left_when_killed(data_set.folder, tmp_path / "left", lambda: change(data_set))
    after = content_of(read_data_set(data_set.name))
    seen = set()
    for folder in left:
        now = content_of(read_list(folder))
        seen.add(now)
        undone = undo(folder)
        assert (now, content_of(undone)) in ((before, earlier), (after, before))
        assert all(undone.path(sample).is_file() for sample in undone.samples)
        again = undo(folder)
        assert content_of(again) == now
        assert all(again.path(sample).is_file() for sample in again.samples)
        assert not list(folder.glob(".*.json"))
    assert seen == {before, after}


def test_what_a_killed_change_left_undone_the_next_one_does(data_set, tmp_path):
    remove_class(data_set.name, "my ladder")
    remove = partial(remove_class, data_set.name, "my house")
    for folder in left_when_killed(data_set.folder, tmp_path / "left", remove):
        for title in ("Two changes", "that remove no picture"):
            now = change_list(folder, lambda data_set, title=title: replace(data_set, title=title), "Renamed")
        files = {path.name for path in folder.glob("*/**/*.ndjson")}
        assert files == {f"{sample.sha256}{sample.suffix}" for sample in now.samples}


@pytest.mark.parametrize(
    "name_class",
    [
        lambda data_set: rename_class(data_set.name, "my house", "HUT"),
        lambda data_set: relabel(data_set.name, dict.fromkeys((1, 2, 3), "HUT")),
        lambda data_set: add_drawing(data_set, example_drawing("sketches", 2)[1], "HUT"),
        lambda data_set: add_picture(data_set, file_of(ink_of("7")), "x.png", "HUT"),
        lambda data_set: add_recording(data_set, [file_of(ink_of("7"), "JPEG")], "HUT"),
    ],
)
def test_a_class_that_another_tab_adds_before_the_lock_is_taken_is_meant_in_other_capitals(
    data_set, monkeypatch, name_class
):
    lock = changes.locked

    def late(path, **options):
        monkeypatch.setattr(changes, "locked", lock)
        add_samples(data_set, [], classes=["Hut"])
        return lock(path, **options)

    monkeypatch.setattr(changes, "locked", late)
    counts = name_class(data_set).counts()
    assert counts["Hut"] > 0
    assert "HUT" not in counts


@pytest.mark.parametrize(
    "add",
    [
        lambda data_set: add_drawing(data_set, example_drawing("sketches", 2)[1], "umbrella"),
        lambda data_set: add_picture(data_set, file_of(ink_of("7")), "x.png", "seven"),
        lambda data_set: add_recording(data_set, [file_of(ink_of("7"), "JPEG")], "seven"),
    ],
)
def test_a_picture_that_cannot_be_listed_leaves_no_file(data_set, monkeypatch, add):
    relabel(data_set.name, {1: None})
    before = sorted(filter(Path.is_file, data_set.folder.rglob("*")))

    def refuse(*_):
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(changes, "write_list", refuse)
    with pytest.raises(PermissionError):
        add(data_set)
    assert sorted(filter(Path.is_file, data_set.folder.rglob("*"))) == before


def test_a_picture_that_is_there_already_stays_if_it_cannot_be_listed_again(data_set, monkeypatch):
    picture = file_of(ink_of("7"))
    kept = add_picture(data_set, picture, "x.png", "seven")

    def refuse(*_):
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(changes, "write_list", refuse)
    with pytest.raises(PermissionError):
        add_picture(data_set, picture, "x.png", "eight")
    assert kept.read(kept.samples[-1]) is not None


def test_a_data_set_that_is_deleted_before_it_is_locked_leaves_no_folder(data_set, monkeypatch):
    lock = changes.locked

    def late(path, **options):
        delete_data_set(data_set.name)
        return lock(path, **options)

    monkeypatch.setattr(changes, "locked", late)
    monkeypatch.setattr(deletion, "unchanged", lambda folder: nullcontext())
    with pytest.raises(UnknownDataSet, match="may have been deleted"):
        remove_class(data_set.name, "my ladder")
    assert not data_set.folder.exists()
