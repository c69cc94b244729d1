"""The terminal, Python and the API report numbers, classes and doubt as the Draw page does."""

import csv
import json
import threading

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from api.answers import answer
from api.questions import Question
from core.cli.main import main
from core.inference.digit_reading import MAX_DIGITS
from core.inference.whole_numbers import number_of
from core.preprocessing.decode import decode_image
from core.preprocessing.example_photos import read_example_photos
from core.preprocessing.image_source import ImageSource
from core.preprocessing.quickdraw_format import to_quickdraw, write_stroke_line
from core.presentation.answer_panels import summarize
from core.presentation.number_readings import number_summaries
from core.presentation.replies import reply_of
from inkling.networks import load_network
from tests.core.inference.test_drawn_numbers import side_by_side
from tests.core.numbers_for_tests import digit, line_of, number, scan_of
from tests.core.pictures_for_tests import file_of
from tests.core.presentation.test_number_readings import picture_of

NETWORK = "digits-deep"


def reply_to(classifiers, text):
    picture = picture_of(text)
    prediction = classifiers[NETWORK].classify_picture(picture)
    return reply_of(prediction, number_of(classifiers[NETWORK], lambda: picture, prediction, False))


def test_the_confidence_of_a_number_is_that_of_the_page(classifiers):
    picture = picture_of("471")
    prediction = classifiers[NETWORK].classify_picture(picture)
    reading = number_of(classifiers[NETWORK], lambda: picture, prediction, False)
    (summary,) = number_summaries(reading)
    assert reply_of(prediction, reading).confidence == pytest.approx(summary.confidence)
    assert summary.confidence > 0.9 > prediction.top(1)[0].probability


def test_where_a_network_is_sure_of_the_kind_alone_the_confidence_is_that_of_the_kind(classifiers):
    network = classifiers["things-1000"]
    answers = [network.classify_picture(decode_image(photo.read_bytes())) for photo in read_example_photos()]
    for predicted in answers:
        reply = reply_of(predicted)
        assert reply.confidence == pytest.approx(summarize(predicted).confidence, abs=1e-9)


@pytest.mark.parametrize(
    ("likely", "said"),
    [
        (["Labrador retriever", "golden retriever"], "dog"),
        (["Labrador retriever", "tabby"], "mammal"),
        (["loggerhead", "tabby"], "animal"),
        (["loggerhead", "wall clock"], None),
    ],
)
def test_there_is_an_answer_where_a_network_is_sure_and_only_there(classifiers, likely, said):
    network = classifiers["things-1000"]
    logits = np.zeros(1_000, np.float32)
    logits[[network.bundle.labels.index(name) for name in likely]] = 20.0
    photo = decode_image(read_example_photos()[0].read_bytes())
    reply = reply_of(network.predict_from_logits(photo, logits, familiarity=20.0, milliseconds=1.0))
    assert (reply.answer, reply.sure) == (said, said is not None)


def test_a_number_is_the_answer_and_one_digit_is_none(classifiers):
    assert reply_to(classifiers, "471").answer == "471"
    assert reply_to(classifiers, "471").digits == ("4", "7", "1")
    single = reply_to(classifiers, "7")
    assert (single.answer, single.digits, single.number, single.sure) == ("7", (), "", True)


def said_by_all(name, data, strokes, capsys, tmp_path):
    """What the terminal, its CSV, Python and the API say about a picture file or a drawing."""
    path = tmp_path / (name if strokes is None else f"{name}.ndjson")
    path.write_bytes(data if strokes is None else write_stroke_line(strokes).encode())
    asked = data if strokes is None else to_quickdraw(strokes)
    main(["predict", str(path), "--network", NETWORK, "--json"])
    record = json.loads(capsys.readouterr().out)
    main(["predict", str(path), "--network", NETWORK, "--csv", str(tmp_path / "a.csv")])
    with (tmp_path / "a.csv").open(newline="", encoding="utf-8-sig") as file:
        row, *_ = csv.DictReader(file)
    yield (
        record["answer"],
        record["sure"],
        "".join(record.get("digits", "")),
        record.get("more_digits", False),
    )
    yield row["answer"] or None, row["sure"] == "True", row["number"].rstrip("."), row["number"].endswith(".")
    one = load_network(NETWORK).predict(asked)
    yield one.answer, one.sure, one.number.rstrip("."), one.number.endswith(".")
    source = ImageSource(name, lambda: data if strokes is None else strokes)
    (entry,) = answer(Question((NETWORK,), [source], 1, False), threading.Event()).answers
    (result,) = entry.results
    yield result.answer, result.sure, "".join(result.digits), result.more_digits


def test_where_most_of_what_stands_side_by_side_is_no_digit_there_is_no_number(capsys, tmp_path):
    word = Image.new("L", (700, 240), 255)
    ImageDraw.Draw(word).text((40, 40), "XKHMR", fill=0, font=ImageFont.load_default(150))
    for said in said_by_all("a.png", file_of(np.asarray(word)), None, capsys, tmp_path):
        assert said == (None, False, "", False)


@pytest.mark.parametrize("text", ["471", "7"])
@pytest.mark.parametrize("is_drawn", [False, True])
def test_all_of_them_say_the_same(text, is_drawn, capsys, tmp_path):
    data, strokes = file_of(scan_of(number(text))), side_by_side(text) if is_drawn else None
    told = (text, True, text if len(text) > 1 else "", False)
    assert list(said_by_all("a.png", data, strokes, capsys, tmp_path)) == [told] * 4


def test_all_of_them_say_that_there_are_more_digits_than_were_read(capsys, tmp_path):
    data = file_of(scan_of(number("17" * (MAX_DIGITS // 2 + 1))))
    for said, sure, digits, has_more in said_by_all("a.png", data, None, capsys, tmp_path):
        assert (said, sure, digits, has_more) == (
            "17" * (MAX_DIGITS // 2) + "...",
            True,
            "17" * (MAX_DIGITS // 2),
            True,
        )


def test_a_digit_that_is_not_sure_leaves_the_number_without_an_answer(classifiers, capsys, tmp_path):
    block = np.full((100, 60), 255, np.uint8)
    data = file_of(scan_of(line_of([digit("4"), block, digit("7")])))
    for said, sure, digits, has_more in said_by_all("a.png", data, None, capsys, tmp_path):
        assert (said, sure, digits, has_more) == (None, False, "4?7", False)
    assert repr(load_network(NETWORK).predict(data)).startswith("picture: 4 ? 7. Not sure about one of them.")
