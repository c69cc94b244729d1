"""The doctor: each ill is found, in a sentence that says what to do, and a healthy data set gets none."""

import numpy as np
import pytest

from core.datasets.checks import check_data_set, require_trainable
from core.datasets.ingestion import add_picture, from_path, ingest
from core.datasets.store import add_samples, create_data_set
from core.errors import BadData
from core.preprocessing.image_source import ImageSource
from tests.core.drawn import blobs, drawn_data_set, pattern, pattern_zip
from tests.core.pictures_for_tests import file_of


def photos(tmp_path, **options):
    return ingest(create_data_set("a", "photo"), from_path(pattern_zip(tmp_path / "a.zip", **options)))


def sentences(data_set, severity=None):
    return [each.sentence for each in check_data_set(data_set) if severity in (None, each.severity)]


def test_a_healthy_data_set_gets_no_finding(tmp_path):
    assert check_data_set(drawn_data_set(tmp_path, each=20)) == []


def test_too_few_pictures_are_refused_with_the_number_to_add(tmp_path):
    data_set = drawn_data_set(tmp_path, each=3)
    assert sum('Add at least 2 more of "my' in each for each in sentences(data_set, "stop")) == 3
    with pytest.raises(BadData, match="Add at least 2 more"):
        require_trainable(data_set)
    assert sentences(drawn_data_set(tmp_path, each=8), "stop") == []
    assert any("only 8 pictures" in each for each in sentences(drawn_data_set(tmp_path, each=8), "warning"))


def test_one_class_is_not_enough_and_empty_ones_are_left_out(tmp_path):
    with pytest.raises(BadData, match="at least two"):
        require_trainable(drawn_data_set(tmp_path, classes=("house",)))
    data_set = add_samples(drawn_data_set(tmp_path).name, [], classes=["nothing"])
    assert any('"nothing" has no pictures' in each for each in sentences(data_set, "warning"))
    assert "nothing" not in require_trainable(data_set).classes
    with pytest.raises(BadData, match="Received: none"):
        require_trainable(create_data_set("empty", "ink"))


def test_imbalance_is_told(tmp_path):
    data_set = drawn_data_set(tmp_path, each=6)
    lines = drawn_data_set(tmp_path, classes=("umbrella",), each=40)
    both = add_samples(data_set.name, lines.samples)
    assert any("There are 40" in each and "but 6" in each for each in sentences(both, "warning"))


def test_unreadable_files_are_told_by_name_and_reason(tmp_path):
    data_set = photos(tmp_path)
    data_set = ingest(data_set, [ImageSource("dots/bad.jpg", lambda: b"text", "dots")])
    (finding,) = (each for each in check_data_set(data_set) if "could not be read" in each.sentence)
    assert "1 file" in finding.sentence
    assert finding.details[0].startswith("dots/bad.jpg: ")


def test_duplicates_within_and_across_classes(tmp_path):
    data_set = photos(tmp_path)
    picture = blobs(np.random.default_rng(9))
    for label in ("dots", "stripes"):
        data_set = add_picture(data_set, file_of(picture, "PNG"), "x.png", label)
    data_set = add_picture(data_set, file_of(picture, "JPEG", quality=60), "y.jpg", "dots")
    found = {each.sentence.split(":")[0]: each for each in check_data_set(data_set)}
    assert len(found["1 times, the same picture is in two classes"].samples) == 2
    near = [each for sentence, each in found.items() if "nearly the same picture" in sentence]
    assert {sample.name for each in near for sample in each.samples} >= {"y.jpg"}


def test_sizes_and_names_that_stand_out(tmp_path):
    data_set = photos(tmp_path)
    tiny = pattern("dots", np.random.default_rng(3), side=12)
    data_set = add_picture(data_set, file_of(tiny, "PNG"), "tiny.png", "train")
    told = " ".join(sentences(data_set))
    assert "One picture is much smaller" in told
    assert '"train" does not sound like a class' in told
    data_set = add_picture(data_set, file_of(tiny + 1, "PNG"), "tiny.png", "Dots")
    assert any("differ only in small and capital letters" in each for each in sentences(data_set))
