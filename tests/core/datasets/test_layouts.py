"""Classes and parts, found by looking only at paths."""

import random
import unicodedata

import pytest

from core.datasets.label_tables import Row
from core.datasets.layouts import BESIDE_PARTS, resolve, resolve_stroke_files
from core.datasets.places import Place

CLASSES = [
    ({"cat/1": "cat", "dog/1": "dog"}, "folders at the top"),
    ({"cat/1": "cat", "cat/deep/er/2": "cat"}, "all folders below belong to the class"),
    ({"set/cat/1": "cat", "set/dog/2": "dog"}, "a folder that holds everything"),
    ({"a/b/c/d/cat/1": "cat", "a/b/c/d/dog/1": "dog"}, "many of them, one in the other"),
    ({"cat/1": "cat", "cat/2": "cat"}, "a single class"),
    ({"1": None, "cat/1": "cat"}, "a picture outside of all folders"),
    ({"insects/cover": None, "insects/ant/1": "ant", "insects/bee/2": "bee"}, "a cover beside class folders"),
    ({"cover": None, "insects/ant/1": "ant", "insects/bee/2": "bee"}, "a cover beside what holds everything"),
    ({"a/cover": None, "a/b/ant/1": "ant", "a/b/bee/2": "bee"}, "a cover in between"),
    ({"cat/1": "cat", "cat/2": "cat", "cat/3": "cat", "cat/a/4": "cat", "cat/b/5": "cat"}, "a sorted class"),
    ({"train/1": "train", "bus/1": "bus"}, "a class that is called as a part"),
    ({"train/1": "train", "test/2": "test", "bus/3": "bus"}, "two of them"),
    ({"train/cat/1": "train", "dog/1": "dog"}, "a class that is sorted further"),
    ({"steam train/1": "steam train", "test tube/1": "test tube"}, "words of parts in classes"),
    ({".net/1": ".net", "C#/2": "C#"}, "names with signs"),
    ({"bus/1": "bus", "tram/2": "tram", "test/3": None}, "pictures to try the network on"),
    ({"bus/1": "bus", "tram/2": "tram", "train/3": "train"}, "a class that may be called so"),
    ({"a/a/x/1": "x", "a/a/y/2": "y", "a/x/3": "x", "a/y/4": "y"}, "the whole once more in itself"),
    ({"fold1/x/1": "x", "fold1/y/2": "y", "fold2/x/3": "x", "fold2/y/4": "y"}, "folds"),
    ({f"train/{word}.{n}.jpg": word for word in ("cat", "dog") for n in range(3)}, "classes in file names"),
    ({f"{word}_10{n}.png": word for word in ("Great_Dane", "pug") for n in range(3)}, "and in no folder"),
    (
        {f"pics/{word}_{n}.jpg": "pics" for word in ("IMG", "DSC") for n in range(3)},
        "a camera's words",
    ),
    ({f"cat/{word}_{n}.jpg": "cat" for word in ("tabby", "manx") for n in range(3)}, "a class of breeds"),
    ({"train/1": None, "test/1": None}, "parts without classes"),
    ({"1": None}, "no folder at all"),
    ({}, "nothing"),
]
PARTS = [
    (("train/cat/1", "cat", "train"), ("test/dog/1", "dog", "test")),
    (("Train_Data/cat/1", "cat", "train"), ("Test_Data/cat/1", "cat", "test")),
    (("training_set/cat/1", "cat", "train"), ("test_set/cat/1", "cat", "test")),
    (("set/train/cat/1", "cat", "train"), ("set/dev/cat/2", "cat", "validation")),
    (("train/cat/1", "cat", "train"), ("train/dog/2", "dog", "train"), ("evaluation/cat/3", "cat", "test")),
    (("a/TRAIN/cat/1", "cat", "train"), ("a/Valid/cat/2", "cat", "validation"), ("a/cover", None, "")),
    (
        ("archive/seg_train/seg_train/sea/1", "sea", "train"),
        ("archive/seg_train/seg_train/ice/2", "ice", "train"),
        ("archive/seg_test/seg_test/sea/3", "sea", "test"),
        ("archive/seg_pred/seg_pred/4", None, ""),
    ),
    (("cat/train/1", "cat", "train"), ("cat/test/2", "cat", "test"), ("dog/train/3", "dog", "train")),
    (("data/train/images/cat/1", "cat", "train"), ("data/val/images/dog/1", "dog", "validation")),
    (("train/train/a/1", "a", "train"), ("train/val/a/2", "a", "validation"), ("test/a/3", "a", "test")),
    (("a/1", "a", "train"), ("b/2", "b", "train"), ("test/a/3", "a", "test"), ("test/b/4", "b", "test")),
    (("train/cat/1", "cat", ""), ("train/dog/1", "dog", ""), ("test1/2", None, "")),
    (("train/cat/1", "cat", ""), ("train/dog/1", "dog", "")),
    (("cat_train/1", "cat", "train"), ("cat_test/2", "cat", "test"), ("dog_train/3", "dog", "train")),
    (("test cat/1", "cat", "test"), ("train cat/2", "cat", "train"), ("train dog/3", "dog", "train")),
    (("Training/a/1", "a", "train"), ("Prüfung/a/2", "a", "test"), ("Validierung/b/3", "b", "validation")),
    (("训练集/a/1", "a", "train"), ("测试集/a/2", "a", "test")),
    (("훈련/a/1", "a", "train"), ("테스트/a/2", "a", "test")),
    (("Training/a/1", "a", "train"), ("Test/a/2", "a", "test"), ("test-more/3", None, ""), ("x/4", None, "")),
]  # fmt: skip


