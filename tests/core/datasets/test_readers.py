"""Sources from outside: a folder, a zip, a tar and an upload yield the same."""

import gzip
import io
import json
import os
import sys
import tarfile
import zipfile

import pytest

from core.datasets import readers
from core.datasets.readers import image_file, is_picture, list_source, read_drawings
from core.errors import BadData
from tests.core.pictures_for_tests import file_of, ink_of

PNG = file_of(ink_of("7", 28))
LINE = json.dumps({"word": "cat", "drawing": [[[0, 5], [0, 5]]]})
# Pictures, and what else people's folders contain.
FILES = {
    "set/train/ants/a.png": PNG,
    "set/train/ants/deep/b.JPG": PNG,
    "set/train/bees/c.png": PNG,
    "set/test/bees/d.png": PNG,
    "set/cover.png": PNG,
    "set/notes.txt": b"hello",
    "set/train/ants/drawing.svg": b"<svg/>",
    "set/train/ants/.hidden.png": PNG,
    "set/train/more.zip": b"PK",
    "__MACOSX/set/train/ants/._a.png": b"x",
    "set/train/@eaDir/a.png": PNG,
    "set/train/ants/.ipynb_checkpoints/a-checkpoint.png": PNG,
    "set/.DS_Store": b"x",
}
FOUND = [
    ("set/cover.png", None, ""),
    ("set/test/bees/d.png", "bees", "test"),
    ("set/train/ants/a.png", "ants", "train"),
    ("set/train/ants/deep/b.JPG", "ants", "train"),
    ("set/train/bees/c.png", "bees", "train"),
]
LEFT_OUT = [
    ("set/notes.txt", "not a picture", False),
    ("set/train/ants/.hidden.png", "hidden, because its name begins with a dot", True),
    ("set/train/ants/drawing.svg", ".svg files are not supported", True),
    ("set/train/more.zip", "an archive; unpack it first", True),
]


def as_folder(path, files):
    for name, data in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


