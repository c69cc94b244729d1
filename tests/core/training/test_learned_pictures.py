"""Measuring a network on pictures it has learned from gives a warning, as does not being able to tell."""

import json
from dataclasses import replace

import pytest

from core.bundles.library import read_library
from core.cli.main import main
from core.comparison.labelled_pictures import measure
from core.datasets.data_set import write_list
from core.datasets.deletion import delete_data_set
from core.datasets.store import read_data_set
from core.inference.classifier import Classifier
from core.preprocessing.quickdraw_format import write_stroke_line
from core.training.learned_pictures import learned_pictures
from core.training.runs import list_runs, start_run
from inkling.evaluations import evaluate
from tests.core.drawn import stroke_lines
from tests.core.training_helpers import small_request, train_in_this_process

NOT_KNOWN = "Whether it has learned from some of these pictures is not known here."


@pytest.fixture
def taught(tmp_path, monkeypatch):
    """A network that was taught drawings, and its data set, which has one test picture chosen by the user."""
    train_in_this_process(monkeypatch)
    request = small_request(tmp_path, each=6)
    data_set = read_data_set(request.data_set)
    first, *rest = data_set.samples
    write_list(replace(data_set, samples=(replace(first, part="test"), *rest)))
    start_run(request)
    return request.bundle, read_data_set(request.data_set)


def test_what_it_learned_from_is_counted_and_said_and_what_is_new_is_not(taught, tmp_path, capsys):
    name, data_set = taught
    classifier = Classifier(read_library().find(name))
    sources = list(map(data_set.source, data_set.samples))
    measured = measure(classifier, sources)
    assert measured.learned_from == len(sources) - 1
    assert measured.warning.startswith(
        "It has learned from 17 of the 18 pictures, so these figures are too good"
    )
    assert measure(classifier, sources[:1]).warning == ""
    path = tmp_path / "others.ndjson"
    path.write_text("".join(stroke_lines(("house", "ladder"), 3, seed=9)))
    assert (evaluate(name, path).learned_from, evaluate(name, path).warning) == (0, "")
    # They are the same drawings in another file.
    lines = [write_stroke_line(source.read(), source.label) for source in sources]
    path.write_text("".join(lines))
    assert main(["evaluate", str(path), "--network", name]) == 0
    said = capsys.readouterr().out
    assert measured.warning in said
    assert "top5" not in said
    assert main(["evaluate", str(path), "--network", name, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["learned_from"] == 17
    assert "top5_accuracy" not in result
    again = evaluate(name, path)
    assert (again.top5_accuracy, again.learned_from) == (None, 17)
    assert "top-5" not in again._repr_html_()
    assert again.warning in again._repr_html_()
    delete_data_set(data_set.name)
    assert learned_pictures([classifier.bundle]) == [None]
    assert evaluate(name, path).warning == NOT_KNOWN


def test_of_other_networks_it_cannot_be_told(classifiers, tmp_path):
    bundle = classifiers["sketches-345"].bundle
    assert learned_pictures([bundle]) == [None]
    path = tmp_path / "drawings.ndjson"
    path.write_text("".join(stroke_lines(("house",), 2)).replace("my house", "house"))
    assert evaluate(bundle.name, path).warning == NOT_KNOWN


def test_trainings_are_read_once_for_all_networks_and_not_for_those_that_ship(taught, shipped, monkeypatch):
    name, data_set = taught
    read, own = [], read_library().find(name)
    monkeypatch.setattr("core.training.learned_pictures.list_runs", lambda: read.append("all") or list_runs())
    ships = next(iter(shipped.bundles.values()))
    taught_on = frozenset(sample.sha256 for sample in data_set.samples if sample.part != "test")
    assert learned_pictures([own, ships, own]) == [taught_on, None, taught_on]
    assert len(read) == 1
    assert learned_pictures([ships]) == [None]
    assert len(read) == 1
