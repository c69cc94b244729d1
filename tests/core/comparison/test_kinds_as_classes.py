"""A network that knows breeds of dogs can be compared on the class "dog"."""

import numpy as np
import pytest

from core.comparison.comparing import compare
from core.comparison.evaluated import Evaluated, evaluated_answers, unknown_classes, write_evaluated
from core.comparison.kinds_as_classes import add_up, classes_by_label, known_by_kind
from core.datasets.ingestion import from_path, ingest
from core.datasets.store import create_data_set
from core.inference.calibration import softmax
from core.inference.rejection import energy_score
from tests.core.comparison.compared import answers, bundles
from tests.core.pictures_for_tests import file_of


@pytest.fixture
def things():
    (bundle,) = bundles("things-1000")
    return bundle


def test_a_label_stands_for_the_class_of_its_name_or_for_all_of_its_kind(things):
    found = classes_by_label(["dogs", "cat", "pug", "espresso", "unicorn"], things)
    names = {label: [things.labels[index] for index in indices] for label, indices in found.items()}
    assert names["pug"] == ["pug"]
    assert names["espresso"] == ["espresso"]
    assert {"tabby", "Egyptian cat"} <= set(names["cat"])
    assert "beagle" in names["dogs"]
    assert "pug" not in names["dogs"]
    assert "unicorn" not in names
    # The narrower label keeps its classes, whatever the order of the labels.
    assert classes_by_label(["animal", "cat"], things)["cat"] == found["cat"]
    assert known_by_kind(["dogs", "pug", "unicorn"], things) == ["dogs"]
    # As they were given, although dogs have far more kinds than guitars.
    assert known_by_kind(iter(["dog", "elephant", "guitar"]), things) == ["dog", "elephant", "guitar"]
    # People often use the plural as a class name.
    assert classes_by_label(["ants", "bees"], things) == {
        "ants": [things.labels.index("ant")],
        "bees": [things.labels.index("bee")],
    }
    # A groom, a ball player and a diver are not what portraits show.
    assert classes_by_label(["person", "persons", "cat", "groom"], things) == {
        "cat": found["cat"],
        "groom": [things.labels.index("groom")],
    }
    # For drawings, only names are known, not kinds.
    (sketches,) = bundles("sketches-345")
    assert set(classes_by_label(["dog", "feline"], sketches)) == {"dog"}


def test_probabilities_are_added_up_and_nothing_else_changes(things):
    given = answers(things, count=20)
    classes = classes_by_label(["cat", "dog"], things)
    summed = add_up(given, classes)
    before, after = (softmax(one.logits, things.temperature) for one in (given, summed))
    assert summed.labels[:2] == ("cat", "dog")
    assert after[:, 0] == pytest.approx(before[:, classes["cat"]].sum(axis=1), abs=1e-5)
    assert len(summed.labels) == len(things.labels) + 2 - sum(map(len, classes.values()))
    assert [summed.labels[place] for place in summed.truth] == [
        next((label for label, indices in classes.items() if index in indices), things.labels[index])
        for index in given.truth
    ]
    many = add_up(given, classes_by_label(["ants"], things))
    assert many.labels == ("ants", *(label for label in things.labels if label != "ant"))
    assert many.logits[:, 0] == pytest.approx(given.logits[:, things.labels.index("ant")], abs=1e-4)
    exact = classes_by_label(["pug", "espresso"], things)
    assert add_up(given, exact) is given


def test_any_breed_is_right_for_a_dog(things, tmp_path):
    for label in ("cat", "dog"):
        (tmp_path / "set" / label).mkdir(parents=True)
        picture = np.random.default_rng(len(label)).integers(0, 255, (64, 64, 3)).astype(np.uint8)
        for number in range(2):
            (tmp_path / "set" / label / f"{number}.png").write_bytes(file_of(picture + np.uint8(number)))
    data_set = ingest(create_data_set("Pets", "photo"), from_path(tmp_path / "set"))
    assert unknown_classes(data_set, things) == {}
    numbers = np.array([sample.number for sample in data_set.samples])
    said = ["pug" if sample.label == "dog" else "espresso" for sample in data_set.samples]
    logits = np.zeros((len(said), len(things.labels)), np.float32)
    for row, label in enumerate(said):
        logits[row, things.labels.index(label)] = 20
    familiarity = energy_score(logits).astype(np.float32)
    times, none = np.ones(len(said), np.float32), np.zeros(0, np.int64)
    write_evaluated(data_set, things, Evaluated(numbers, logits, familiarity, times, none))
    (contender,) = compare([evaluated_answers(data_set, things)]).contenders
    assert list(contender.is_right) == [sample.label == "dog" for sample in data_set.samples]