def as_zip(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def as_tar(path, files):
    with tarfile.open(
        path, f"w:{path.suffix[1:].removeprefix('t') if path.suffix != '.tar' else ''}"
    ) as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def source_of(kind, folder, files):
    if kind == "folder":
        return list_source(as_folder(folder / "a", files))
    return list_source((as_zip if kind == "zip" else as_tar)(folder / f"a.{kind}", files))


@pytest.mark.parametrize("kind", ["folder", "zip", "tar", "tar.gz", "tgz", "tar.bz2", "tar.xz"])
def test_every_kind_of_source_gives_the_same(kind, tmp_path):
    listing = source_of(kind, tmp_path, FILES)
    assert sorted((item.name, item.label, item.part) for item in listing.sources) == FOUND
    assert sorted((file.name, file.reason, file.is_picture) for file in listing.left_out) == LEFT_OUT
    assert all(item.read() == PNG for item in listing.sources)


@pytest.mark.parametrize("kind", ["folder", "zip", "tar.gz"])
def test_a_table_of_labels_is_read_from_every_kind_of_source(kind, tmp_path):
    files = {
        "all/1.png": PNG,
        "all/2.png": PNG,
        "all/3.png": PNG,
        "labels.csv": b"file,label\n1.png,ant\n2.png,bee\n",
    }
    listing = source_of(kind, tmp_path, files).labelled()
    assert sorted((item.name, item.label) for item in listing.sources) == [
        ("all/1.png", "ant"),
        ("all/2.png", "bee"),
    ]
    assert [(file.name, file.reason) for file in listing.left_out] == [
        ("all/3.png", "not named in labels.csv")
    ]


@pytest.mark.parametrize("kind", ["folder", "zip", "tar.gz"])
def test_stroke_files_of_every_kind_of_source(kind, tmp_path):
    files = {
        "x/train.ndjson": f"{LINE}\nnot json\n".encode(),
        "x/deep/test.ndjson.gz": gzip.compress(LINE.encode()),
        "x/.hidden.ndjson": LINE.encode(),
        "x/cut.ndjson.gz": gzip.compress(LINE.encode())[:15],
        "x/word.txt": LINE.encode(),
    }
    listing = source_of(kind, tmp_path, files)
    names = sorted((item.name, item.label, len(item.read())) for item in listing.sources)
    assert names == [("x/deep/test.ndjson.gz, line 1", "cat", 1), ("x/train.ndjson, line 1", "cat", 1)]
    reasons = {file.name: file.reason for file in listing.left_out}
    assert reasons.keys() == {"x/.hidden.ndjson", "x/cut.ndjson.gz", "x/train.ndjson, line 2", "x/word.txt"}
    assert "not a JSON object" in reasons["x/train.ndjson, line 2"]
    assert "damaged" in reasons["x/cut.ndjson.gz"]


def test_drawings_and_parts_of_class_folders(tmp_path):
    line = json.dumps({"drawing": [[[0, 5], [0, 5]]]}).encode()
    files = {
        f"{part}/{label}/{n}.json": line
        for part in ("train", "test")
        for label in ("ant", "bee")
        for n in (1, 2)
    }
    found = {(item.label, item.part) for item in source_of("folder", tmp_path, files).labelled().sources}
    assert found == {(label, part) for part in ("train", "test") for label in ("ant", "bee")}


@pytest.mark.parametrize("folder", ["", "toys/", "train/"])
def test_a_drawing_without_a_word_has_the_class_of_the_pictures_beside_it(folder, tmp_path):
    line = json.dumps({"drawing": [[[0, 5], [0, 5]]]}).encode()
    pictures = {f"{folder}ant/1.png": PNG, f"{folder}bee/2.png": PNG}
    files = {**pictures, f"{folder}ant/drawn.ndjson": line, f"{folder}bee/cats.ndjson": LINE.encode()}
    sources = source_of("zip", tmp_path, files).labelled().sources
    found = {item.name: item.label for item in sources if item.name not in pictures}
    assert found == {f"{folder}ant/drawn.ndjson, line 1": "ant", f"{folder}bee/cats.ndjson, line 1": "cat"}


def test_a_json_beside_pictures_is_no_stroke_file(tmp_path):
    files = {"a/1.png": PNG, "b/2.png": PNG, "a/1.json": LINE.encode()}
    listing = source_of("folder", tmp_path, files)
    assert [item.name for item in listing.sources] == ["a/1.png", "b/2.png"]
    assert [(file.name, file.is_picture) for file in listing.left_out] == [("a/1.json", False)]


def test_labels_are_clean_and_one_name_is_one_class(tmp_path):
    files = {"Cafe\u0301/1.png": PNG, "Caf\u00e9/2.png": PNG, f"{'x' * 210}/3.png": PNG, ".net/4.png": PNG}
    listing = source_of("zip", tmp_path, files).labelled()
    assert {item.label for item in listing.sources} == {"Caf\u00e9", "x" * 200, ".net"}


def test_a_picture_of_its_own_is_a_source_too(tmp_path):
    (tmp_path / "a.png").write_bytes(PNG)
    (source,) = list_source(tmp_path / "a.png").sources
    assert (source.name, source.label, source.read()) == ("a.png", None, PNG)


def test_an_archive_is_known_by_the_name_that_the_person_gave(tmp_path):
    for name in ("set.tar.gz", "s" * 243 + ".tar.gz", "set.zip"):
        (as_zip if name.endswith(".zip") else as_tar)(tmp_path / f"copy.{name[-2:]}", {"a/1.png": PNG})
        listing = list_source(tmp_path / f"copy.{name[-2:]}", name)
        assert (listing.name, [item.name for item in listing.sources]) == (name, ["a/1.png"])
    (tmp_path / "tmp1234").write_bytes(b"nothing")
    for name in ("my set.zip", "my set.tar.gz", "my set.docx", "my set.rar", "my set"):
        with pytest.raises(BadData) as refused:
            list_source(tmp_path / "tmp1234", name)
        assert name in str(refused.value)
        assert "tmp1234" not in str(refused.value)


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz"])
@pytest.mark.parametrize("root", ["/home/me/birds", "C:/birds", "/root/.cache/birds"])
def test_a_system_adds_to_an_archive_of_whole_paths_what_it_likes(tmp_path, kind, root):
    files = {
        f"{root}/robin/1.png": b"1",
        f"{root}/wren/2.png": b"2",
        f"{root}/.DS_Store": b"3",
        f"__MACOSX{root[root.index('/') :]}/robin/._1.png": b"4",
        "__MACOSX/._birds": b"5",
        "Thumbs.db": b"6",
        "desktop.ini": b"7",
    }
    listing = source_of(kind, tmp_path, files)
    assert [(source.read_bytes(), source.label) for source in listing.sources] == [
        (b"1", "robin"),
        (b"2", "wren"),
    ]
    assert not listing.left_out


LABELME = b'{"shapes": [{"label": "cat", "points": [[1, 2]]}], "imagePath": "1.png"}'
VIA = b'{"_via_img_metadata": {"1.png5": {"filename": "1.png", "size": 5, "regions": [{}]}, "2.png6": {}}}'


@pytest.mark.parametrize("files", [{"1.json": LABELME}, {"via.json": VIA}, {"1.xml": b"<annotation/>"}])
def test_what_a_program_for_labelling_writes_and_nobody_reads_is_said(tmp_path, files):
    listing = source_of("zip", tmp_path, {"1.png": b"1", "2.png": b"2", **files})
    with pytest.raises(
        BadData, match=r"table of files and labels\..*its classes cannot be read; save them as CSV"
    ):
        listing.labelled()
    with_classes = source_of("zip", tmp_path, {"cat/1.png": b"1", "dog/2.png": b"2", **files})
    assert [file.reason for file in with_classes.labelled().left_out] == ["not a picture"]


def test_a_zip_without_its_suffix_is_one_all_the_same(tmp_path):
    as_zip(tmp_path / "download", {"a/1.png": PNG})
    assert [item.label for item in list_source(tmp_path / "download").sources] == ["a"]


def test_what_is_not_there_is_refused(tmp_path):
    with pytest.raises(BadData, match="no such file or folder; check how its path is written"):
        list_source(tmp_path / "nowhere")


def test_a_file_of_another_kind_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(BadData, match=r"not a picture, stroke file .* Received: notes.txt"):
        list_source(tmp_path / "notes.txt")
    (tmp_path / "Scan.PDF").write_bytes(b"%PDF-1.7")
    with pytest.raises(BadData, match=r"a PDF, .* the Draw page can read its pages. Received: Scan.PDF"):
        list_source(tmp_path / "Scan.PDF")


@pytest.mark.parametrize(
    ("pointer", "words"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "git lfs pull"),
        (b"/annex/objects/SHA256E-s1--0.png\n", "git annex get"),
    ],
)
def test_pointers_to_files_elsewhere_are_named(pointer, words, tmp_path):
    (source,) = source_of("folder", tmp_path, {"a/1.png": pointer}).sources
    with pytest.raises(BadData, match=words):
        source.read()
    for name in ("set.zip", "set.tar.gz"):
        (tmp_path / name).write_bytes(pointer)
        with pytest.raises(BadData, match=words):
            list_source(tmp_path / name)
    (tmp_path / "set.ndjson").write_bytes(pointer)
    assert words in list_source(tmp_path / "set.ndjson").left_out[0].reason


