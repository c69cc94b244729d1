"""Tables of labels, as people and programs write them."""

import json

import pytest

from core.datasets.label_tables import Row, is_beside, rows_by_picture
from tests.core.datasets.calls import calls_of

PICTURES = ["images/1.png", "images/2.png"]
CAT, DOG = Row("K\u00e4tzchen"), Row("dog")


def rows_of(text, pictures=PICTURES, name="labels.csv"):
    return rows_by_picture({name: text if isinstance(text, bytes) else text.encode()}, pictures)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_every_encoding_of_a_spreadsheet(encoding, line_end):
    text = line_end.join(["file,label", "1.png,K\u00e4tzchen", "2.png,dog", ""])
    assert rows_of(text.encode(encoding)) == {"labels.csv": {"images/1.png": CAT, "images/2.png": DOG}}


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    ("file", "label"), [("File Name", "Class"), ("image_id", "CATEGORY"), ("path", "target")]
)
def test_every_separator_and_usual_heading(separator, file, label):
    lines = [("no", file, label), ("7", "1.png", "K\u00e4tzchen"), ("8", "2.png", "dog")]
    text = "\n".join(separator.join(line) for line in lines)
    assert rows_of(text)["labels.csv"] == {"images/1.png": CAT, "images/2.png": DOG}
    assert rows_of(f"sep={separator}\n{text}")["labels.csv"] == {"images/1.png": CAT, "images/2.png": DOG}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("1", "2"),
        ("1.png", "2.png"),
        ("images/1.png", "images/2.png"),
        ("./images/1", "images\\2.png"),
        ("/kaggle/input/set/images/1.png", "C:\\data\\images\\2.PNG"),
    ],
)
def test_a_picture_may_be_called_in_many_ways(first, second):
    text = f"id,label\n{first},K\u00e4tzchen\n{second},dog\n"
    assert rows_of(text)["labels.csv"] == {"images/1.png": CAT, "images/2.png": DOG}


@pytest.mark.parametrize(
    "text",
    [
        "1.png,K\u00e4tzchen\n2.png,dog\n",
        "id,breed or whatever\n1,K\u00e4tzchen\n2,dog\n",
        'filename,"K\u00e4tzchen", dog\n1.png,1,0\n2.png,0,1.0\n',
        "filename,class id,labels\n1.png,0,K\u00e4tzchen\n2.png,1,dog\n",
        "label,file\nK\u00e4tzchen,1.png\ndog,2.png\n3,gone.png\n",
    ],
)
def test_headings_may_be_missing_unusual_or_classes(text):
    assert rows_of(text)["labels.csv"] == {"images/1.png": CAT, "images/2.png": DOG}


def test_metadata_in_lines_of_json():
    first, second = (
        '{"file_name": "1.png", "label": "K\u00e4tzchen"}',
        '{"file_name": "2.png", "label": "dog"}',
    )
    text = f"{first}\nno JSON\n[1]\n{second}"
    assert rows_of(text, name="images/metadata.jsonl") == {
        "images/metadata.jsonl": {"images/1.png": CAT, "images/2.png": DOG}
    }
    assert rows_of('{"image": 1, "label": 0}\n', name="a.jsonl")["a.jsonl"] == {"images/1.png": Row("0")}


def test_parts_from_a_column_and_from_the_names_of_tables():
    text = "path,target,split\nimages/1.png,a,training\nimages/2.png,b,Val\n"
    assert rows_of(text)["labels.csv"] == {
        "images/1.png": Row("a", "train"),
        "images/2.png": Row("b", "validation"),
    }
    tables = {"train.csv": b"file,label\n1.png,a\n", "test.csv": b"file,label\n1.png,b\n"}
    assert rows_by_picture(tables, ["train/1.png", "test/1.png"]) == {
        "train.csv": {"train/1.png": Row("a", "train")},
        "test.csv": {"test/1.png": Row("b", "test")},
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "file,label\n",
        "city,inhabitants\nBern,134000\n",
        "file,label\nother.png,cat\nanother.png,dog\n1.png,x\n",
        "id,class\n" + "\n".join(f"{number + 100},c" for number in range(50)),
        'file,label\n"1.png,cat\n',
        "file,label\n1.png," + '"' + "x" * 200_000,
        "\x00" * 100,
        "file\n1.png\n2.png\n",
    ],
)
def test_tables_about_something_else_say_nothing(text):
    assert rows_of(text, [*PICTURES, "images/3.png", "images/4.png"]) == {}


