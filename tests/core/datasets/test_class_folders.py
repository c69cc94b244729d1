"""Class folders, found from paths alone."""

import pytest

from core.datasets.class_folders import class_folders


@pytest.mark.parametrize(
    ("labels", "why"),
    [
        ({"cat/1.png": "cat", "dog/1.png": "dog"}, "folders at the top"),
        ({"cat/1.png": "cat", "cat/deep/er/2.png": "cat"}, "all folders below belong to the class"),
        ({"set/cat/1.png": "cat", "set/dog/2.png": "dog"}, "a folder that holds everything"),
        ({"a/b/cat/1.png": "cat", "a/b/dog/2.png": "dog"}, "two of them, one in the other"),
        ({"cat/1.png": "cat", "cat/2.png": "cat"}, "a single class"),
        ({"train/cat/1.png": "cat", "Test/dog/1.png": "dog"}, "parts of a data set"),
        ({"set/training/cat/1.png": "cat", "set/valid/cat/2.png": "cat"}, "parts below a folder"),
        ({"train/1.png": "train", "test/1.png": "test"}, "classes that are called so"),
        ({"train/cat/1.png": "train", "dog/1.png": "dog"}, "a part beside a class is a class"),
        ({"1.png": None, "cat/1.png": "cat"}, "a picture outside of all folders"),
        ({"1.png": None}, "no folder at all"),
        ({}, "nothing"),
    ],
)
def test_the_class_folder_is_the_first_below_those_that_hold_everything(labels, why):
    assert class_folders(labels) == labels, why


def test_paths_may_come_once_and_in_any_order():
    names = ["set/dog/1.png", "set/cat/1.png"]
    assert class_folders(iter(names)) == class_folders(names[::-1])