def test_a_file_of_its_own_is_read_within_bounds(tmp_path, monkeypatch):
    (tmp_path / "a.png").write_bytes(PNG)
    monkeypatch.setattr(readers, "MAX_BYTES", len(PNG))
    assert image_file(tmp_path / "a.png").read() == PNG
    monkeypatch.setattr(readers, "MAX_BYTES", len(PNG) - 1)
    with pytest.raises(BadData, match=r"a\.png is larger"):
        image_file(tmp_path / "a.png").read()
    with pytest.raises(BadData, match=r"gone\.png"):
        image_file(tmp_path / "gone.png").read()


def test_a_long_stroke_file_is_read_line_by_line(tmp_path, monkeypatch):
    monkeypatch.setattr("core.datasets.stroke_files.MAX_DRAWINGS", 3)
    (tmp_path / "a.ndjson").write_text(f"{LINE}\n" * 5)
    assert len(list_source(tmp_path / "a.ndjson").sources) == 3
    assert len(list(read_drawings(tmp_path / "a.ndjson"))) == 5


def test_pictures_are_known_by_their_suffix():
    assert is_picture("a/b.PNG")
    assert not is_picture("a.png/b")
    assert not is_picture("png")


def test_what_lies_too_deep_is_named(tmp_path):
    deep = f"{'a/' * 51}1.png"
    listing = source_of("zip", tmp_path, {deep: PNG, f"{'b/' * 50}2.png": PNG})
    assert [file.name for file in listing.left_out] == [deep]
    assert len(listing.sources) == 1