def test_a_name_that_several_pictures_have_says_nothing():
    pictures = ["a/1.png", "b/1.png", "a/2.png"]
    assert rows_of("file,label\n1.png,x\n2.png,y\n", pictures)["labels.csv"] == {"a/2.png": Row("y")}


def test_answers_to_send_to_a_contest_are_no_labels():
    assert rows_of("id,label\n1,0\n2,0\n", name="sample_submission.csv") == {}


def test_places_of_tables():
    assert is_beside("a/b/1.png", "a/labels.csv")
    assert not is_beside("ab/1.png", "a/labels.csv")
    assert is_beside("1.png", "labels.csv")


@pytest.mark.parametrize(
    "above",
    ["\n\n", ";;\n;\n", "# made by a program, on a day; for us\n", "sep=;\n\n# a remark\n", "\ufeff\n;;\n"],
)
def test_headings_need_not_be_the_first_line(above):
    text = f"{above}file;label\n\n1.png;K\u00e4tzchen\n;;\n2.png;dog\n"
    assert rows_of(text)["labels.csv"] == {"images/1.png": CAT, "images/2.png": DOG}


def test_a_line_that_cannot_be_read_ends_no_other():
    # More than the `csv` module accepts in one cell.
    text = f"file,label\n1.png,K\u00e4tzchen\n3.png,{'x' * 200_000}\n2.png,dog\n"
    assert rows_of(text)["labels.csv"] == {"images/1.png": CAT, "images/2.png": DOG}


@pytest.mark.parametrize("separator", [",", "\t"])
def test_an_index_has_no_heading(separator):
    # A table with an index column, as pandas writes it.
    lines = [("", "file", "label"), ("0", "1.png", "K\u00e4tzchen"), ("1", "2.png", "dog")]
    text = "\n".join(separator.join(line) for line in lines)
    assert rows_of(text)["labels.csv"] == {"images/1.png": CAT, "images/2.png": DOG}


def test_the_columns_are_told_by_what_is_in_them():
    pictures = [f"{number}.png" for number in range(6)]
    labels = ["cat", "dog", "cow"] * 2
    wanted = {picture: Row(label) for picture, label in zip(pictures, labels, strict=True)}
    rows = list(zip(range(100, 106), pictures, labels, "abcdef", strict=True))
    for headings in ["zzz,qqq,www,vvv\n", ""]:
        text = headings + "\n".join(",".join(map(str, row)) for row in rows)
        assert rows_of(text, pictures)["labels.csv"] == wanted
    # A column of class numbers next to the names, and one of numbers that could be picture names.
    text = "nr,bild,code,was\n" + "\n".join(
        f"{number % 2},{picture},{len(label)},{label}"
        for number, (picture, label) in enumerate(zip(pictures, labels, strict=True))
    )
    assert rows_of(text, pictures)["labels.csv"] == wanted
    # With two possible label columns, neither is used.
    text = "\n".join(f"{picture},{label},{label[0]}" for picture, label in zip(pictures, labels, strict=True))
    assert rows_of(text, pictures) == {}


def test_parts_without_a_heading_that_says_so():
    text = "Bild;Klasse;Verwendung\n1.png;a;Training\n2.png;b;Test\n"
    assert rows_of(text)["labels.csv"] == {
        "images/1.png": Row("a", "train"),
        "images/2.png": Row("b", "test"),
    }


@pytest.mark.parametrize(
    "headings",
    [
        "Datei;Aufnahmeort;Klasse", "fichier;lieu;classe", "archivo;lugar;clase", "nome file;luogo;etichetta",
        "\u0424\u0430\u0439\u043b;\u041c\u0435\u0441\u0442\u043e;\u041a\u043b\u0430\u0441\u0441",
        "arquivo;local;Esp\u00e9cie",
        "\u6587\u4ef6\u540d;x;\u7c7b\u522b", "\ud30c\uc77c;x;\ud074\ub798\uc2a4",
    ],
)  # fmt: skip
def test_headings_in_other_languages(headings):
    text = f"{headings}\n1.png;here;K\u00e4tzchen\n2.png;there;dog\n"
    assert rows_of(text)["labels.csv"] == {"images/1.png": CAT, "images/2.png": DOG}


