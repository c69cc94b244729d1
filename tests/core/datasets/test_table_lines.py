"""Label files other than spreadsheet tables, as people and scripts write them."""

import json

import pytest

from core.datasets.json_labels import MAX_JSON_BYTES
from core.datasets.label_tables import rows_by_picture
from core.datasets.table_lines import is_table, may_be_table, readings
from tests.core.datasets.calls import calls_of

PICTURES = ["images/1.png", "images/my dog.JPG"]


def labels_of(name, text):
    """The label that a file gives each picture; None if the file is taken to be about something else."""
    rows = rows_by_picture({name: text.encode()}, PICTURES).get(name)
    return rows if rows is None else {picture: row.label for picture, row in rows.items()}


@pytest.mark.parametrize("separator", [" ", "   ", "\t", ",", ";", "|", ": "])
@pytest.mark.parametrize("above", ["", "# by hand\n", "file{}label\n"])
def test_a_text_of_pictures_and_words(separator, above):
    pairs = [("1.png", "grey cat"), ("my dog.JPG", "dog")]
    text = above.format(separator) + "\n".join(separator.join(pair) for pair in pairs)
    assert labels_of("labels.txt", text) == {"images/1.png": "grey cat", "images/my dog.JPG": "dog"}


def test_the_word_may_come_first_and_the_class_may_be_a_number():
    assert labels_of("labels.txt", "cat images/1.png\ndog images/my dog.JPG\n") == {
        "images/1.png": "cat",
        "images/my dog.JPG": "dog",
    }
    assert labels_of("labels.txt", "1.png 0\nmy dog.JPG 1\n") == {
        "images/1.png": "0",
        "images/my dog.JPG": "1",
    }


@pytest.mark.parametrize(
    "value",
    [
        {"1.png": "cat", "images/my dog.JPG": 7, "about": "all of them"},
        [{"file": "1.png", "label": "cat"}, {"file": "my dog.JPG", "label": 7}, 3],
        {"labels": [["1.png", "cat"], ["my dog.JPG", 7], [], 3]},
        {"1": "cat", "my dog": 7},
        {"1.png": ["cat"], "my dog.JPG": [7], "more": ["a", "b"]},
        {"version": 1, "labels": {"1.png": "cat", "my dog.JPG": 7}},
        {"1.png": {"label": "cat", "size": 5}, "my dog.JPG": {"label": 7}},
        {"1": {"class": ["cat"]}, "my dog": {"class": 7}},
        {"x5": {"filename": "1.png", "label": "cat"}, "x6": {"filename": "my dog.JPG", "label": 7}},
        {"1.png": {"cat": 1, "7": 0}, "my dog.JPG": {"cat": 0, "7": 1}},
        {"cat": ["1.png"], "7": ["images/my dog.JPG"], "about": 3},
        {"info": {"year": 2026}, "annotations": [["1.png", "cat"], ["my dog.JPG", 7]]},
        {
            "info": {"year": 2026},
            "images": [{"id": 5, "file_name": "1.png"}, {"id": 6, "file_name": "images/my dog.JPG"}, {}, 3],
            "categories": [{"id": 1, "name": "cat"}, {"id": 2, "name": 7}, {"id": 3, "name": "unused"}],
            "annotations": [
                {"id": 1, "image_id": 5, "category_id": 1, "bbox": [1, 2, 3, 4]},
                {"id": 2, "image_id": 5, "category_id": 1},
                {"id": 3, "image_id": 6, "category_id": 2},
                {"id": 4, "image_id": 9, "category_id": 2},
                {"id": 5, "image_id": 6},
            ],
        },
    ],
)
def test_a_json_of_classes_by_files_of_objects_or_of_lists(value):
    assert labels_of("labels.json", json.dumps(value)) == {"images/1.png": "cat", "images/my dog.JPG": "7"}


@pytest.mark.parametrize(
    "text",
    [
        '{"title": "1.png", "place": "my dog.JPG", "url": "x"}',
        '{"1.png": {"about": {"label": "cat"}}, "my dog.JPG": null}',
        '{"images": 3, "annotations": {"a": 1}, "categories": null}',
        '{"images": [{"id": [], "file_name": {}}], "annotations": [{"image_id": [], "category_id": {}}]}',
        '{"0": "cat", "1": "dog", "2": "bird"}',
        '{"a": {"b": {"c": {"1.png": "cat"}}}}',
        '{"a": [1, null, []]}',
        "[" * 100_000,
        '{"1.png": 1' + "0" * 5_000 + "}",
        "3",
        "",
        "[]",
        '{"1.png": "cat"}' + " " * MAX_JSON_BYTES,
    ],
)
def test_a_json_about_something_else_or_without_bounds_says_nothing(text):
    assert labels_of("labels.json", text) is None


@pytest.mark.parametrize("line", ["a" + " " * 998 + "b", "a:" * 499, ".png" * 250, "x.png:" * 160])
def test_no_line_is_read_again_and_again(line):
    text = f"{line}\n".encode() * 1_000

    def read():
        return [list(reading()) for reading in readings("labels.txt", text)]

    assert len(read()[0]) == 1_000
    assert calls_of(read) < 20_000


def test_what_is_and_what_may_be_a_table():
    assert is_table("a/Labels.CSV")
    assert not is_table("labels.txt")
    assert may_be_table("LABELS.TXT")
    assert may_be_table("labels.json")
    assert not may_be_table("labels.md")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("rows", [2, 20_000])
def test_a_quote_that_is_never_closed_is_a_letter(end, rows):
    lines = [
        "file,label",
        '0.png,"big',
        'cat"',
        '1.png,"cat',
        *(f"{number}.png,dog" for number in range(2, rows + 2)),
    ]
    (read,) = readings("labels.csv", end.join(lines).encode())
    cells = [[text.replace("\r", "") for text in line] for line in read()]
    assert cells == [
        ["file", "label"],
        ["0.png", "big\ncat"],
        ["1.png", '"cat'],
        *([f"{number}.png", "dog"] for number in range(2, rows + 2)),
    ]


def test_a_last_cell_of_several_lines_is_one():
    (read,) = readings("labels.csv", b'file,label\n1.png,"big\n\ncat"')
    assert list(read()) == [["file", "label"], ["1.png", "big\n\ncat"]]


def test_many_quotes_that_are_never_closed_are_not_read_again_and_again():
    text = ("file,label\n" + '1.png,"cat\n' * 3_001).encode()
    (read,) = readings("labels.csv", text)
    assert calls_of(lambda: list(read())) < 100_000


def test_a_line_of_far_too_many_values_is_left_out():
    far_too_many = '{"file": "1.png", "x": [' + "[]," * 700_000 + "0]}"
    (reading,) = readings("labels.jsonl", f'{far_too_many}\n{{"file": "2.png"}}'.encode())
    assert list(reading()) == [["file"], ["2.png"]]
