"""A taught network answers a photo alike everywhere: alone, in tables, sorted, in Python and over HTTP."""

import csv
import io
import json
import threading

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from api.answers import answer
from api.questions import Question
from core.bundles.library import read_library
from core.cli.main import main
from core.datasets.ingestion import add_picture
from core.datasets.pseudo_labels import UNSURE_FOLDER, folder_of
from core.datasets.store import begin_data_set
from core.inference.batch import rows_of
from core.inference.classifier import Classifier
from core.preprocessing.example_photos import read_example_photos
from core.preprocessing.image_source import ImageSource
from core.presentation.answer_panels import summarize
from core.presentation.prediction_table import as_csv, table
from core.presentation.wording import not_sure_in_words
from core.training.presets import suggest
from core.training.runs import start_run
from inkling.networks import load_network
from tests.core.training_helpers import train_in_this_process

TAUGHT = ("cat.jpg", "espresso.jpg", "palace.jpg")
EACH = 5


def pieces(data, count):
    """Crops of a photo as PNG files, each 80 % of its width and height."""
    photo = Image.open(io.BytesIO(data)).convert("RGB")
    width, height = photo.size
    generator = np.random.default_rng(3)
    for left, top in generator.uniform(0, 0.2, (count, 2)):
        piece = photo.crop((left * width, top * height, (left + 0.8) * width, (top + 0.8) * height))
        file = io.BytesIO()
        piece.save(file, "PNG")
        yield file.getvalue()


@pytest.fixture
def taught(tmp_path_factory, monkeypatch):
    """A network that was taught pieces of some photos on the features of another, and a folder of photos."""
    files = {photo.name: photo.read_bytes() for photo in read_example_photos()}

    def fill(data_set):
        for name in TAUGHT:
            for number, data in enumerate(pieces(files[name], EACH)):
                data_set = add_picture(data_set, data, f"{number}.png", name.removesuffix(".jpg"))
        return data_set

    train_in_this_process(monkeypatch)
    data_set = begin_data_set("Photos", "photo", fill)
    run = start_run(suggest(data_set, "Own photos", effort="Quick").request)
    photos = tmp_path_factory.mktemp("photos")
    for name, data in files.items():
        (photos / name).write_bytes(data)
    noise = np.random.default_rng(1).integers(0, 256, (200, 300, 3), dtype=np.uint8)
    Image.fromarray(noise).save(photos / "noise.png")
    Image.new("RGB", (300, 200), (200, 30, 30)).save(photos / "red.png")
    return run.request.bundle, photos


def said_by_the_page(name, photos):
    network = Classifier(read_library().find(name))
    asked = [ImageSource(path.name, path.read_bytes) for path in sorted(photos.iterdir())]
    summaries = {}
    for source in asked:
        summaries[source.name] = summarize(network.classify_picture(source.content()))
    return network, asked, summaries


def test_a_taught_network_says_the_same_of_a_photo_wherever_it_is_asked(taught, capsys, tmp_path):
    name, photos = taught
    network, asked, summaries = said_by_the_page(name, photos)
    unsure = {file for file, summary in summaries.items() if not summary.is_sure}
    assert {"noise.png", "red.png"} <= unsure < set(summaries)
    assert summaries["noise.png"].bars[0].label == "something else"

    rows = list(rows_of(asked, [network]))
    frame = table(rows, ["It"], thumbnails=False, in_words=True).set_index("name")
    saved = pd.read_csv(io.BytesIO(as_csv(rows, ["It"])), encoding="utf-8-sig").set_index("name")
    for row in rows:
        summary = summaries[row.name]
        words = summary.answer if summary.is_sure else not_sure_in_words(summary.guess, summary.confidence)
        assert frame.loc[row.name, "It"] == words
        assert frame.loc[row.name, "confidence"] == pytest.approx(summary.confidence, abs=1e-6)
        assert saved.loc[row.name, "confidence"] == pytest.approx(summary.confidence, abs=1e-4)
        assert folder_of(row, by_kind=False) == (summary.answer if summary.is_sure else UNSURE_FOLDER)

    main(["predict", str(photos), "--network", name, "--json"])
    together = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for path in (photos / "cat.jpg", photos / "noise.png"):
        main(["predict", str(path), "--network", name, "--json"])
        alone = json.loads(capsys.readouterr().out)
        (listed,) = [record for record in together if record["file"].endswith(path.name)]
        for key in ("predictions", "sure", "answer", "confidence", "something_else"):
            assert alone[key] == listed[key]
        check(summaries[path.name], alone["answer"], alone["sure"], alone["confidence"], alone["predictions"])
    main(["predict", str(photos), "--network", name, "--csv", str(tmp_path / "a.csv"), "--top", "1"])
    with (tmp_path / "a.csv").open(newline="", encoding="utf-8-sig") as file:
        for record in csv.DictReader(file):
            summary = summaries[record["file"].rpartition("/")[2]]
            assert record["answer"] == (summary.answer if summary.is_sure else "")
            assert float(record["confidence"]) == pytest.approx(summary.confidence, abs=2e-6)

    loaded = load_network(name)
    answers = loaded.predict(str(photos)).table().set_index("name")
    for path in sorted(photos.iterdir()):
        single, summary = loaded.predict(str(path)), summaries[path.name]
        ranked = [{"label": label, "probability": value} for label, value in single.top().items()]
        check(summary, single.answer, single.sure, single.confidence, ranked)
        for column in ("probability", "confidence"):
            assert answers.loc[path.name, column] == pytest.approx(getattr(single, column))

    asked_over_http = Question((name,), asked, 3, False)
    for entry in answer(asked_over_http, threading.Event()).answers:
        (result,) = entry.results
        ranked = [one.model_dump() for one in result.predictions]
        check(summaries[entry.name], result.answer, result.sure, result.confidence, ranked)
        known = sum(one["probability"] for one in ranked)
        assert known + result.something_else == pytest.approx(1, abs=1e-5)


def check(summary, said, is_sure, confidence, ranked):
    """Checks that a program was told what the page says."""
    assert is_sure == summary.is_sure
    assert said == (summary.answer if summary.is_sure else None)
    assert confidence == pytest.approx(summary.confidence, abs=2e-6)
    bars = [bar for bar in summary.bars if bar.label != "something else"]
    assert [one["label"] for one in ranked][: len(bars)] == [bar.label for bar in bars]
    for one, bar in zip(ranked, bars, strict=False):
        assert one["probability"] == pytest.approx(bar.probability, abs=2e-6)