@pytest.mark.parametrize("folder", ["", "digits/"])
def test_a_network_is_not_taken_for_pictures(tmp_path, folder):
    path = tmp_path / "digits.bundle.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("card.json", "model.tflite", "labels.txt", "examples.png"):
            archive.writestr(folder + name, PNG)
    with pytest.raises(BadData, match=r"This is a network saved from Inkling.*Received: digits\.bundle\.zip"):
        list_source(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("cats/a.png", PNG)
    assert "cats/a.png" in [source.name for source in list_source(path).sources]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are letters there, not bytes")
@pytest.mark.parametrize("form", ["folder", "tar"])
def test_classes_whose_names_are_not_utf_8_stay_apart(form, tmp_path):
    names = [f"{word}/1.png".encode("cp1252") for word in ("B\u00e4r", "B\u00f6r", "K\u00e4fer")]
    files = {os.fsdecode(name): PNG for name in names}
    if form == "folder":
        source = as_folder(tmp_path / "a", files)
    else:
        source = tmp_path / "a.tar"
        with tarfile.open(source, "w", format=tarfile.GNU_FORMAT) as archive:
            for name, data in files.items():
                member = tarfile.TarInfo(name)
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))
    sources = list_source(source).labelled().sources
    assert {source.name: source.label for source in sources} == {
        os.fsdecode(name): name.decode("cp1252").partition("/")[0] for name in names
    }
    assert all(source.read() == PNG for source in sources)


def zip_of_another_computer(path, names, encoding):
    """A zip of pictures whose folder names are in an unstated code page."""
    stand_ins = [f"{number:0>{len(name.encode(encoding))}}" for number, name in enumerate(names)]
    content = as_zip(path, {f"{name}/1.png": PNG for name in stand_ins}).read_bytes()
    for name, stand_in in zip(names, stand_ins, strict=True):
        content = content.replace(stand_in.encode() + b"/1.png", name.encode(encoding) + b"/1.png")
    path.write_bytes(content)
    return path


def test_classes_of_a_zip_of_another_computer_are_read_and_told_where_there_is_doubt(tmp_path):
    names = [
        "\u0642\u0637\u0629",
        "\u0643\u0644\u0628",
        "\u062d\u0635\u0627\u0646",
        "\u062a\u0641\u0627\u062d",
    ]
    listing = list_source(zip_of_another_computer(tmp_path / "a.zip", names, "cp1256"))
    assert sorted(source.label for source in listing.sources) == sorted(names)
    assert listing.notes == ()
    listing = list_source(
        zip_of_another_computer(tmp_path / "b.zip", ["gy\u0171r\u0171", "kutya 1"], "cp1250")
    )
    assert len({source.label for source in listing.sources}) == 2
    (note,) = listing.notes
    assert note.startswith("Some class names may have been read wrongly")
    assert next(source.label for source in listing.sources if source.label != "kutya 1") in note
    assert "kutya" not in note


def test_what_is_wrong_with_names_is_told_of_five_classes(tmp_path):
    names = [f"{number} gy\u0171r\u0171" for number in range(8)]
    (note,) = list_source(zip_of_another_computer(tmp_path / "a.zip", names, "cp1250")).notes
    assert note.endswith('" and 3 more.')


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_a_path_with_a_dot_before_it_makes_no_class(kind, tmp_path):
    listing = source_of(kind, tmp_path, {"./cats/1.png": PNG, "dogs/1.png": PNG, "./dogs//2.png": PNG})
    assert {source.name: source.label for source in listing.sources} == {
        "cats/1.png": "cats",
        "dogs/1.png": "dogs",
        "dogs/2.png": "dogs",
    }


def test_what_tells_no_classes_says_why(tmp_path):
    files = {
        "a/1.png": PNG,
        "b/1.png": PNG,
        "list.xlsx": b"PK",
        "prices.csv": b"city,price\nBern,3\n",
        "c/1.pdf": b"",
    }
    listing = source_of("folder", tmp_path, files)
    assert [(file.name, file.reason, file.is_picture) for file in listing.left_out] == [
        ("c/1.pdf", "a PDF, not a picture; the Draw page can read its pages", False),
        ("list.xlsx", "a spreadsheet; save it as CSV to have it read as a table", False),
        ("prices.csv", "a table without classes for these pictures", False),
    ]
    assert listing.notes == ('No picture could be read in these folders, so they are not classes: "c".',)


