"""Class names as data sets and networks write them."""

from core.inference.label_names import label_indices
from core.storage.names import clean_label


def test_a_class_is_found_by_its_name_and_by_the_folder_it_would_have():
    indices = label_indices(["hot dog", "The Eiffel Tower", "cat"])
    assert indices["hot dog"] == indices["hot_dog"] == 0
    assert indices[clean_label("The_Eiffel_Tower")] == 1
    assert indices["cat"] == 2
    assert "dog" not in indices


def test_a_class_of_that_very_name_comes_before_one_that_would_be_written_so():
    assert label_indices(["a_b", "a b"])["a_b"] == 0
