"""Pictures from outside: tolerated and bounded, or refused with name and reason."""

import json
import os
import stat
import zipfile

import numpy as np
import pytest

from core.datasets import ingestion, zip_files
from core.datasets.change_records import last_change
from core.datasets.corrections import remove_class
from core.datasets.ingestion import add_drawing, add_picture, from_path, ingest
from core.datasets.store import add_samples, create_data_set, read_data_set
from core.errors import BadData, InklingError
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.image_source import ImageSource
from tests.core.drawn import pattern, pattern_zip, stroke_file
from tests.core.pictures_for_tests import file_of

SEVEN = example_drawing("digits", 0)[1]
GENERATOR = np.random.default_rng(1)
JPG = file_of(pattern("dots", GENERATOR), "JPEG")


def zip_of(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def labels_of(incoming):
    return sorted((item.name, item.label) for item in incoming)


def test_wrapping_nested_and_hidden_folders_and_parts_are_seen_through(tmp_path):
    path = zip_of(
        tmp_path / "a.zip",
        {
            "wrap/train/ants/1.jpg": JPG,
            "wrap/train/bees/deep/2.JPG": JPG,
            "wrap/val/ants/3.jpg": JPG,
            "__MACOSX/wrap/train/ants/._1.jpg": b"x",
            "wrap/.DS_Store": b"x",
            "wrap/train/ants/.hidden.jpg": JPG,
            "wrap/readme.txt": b"hello",
        },
    )
    assert [label for _, label in labels_of(from_path(path))] == ["ants", "bees", "ants"]


def test_climbing_absolute_and_linked_names_write_nothing_outside(tmp_path):
    path = zip_of(
        tmp_path / "a.zip",
        {"../../evil/1.jpg": JPG, "/etc/2.jpg": JPG, "C:\\x\\3.jpg": JPG, "a/ok.jpg": JPG, "b/ok.jpg": JPG},
    )
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("a/link.jpg")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    before = set(tmp_path.parent.rglob("*.jpg"))
    data_set = ingest(create_data_set("a", "photo"), from_path(path))
    assert [sample.name for sample in data_set.samples] == ["a/ok.jpg", "b/ok.jpg"]
    new = set(tmp_path.parent.rglob("*.jpg")) - before
    assert all(data_set.folder in each.parents for each in new)


def test_names_in_any_script_and_of_different_case_stay_apart(tmp_path):
    names = ["猫", "кошка", "Cat", "cat", "ça va", "🐈"]
    path = zip_of(tmp_path / "a.zip", {f"{name}/1.jpg": JPG + bytes([n]) for n, name in enumerate(names)})
    data_set = ingest(create_data_set("a", "photo"), from_path(path))
    assert sorted(data_set.classes) == sorted(names)


def test_what_is_no_picture_is_refused_by_name_and_reason(tmp_path):
    files = {
        "a/1.jpg": JPG,
        "a/text.jpg": b"I am a text",
        "a/cut.jpg": JPG[:300],
        "b/2.jpg": JPG,
        "b/0.png": b"",
    }
    data_set = ingest(create_data_set("a", "photo"), from_path(zip_of(tmp_path / "a.zip", files)))
    assert data_set.counts() == {"a": 1, "b": 1}
    assert sorted(name for name, _ in data_set.refused) == ["a/cut.jpg", "a/text.jpg", "b/0.png"]
    assert all("Received" in reason for _, reason in data_set.refused)


def test_bombs_are_not_opened(tmp_path, monkeypatch):
    flat = zip_of(tmp_path / "flat.zip", {"a/1.jpg": bytes(300 * 2**20), "b/2.jpg": JPG})
    with pytest.raises(BadData, match="compressed far more"):
        from_path(flat)
    nested = zip_of(tmp_path / "nested.zip", {"a/inner.zip": flat.read_bytes(), "a/1.jpg": JPG})
    assert labels_of(from_path(nested)) == [("a/1.jpg", "a")]
    monkeypatch.setattr(zip_files, "MAX_TOTAL_BYTES", 1_000)
    with pytest.raises(BadData, match="at most"):
        from_path(pattern_zip(tmp_path / "large.zip"))


def test_too_many_files_are_refused_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(zip_files, "MAX_FILES", 1_000)
    path = zip_of(tmp_path / "many.zip", {f"a/{number}.jpg": b"" for number in range(1_001)})
    with pytest.raises(BadData, match="at most 1,000 files"):
        from_path(path)


def test_a_list_of_files_made_to_fill_memory_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(zip_files, "MAX_DIRECTORY_BYTES", 1_000)
    path = zip_of(tmp_path / "a.zip", {f"a/{number}.jpg": b"" for number in range(100)})
    with pytest.raises(BadData, match="a list of"):
        from_path(path)


def test_too_many_pictures_change_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(ingestion, "MAX_SAMPLES", 10)
    data_set = create_data_set("a", "photo")
    with pytest.raises(BadData, match="at most 10"):
        ingest(data_set, from_path(pattern_zip(tmp_path / "a.zip")))
    assert data_set.samples == ()


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06", b"PK\x03\x04" + bytes(100), b"no zip at all"])
def test_a_damaged_zip_gets_a_sentence(tmp_path, content):
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(InklingError, match="Received"):
        from_path(tmp_path / "a.zip")


def test_pictures_outside_of_class_folders_get_advice(tmp_path):
    with pytest.raises(BadData, match="folder named after it"):
        from_path(zip_of(tmp_path / "a.zip", {"1.jpg": JPG, "2.jpg": JPG}))


def test_stroke_files_alone_in_a_folder_or_in_a_zip(tmp_path):
    path = stroke_file(tmp_path, each=3)
    assert len(from_path(path)) == 9
    assert len(from_path(zip_of(tmp_path / "a.zip", {"x/a.ndjson": path.read_bytes()}))) == 9
    with pytest.raises(BadData):
        from_path(zip_of(tmp_path / "b.zip", {"x/b.ndjson": json.dumps({"drawing": [[[1, 2], [3, 4]]]})}))


def test_the_part_of_a_picture_is_kept(tmp_path):
    sources = [ImageSource(f"{part}.jpg", lambda: JPG, f"class {part}", part) for part in ("", "test")]
    data_set = ingest(create_data_set("a", "photo"), sources)
    assert [sample.part for sample in read_data_set(data_set.name).samples] == ["", "test"]
    assert data_set.parts() == {"test": 1}
    assert data_set.source(data_set.samples[1]).part == "test"


def test_one_picture_and_one_drawing_need_a_class():
    data_set = create_data_set("a", "photo")
    assert add_picture(data_set, JPG, "x.jpg", "dots").counts() == {"dots": 1}
    strokes = [np.array([(0, 0), (50, 80)], dtype=np.float32)]
    assert add_drawing(data_set, strokes, " line ").counts() == {"dots": 1, "line": 1}
    with pytest.raises(BadData, match="type the class"):
        add_drawing(data_set, strokes, " \n ")
    with pytest.raises(InklingError):
        add_picture(data_set, b"no picture", "x.jpg", "dots")


def test_names_that_are_no_text_are_listed_readably(tmp_path):
    folder = tmp_path / "set"
    for name, data in ((b"\xff.jpg", JPG), (b"\xfe.jpg", b"no picture")):
        path = os.fsencode(folder / "dots") + b"/" + name
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
    data_set = ingest(create_data_set("a", "photo"), from_path(folder))
    assert [sample.name for sample in data_set.samples] == ["dots/?.jpg"]
    assert [name for name, _ in data_set.refused] == ["dots/?.jpg"]
    assert read_data_set(data_set.name) == data_set


@pytest.mark.parametrize(
    ("name", "suffix"), [("x.JPG", ".jpg"), ("x", ".png"), ("x.tar gz", ".png"), ("a.b\\c.txt", ".png")]
)
def test_a_file_is_kept_under_a_suffix_of_pictures_whatever_it_was_called(name, suffix):
    data_set = add_picture(create_data_set("a", "photo"), JPG, name, "dots")
    assert data_set.samples[0].suffix == suffix
    assert data_set.path(data_set.samples[0]).read_bytes() == JPG


def test_a_class_without_letters_is_quoted_in_short():
    with pytest.raises(BadData, match="First choose or type the class") as refused:
        add_drawing(create_data_set("Toys", "ink"), [np.zeros((2, 2), np.float32)], " " * 1_000)
    assert len(str(refused.value)) < 200


def test_what_is_made_by_hand_goes_into_the_class_in_any_capitals():
    data_set = add_picture(create_data_set("Zoo", "photo"), JPG, "a.jpg", "bee")
    data_set = add_drawing(data_set, SEVEN, "BEE")
    assert data_set.counts() == {"bee": 2}
    assert last_change(data_set).what == 'A drawing of "bee" was added'
    png = file_of(pattern("plain", GENERATOR))
    assert add_picture(data_set, png, "b.png", "Be\u0301e").classes == ("bee", "Bée")
    # Folders name their classes on purpose; the checks ask about them.
    both = ingest(data_set, [ImageSource("Bee/c.png", lambda: png, "Bee")])
    assert both.classes == ("bee", "Bée", "Bee")


@pytest.mark.parametrize(
    "add",
    [
        lambda data_set: add_picture(data_set, JPG, "a.jpg", "bee"),
        lambda data_set: ingest(data_set, [ImageSource("a.jpg", lambda: JPG, "bee")]),
    ],
)
def test_what_another_process_removes_before_it_is_listed_is_stored_again(monkeypatch, add):
    data_set = add_picture(create_data_set("Zoo", "photo"), JPG, "a.jpg", "ant")
    list_now = ingestion.add_samples

    def late(*args, **options):
        remove_class(data_set.name, "ant")
        # The next change deletes the file.
        add_samples(data_set, [], classes=["wasp"])
        return list_now(*args, **options)

    monkeypatch.setattr(ingestion, "add_samples", late)
    (sample,) = add(data_set).samples
    assert sample.label == "bee"
    assert data_set.path(sample).read_bytes() == JPG