def test_a_heading_with_many_commas_does_not_part_the_cells():
    text = "Datei;Klasse (Hund, Katze, Maus)\n1.png;K\u00e4tzchen\n2.png;dog\n"
    assert rows_of(text)["labels.csv"] == {"images/1.png": CAT, "images/2.png": DOG}


@pytest.mark.parametrize(
    ("encoding", "label"),
    [
        ("cp932", "\u308a\u3093\u3054"),
        ("gb18030", "\u5411\u65e5\u8475"),
        ("euc-kr", "\uac15\uc544\uc9c0"),
        ("big5", "\u5411\u65e5\u8475"),
    ],
)
@pytest.mark.parametrize("separator", [";", "\t", ","])
def test_tables_of_the_far_east(encoding, label, separator):
    text = "\n".join(separator.join(row) for row in (("file", "label"), ("1.png", label), ("2.png", "dog")))
    rows = rows_of(text.encode(encoding))["labels.csv"]
    assert rows == {"images/1.png": Row(label), "images/2.png": DOG}


def test_rows_about_one_picture_agree_or_contradict_each_other():
    text = "file,label,split\n1.png,Dog,\nimages/1.png, dog,train\n2.png,cat,test\n2,dog,\n1.png,,\n"
    assert rows_of(text)["labels.csv"] == {
        "images/1.png": Row("dog", "train"),
        "images/2.png": Row("dog", "test", is_contradicted=True),
    }


@pytest.mark.parametrize(
    ("pictures", "first", "second"),
    [
        # A spreadsheet removes leading zeros.
        (["images/0001.png", "images/0010.png"], "1", "10"),
        (["images/0001.png", "images/0010.png"], "1.png", "010.png"),
        # The pictures were converted after the table was written.
        (["images/IMG_1.jpg", "images/IMG_2.jpg"], "IMG_1.HEIC", "IMG_2.HEIC"),
        (
            ["images/my cat.jpg", "images/2.jpg"],
            "https://x.org/a/my%20cat.jpg?w=200",
            "https://x.org/2.jpg#x",
        ),
    ],
)
def test_a_picture_is_found_by_what_it_was_called_before(pictures, first, second):
    text = f"id;label\n{first};K\u00e4tzchen\n{second};dog\n"
    assert rows_of(text, pictures)["labels.csv"] == dict(zip(pictures, (CAT, DOG), strict=True))


def test_of_two_pictures_the_one_that_is_called_exactly_so_is_meant():
    pictures = ["1.png", "01.png", "a.jpg", "a.png"]
    text = "file,label\n1,one\n01.png,two\na.png,three\n001,nobody\n"
    assert rows_of(text, pictures)["labels.csv"] == {
        "1.png": Row("one"),
        "01.png": Row("two"),
        "a.png": Row("three"),
    }


def test_short_objects_after_one_of_many_keys_take_no_longer_than_they_hold():
    def table(keys):
        first = {"file": "1.png", "label": "dog", **{f"key {number}": number for number in range(keys)}}
        return json.dumps(first) + "\n" + '{"file": "2.png", "label": "cat"}\n' * 10_000

    few = calls_of(lambda: rows_of(table(0), name="labels.jsonl"))
    many = calls_of(lambda: rows_of(table(90), name="labels.jsonl"))
    assert rows_of(table(90), name="labels.jsonl")["labels.jsonl"]["images/2.png"].label == "cat"
    assert many < 1.5 * few


def test_a_picture_that_is_named_again_and_again_takes_no_look_at_each_letter():
    text = "file,label\n" + f"1.png,{'a long name ' * 10}\n" * 1_000
    assert calls_of(lambda: rows_of(text)) < 100_000


@pytest.mark.parametrize(
    "text",
    [
        "See 1.png for the best of them,\nwhich my friend has taken,\nand 2.png for the worst.\nBye.",
        "1",
        "1 0.5 0.5 0.1 0.1",
        "2\tcats",
        "1 1.png\n2 2.png",
        "Made by hand.\n1.png my cat\nIt sleeps.\nIt eats.",
    ],
)
def test_a_text_that_is_about_something_else_tells_no_classes(text):
    assert rows_of(text, name="images/1.txt") == {}
