"""The table of predictions, its filters, and its CSV as pandas reads it."""

import io

import numpy as np
import pandas as pd
import pytest

from core.inference.batch import Row, Verdict
from core.inference.classifier import ClassProbability
from core.presentation.prediction_table import (
    ALL,
    DISPUTED,
    UNREADABLE,
    UNSURE,
    as_csv,
    counts,
    filtered,
    table,
    verdict_in_words,
)


def verdict(label, probability, sure=True, kind="", kind_probability=0.0):
    best = ClassProbability(label, probability)
    return Verdict(best, best if sure else None, kind, np.zeros(2, np.float32), 1.0, 1.0, kind_probability)


ROWS = [
    Row(0, "a/cat.jpg", b"x", (verdict("tabby", 0.9, kind="cat"), verdict("cat", 0.8))),
    Row(1, "b/cat.jpg", b"x", (verdict("tabby", 0.71236, kind="cat"), verdict("dog", 0.8))),
    Row(2, "blur.jpg", b"x", (verdict("Siamese cat", 0.3, False, "cat"), verdict("dog", 0.4, False))),
    Row(3, "fog.jpg", b"x", (verdict("volcano", 0.2, False), verdict("dog", 0.4, False))),
    Row(4, "=cmd.txt", b"", (), "This is not a picture that can be read."),
]


def test_an_unsure_answer_says_so_in_words():
    said = [verdict_in_words(row.first) for row in ROWS if row.first]
    assert said == ["tabby", "tabby", "cat", "Not sure"]
    assert list(table(ROWS, ("One", "Two"), in_words=True)["One"]) == [*said, "Cannot be read"]
    failed = Row(5, "cat.jpg", b"x", (None, verdict("cat", 0.9)), "One failed.")
    assert list(table([failed], ("One", "Two"), in_words=True)["One"]) == ["No answer"]


def test_beside_the_name_of_a_kind_is_the_probability_of_that_kind():
    row = Row(0, "turtle.jpg", b"x", (verdict("barracouta", 0.25, False, "animal", 0.9),))
    in_words = table([row], ("One",), in_words=True)
    assert (in_words["One"][0], in_words["confidence"][0]) == ("animal", 0.9)
    plain = table([row], ("One",))
    assert (plain["One"][0], plain["confidence"][0]) == ("barracouta", 0.25)


def test_a_best_guess_of_little_probability_is_not_named():
    said = [verdict_in_words(verdict("brassiere", probability, False)) for probability in (0.24, 0.25)]
    assert said == ["Not sure", "Not sure (brassiere?)"]


def test_the_table_has_a_line_for_each_photo_and_columns_for_each_network():
    frame = table(ROWS, ("One", "Two"))
    assert list(frame["One"]) == ["tabby", "tabby", "Siamese cat", "volcano", ""]
    assert list(frame["kind"]) == ["cat", "cat", "cat", "", ""]
    assert list(frame["sure (Two)"]) == [True, True, False, False, False]
    assert list(frame["disagree"]) == [False, True, False, False, False]
    assert frame["photo"][0].startswith("data:image/jpeg;base64,")
    assert pd.isna(frame["photo"][4])
    assert frame["problem"][4] == ROWS[4].problem


def test_the_network_that_decides_comes_first():
    frame = table(ROWS, ("One", "Two"), thumbnails=False, leading=1)
    assert list(frame)[:5] == ["Two", "confidence", "sure", "kind", "One"]
    assert list(frame["Two"]) == list(table(ROWS, ("One", "Two"))["Two"])
    assert list(frame["sure"]) == list(table(ROWS, ("One", "Two"))["sure (Two)"])


def test_one_network_cannot_disagree():
    frame = table(ROWS, ("One",), thumbnails=False)
    assert list(frame) == ["One", "confidence", "sure", "kind", "name", "problem"]


@pytest.mark.parametrize(
    "titles",
    [
        ("One", "One"),
        ("name", "problem"),
        ("confidence", "photo"),
        ("sure (B)", "B"),
        ("One", "One (2)"),
        ("One (2)", "One"),
        ("disagree", "disagree"),
    ],
)
def test_no_title_takes_the_place_of_a_column(titles):
    plain, frame = table(ROWS, ("First", "Second")), table(ROWS, titles)
    assert len(set(frame)) == len(plain.columns)
    for before, now in zip(plain, frame, strict=True):
        assert plain[before].equals(frame[now]), now
    assert list(frame)[-3:] == ["disagree", "name", "problem"]


def test_the_csv_holds_the_same_and_no_formula():
    text = as_csv(ROWS, ("One", "Two"))
    assert text.startswith(b"\xef\xbb\xbf")
    back = pd.read_csv(io.BytesIO(text), encoding="utf-8-sig", keep_default_na=False)
    assert list(back["One"]) == ["tabby", "tabby", "Siamese cat", "volcano", ""]
    assert list(back["confidence"]) == ["0.9", "0.7124", "0.3", "0.2", ""]
    assert back["name"][4] == "'=cmd.txt"


def test_no_title_or_name_begins_a_formula_wherever_a_spreadsheet_splits_the_csv():
    odd = Row(0, "a\r=1+1.jpg", b"x", (verdict("dog", 0.9), verdict("dog", 0.9)))
    text = as_csv([odd], ("=One", "Two\r=2"))
    cells = [cell for line in text.decode("utf-8-sig").splitlines() for cell in line.split(",")]
    assert "'=One" in cells
    assert r"a\r=1+1.jpg" in cells
    assert not any(cell.startswith("=") for cell in cells)


def test_filters_and_words_find_rows():
    assert counts(ROWS) == {ALL: 5, UNSURE: 2, DISPUTED: 1, UNREADABLE: 1}
    assert [row.number for row in filtered(ROWS, UNSURE)] == [2, 3]
    hesitant = Row(5, "dog.jpg", b"x", (verdict("dog", 0.9), verdict("dog", 0.4, False)))
    assert counts([*ROWS, hesitant], network=1)[UNSURE] == counts([*ROWS, hesitant])[UNSURE] + 1
    assert [row.number for row in filtered([*ROWS, hesitant], UNSURE, network=1)] == [2, 3, 5]
    assert [row.number for row in filtered(ROWS, words="CAT jpg")] == [0, 1, 2]
    assert [row.number for row in filtered(ROWS, DISPUTED, "dog")] == [1]
    assert filtered(ROWS, ALL, "nothing like it") == []
