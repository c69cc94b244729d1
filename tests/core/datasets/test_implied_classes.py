"""Classes in names: what is read as a class, and what is not."""

import pytest

from core.datasets.implied_classes import classes_and_parts, classes_in_file_names


def test_a_class_and_a_part_in_one_name():
    assert classes_and_parts(["cat_train", "cat_test", "big dog-train", "big dog-test"]) == {
        "cat_train": ("cat", "train"),
        "cat_test": ("cat", "test"),
        "big dog-train": ("big dog", "train"),
        "big dog-test": ("big dog", "test"),
    }


@pytest.mark.parametrize(
    "folders",
    [
        ["seg_train", "seg_test"],  # only one class: these are parts
        ["steam train", "test tube"],  # each class in only one part
        ["cat_train", "dog_train"],  # only one part
        ["cat_train", "cat_test", "dog"],  # one folder names no part
        ["train", "test"],
        [],
    ],
)
def test_other_folders_are_not_read_so(folders):
    assert classes_and_parts(folders) == {}


@pytest.mark.parametrize(
    ("stem", "label"),
    [("cat.{}", "cat"), ("Great_Dane_{}", "Great_Dane"), ("dog ({})", "dog"), ("猫{}", "猫")],
)
def test_a_class_and_a_number_in_a_file_name(stem, label):
    names = [f"train/{stem.format(number)}.jpg" for number in range(3)]
    others = [f"train/bee-{number}.png" for number in range(2)]
    assert classes_in_file_names([*names, *others]) == dict.fromkeys(names, label) | dict.fromkeys(
        others, "bee"
    )


@pytest.mark.parametrize(
    "names",
    [
        ["IMG_1.jpg", "IMG_2.jpg", "DSC_1.jpg", "DSC_2.jpg"],
        ["cat_1.jpg", "cat_2.jpg"],  # only one class
        ["cat_1.jpg", "dog_1.jpg", "bee_1.jpg"],  # one picture per class
        ["cat_1.jpg", "cat_2.jpg", "dog_1.jpg", "dog_2.jpg", "my garden.jpg", "sunset.jpg"],
        ["train_1.jpg", "train_2.jpg", "test_1.jpg", "test_2.jpg"],
        ["1.jpg", "2.jpg"],
    ],
)
def test_other_file_names_tell_no_class(names):
    assert classes_in_file_names(names) == {}
