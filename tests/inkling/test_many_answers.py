"""Answers to many pictures are a sequence, a table and a file that a spreadsheet opens safely."""

import csv
import io

import pytest

from core.errors import InklingError
from core.preprocessing.example_drawings import example_drawing
from inkling.many_answers import Answers, problem_of
from tests.inkling.test_answers import answer_for
from tests.inkling.test_html import Reader


@pytest.fixture
def seven(classifiers):
    return answer_for(classifiers["digits-deep"], example_drawing("digits", 5)[1])


def test_many_are_a_sequence_and_a_table_in_their_order(seven):
    many = Answers((seven, problem_of("lost.png", InklingError("It is gone.")), seven))
    assert (len(many), many[1].name, [each.name for each in many]) == (2, "my seven", ["my seven"] * 2)
    assert many[:1] == (many[0],)
    table = many.table()
    assert list(table["name"]) == ["my seven", "lost.png", "my seven"]
    assert list(table["problem"]) == ["", "It is gone.", ""]
    assert table["probability"].isna().tolist() == [False, True, False]
    assert "2 answers, 0 of them not sure; 1 without an answer" in repr(many)
    assert "lost.png: It is gone." in Reader(many._repr_html_()).text


def test_thousands_show_the_first_ones(seven):
    text = Reader(Answers((seven,) * 51)._repr_html_()).text
    assert text.count("my seven") == 50
    assert "and 1 more" in text


def test_a_spreadsheet_calculates_nothing(seven, tmp_path):
    many = Answers((seven, problem_of('=HYPERLINK("x")', InklingError("-1"))))
    path = many.save_csv(tmp_path / "answers.csv")
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert rows[0]["label"] == seven.label
    assert rows[1]["name"] == '\'=HYPERLINK("x")'
    assert rows[1]["problem"] == "'-1"