def test_classes_that_a_table_may_have_written_otherwise_are_told(tmp_path):
    files = {f"{number}.png": PNG for number in range(4)}
    labels = ["gy\u0171r\u0171", "kutya"] * 2
    rows = "".join(f"{number}.png;{label}\n" for number, label in enumerate(labels))
    (note,) = source_of("zip", tmp_path, files | {"l.csv": rows.encode("cp1250")}).notes
    assert note.startswith("Some class names may have been read wrongly")
    assert "kutya" not in note
    assert source_of("zip", tmp_path, files | {"l.csv": rows.encode()}).notes == ()


@pytest.mark.parametrize("name", ["IMG_1.AAE", "IMG_1.xmp", "MVI_1.THM", "index.dat"])
def test_what_phones_and_cameras_lay_beside_a_picture_is_no_picture_that_is_missing(name, tmp_path):
    listing = source_of("folder", tmp_path, {"a/IMG_1.png": PNG, f"a/{name}": b"x", "b/1.png": PNG})
    assert [(file.name, file.is_picture) for file in listing.left_out] == [(f"a/{name}", False)]
    assert listing.notes == ()


@pytest.mark.parametrize("kind", ["folder", "zip", "tar"])
@pytest.mark.parametrize("own", ["{}.txt", "{}.png.json"])
def test_texts_of_single_pictures_do_not_keep_a_text_of_labels_from_being_read(kind, own, tmp_path):
    files = {f"{number:03}.png": PNG for number in range(60)}
    files |= {own.format(f"{number:03}"): b"7" for number in range(60)}
    table = "".join(f"{number:03}.png {'cat' if number % 2 else 'dog'}\n" for number in range(100))
    listing = source_of(kind, tmp_path, {**files, "labels.txt": table.encode(), "read me.txt": b"x"})
    assert [source.label for source in listing.sources] == ["dog", "cat"] * 30
    assert {file.reason for file in listing.left_out} == {"not a picture"}
    assert len(listing.left_out) == 61


@pytest.mark.parametrize("kind", ["zip", "tar"])
@pytest.mark.parametrize("root", ["/home/me/birds/", "C:/Users/me/birds/", "C:\\birds\\", "/"])
def test_an_archive_that_was_packed_by_whole_paths_is_read(kind, root, tmp_path):
    if kind == "tar" and "\\" in root:
        pytest.skip("only in a zip is this no letter of a name")
    files = {f"{root}{label}/1.png": PNG for label in ("robin", "wren")}
    listing = source_of(kind, tmp_path, {**files, f"{root}../../../etc/2.png": PNG})
    assert [source.label for source in listing.sources] == ["robin", "wren"]
    assert all(source.read_bytes() == PNG for source in listing.sources)
    assert [file.reason for file in listing.left_out] == ["its path leads out of the archive"]


def test_a_table_that_cannot_be_read_says_why(tmp_path, monkeypatch):
    monkeypatch.setattr(readers, "MAX_TABLE_BYTES", 2**20)
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n"
    files = {"a/1.png": PNG, "b/2.png": PNG, "large.csv": b"x" * (2**20 + 1), "labels.tsv": pointer}
    listing = source_of("folder", tmp_path, {**files, "large.txt": b"x" * (2**20 + 1)})
    (tsv, pointed), (large, too_large), text = [(file.name, file.reason) for file in listing.left_out]
    assert (tsv, large, text) == ("labels.tsv", "large.csv", ("large.txt", "not a picture"))
    assert "git lfs pull" in pointed
    assert too_large.startswith("A table of labels may have at most 1 MB.")
    assert not any(file.is_picture for file in listing.left_out)


@pytest.mark.parametrize("bound", ["MAX_TABLES", "MAX_TABLES_BYTES"])
def test_of_many_tables_the_rest_says_that_it_was_not_read(bound, tmp_path, monkeypatch):
    monkeypatch.setattr(readers, bound, 1)
    files = {"1.png": PNG, "2.png": PNG, "a.csv": b"1.png,cat\n2.png,dog\n", "b.csv": b"1.png,cow\n"}
    listing = source_of("folder", tmp_path, {**files, "b.txt": b"1.png cow\n"})
    assert [source.label for source in listing.sources] == ["cat", "dog"]
    assert [(file.name, file.reason.split(";")[0]) for file in listing.left_out] == [
        ("b.csv", "There are too many tables"),
        ("b.txt", "not a picture"),
    ]
