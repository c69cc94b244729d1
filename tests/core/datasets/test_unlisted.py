"""Files that no list names are deleted, unless something may still need them."""

from PIL import Image

from core.datasets.corrections import relabel
from core.datasets.data_set import read_list
from core.datasets.deletion import forget_old_changes, undo_change
from core.datasets.ingestion import add_picture
from core.datasets.picture_files import content_path
from core.datasets.store import create_data_set, keep_picture
from core.datasets.unlisted import discard_unlisted
from core.storage.files import write_whole
from tests.core.drawn import drawn_data_set
from tests.core.pictures_for_tests import file_of
from tests.core.storage.days import set_clock

RED = file_of(Image.new("RGB", (64, 64), "red"))


def test_a_picture_that_was_never_listed_is_deleted_after_a_week(tmp_path, monkeypatch):
    data_set = drawn_data_set(tmp_path, each=2)
    listed = set(data_set.folder.rglob("*.ndjson"))
    relabel(data_set.name, {1: None})
    keep_picture(data_set, RED, ".png")
    forget_old_changes()
    assert list(data_set.folder.rglob("*.png"))
    set_clock(monkeypatch, 6)
    forget_old_changes()
    assert list(data_set.folder.rglob("*.png"))
    set_clock(monkeypatch, 8)
    forget_old_changes()
    assert not list(data_set.folder.rglob("*.png"))
    # The system's clock has jumped; the week of the removed picture has not passed.
    undo_change(data_set.name)
    assert set(data_set.folder.rglob("*.ndjson")) == listed


def test_what_the_user_has_put_there_stays(tmp_path, monkeypatch):
    data_set = drawn_data_set(tmp_path, each=2)
    unlisted = content_path(data_set.folder, keep_picture(data_set, RED, ".png"), ".png")
    own = [
        data_set.folder / "pictures" / "notes.txt",
        data_set.folder / "pictures" / unlisted.name,
        unlisted.with_name("mine.png"),
    ]
    for path in own:
        path.write_bytes(b"mine")
    set_clock(monkeypatch, 8)
    forget_old_changes()
    assert [path.exists() for path in (unlisted, *own)] == [False, True, True, True]


def test_a_folder_that_a_link_leads_to_may_be_that_of_another_data_set(tmp_path, monkeypatch):
    data_set = drawn_data_set(tmp_path, each=2)
    unlisted = content_path(data_set.folder, keep_picture(data_set, RED, ".png"), ".png")
    elsewhere = tmp_path / "elsewhere"
    (data_set.folder / "pictures").rename(elsewhere)
    (data_set.folder / "pictures").symlink_to(elsewhere, target_is_directory=True)
    set_clock(monkeypatch, 8)
    forget_old_changes()
    assert unlisted.exists()


def test_a_picture_that_is_stored_again_stays_until_it_is_listed(tmp_path, monkeypatch):
    data_set = drawn_data_set(tmp_path, each=2)
    keep_picture(data_set, RED, ".png")
    set_clock(monkeypatch, 8)
    keep_picture(data_set, RED, ".png")
    forget_old_changes()
    assert list(data_set.folder.rglob("*.png"))


def test_another_process_that_stores_the_same_picture_meanwhile_is_not_disturbed(tmp_path, monkeypatch):
    folder = create_data_set("Zoo", "photo").folder
    (sample,) = add_picture(create_data_set("Other", "photo"), RED, "red.png", "a").samples
    path = content_path(folder, sample.sha256, sample.suffix)

    def write_late(*arguments, **options):
        # Another process has stored the picture, too, but could not list it.
        monkeypatch.undo()
        path.write_bytes(RED)
        discard_unlisted(folder, [sample])
        assert not path.exists()
        write_whole(*arguments, **options)

    monkeypatch.setattr("core.datasets.data_set.write_whole", write_late)
    add_picture(read_list(folder), RED, "red.png", "a")
    assert path.read_bytes() == RED