def shuffled(names):
    names = list(names)
    random.Random(len(names)).shuffle(names)
    return names


@pytest.mark.parametrize(("labels", "why"), CLASSES)
def test_class_folders(labels, why):
    assert {name: place.label for name, place in resolve(shuffled(labels)).items()} == labels, why
    assert {place.part for place in resolve(labels).values() if place.label} <= {""}


@pytest.mark.parametrize("expected", PARTS)
def test_parts(expected):
    places = resolve(shuffled(name for name, _, _ in expected))
    assert {(name, place.label, place.part) for name, place in places.items()} == set(expected)


def test_what_lies_beside_parts_says_why_it_has_no_class():
    places = resolve(["train/cat/1", "test/cat/2", "pred/3"])
    assert places["pred/3"].problem == BESIDE_PARTS


def test_two_forms_of_a_letter_are_one_class():
    names = [f"{unicodedata.normalize(form, 'Café')}/{form}" for form in ("NFC", "NFD")]
    assert {place.label for place in resolve([*names, "dog/1"]).values()} == {"Caf\u00e9", "dog"}


def test_a_table_tells_what_folders_do_not():
    table = {"images/1": Row("cat", "train"), "images/2": Row("dog", "test"), "images/3": Row("")}
    places = resolve(["images/1", "images/2", "images/3", "images/4"], {"labels.csv": table})
    assert places == {
        "images/1": Place("cat", "train"),
        "images/2": Place("dog", "test"),
        "images/3": Place(None, "", "without a class in labels.csv"),
        "images/4": Place(None, "", "not named in labels.csv"),
    }


def test_where_folders_and_table_disagree_the_table_counts_if_it_names_nearly_all():
    names = [f"batch{number % 2}/{number}" for number in range(10)]
    whole = {name: Row(f"class {number % 3}") for number, name in enumerate(names)}
    assert {place.label for place in resolve(names, {"a.csv": whole}).values()} == {
        "class 0",
        "class 1",
        "class 2",
    }
    half = dict(list(whole.items())[:5])
    assert {place.label for place in resolve(names, {"a.csv": half}).values()} == {"batch0", "batch1"}


def test_a_table_with_a_word_for_each_picture_has_no_classes():
    names = [f"{'cat' if number % 2 else 'dog'}/{number}" for number in range(30)]
    words = {name: Row(f"a picture of {name}", "test" if name == "dog/0" else "train") for name in names}
    places = resolve(names, {"captions.csv": words})
    assert {place.label for place in places.values()} == {"cat", "dog"}
    assert [name for name, place in places.items() if place.part == "test"] == ["dog/0"]


@pytest.mark.parametrize(
    "expected",
    [
        {"train.ndjson": Place(None, "train"), "test.ndjson": Place(None, "test")},
        {"a/cat_train.ndjson": Place(None, "train"), "a/cat_val.ndjson": Place(None, "validation")},
        {"a/all.ndjson": Place(), "a/train.ndjson": Place()},
        {"cat/1.ndjson": Place("cat"), "dog/1.ndjson": Place("dog")},
        {"train/cat/1.json": Place("cat", "train"), "test/dog/1.json": Place("dog", "test")},
    ],
)
def test_stroke_files_have_parts_in_their_names_too(expected):
    assert resolve_stroke_files(list(expected)) == expected
