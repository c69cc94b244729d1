"""Checks of a data set: each fault is reported with a remedy, and a healthy data set has no findings."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from PIL import Image

from core.datasets.checks import check_data_set, require_trainable
from core.datasets.data_set import Sample
from core.datasets.ingestion import add_picture, from_path, ingest
from core.datasets.store import add_samples, create_data_set
from core.errors import BadData
from core.preprocessing.image_source import ImageSource
from tests.core.drawn import blobs, drawn_data_set, pattern, pattern_zip
from tests.core.pictures_for_tests import file_of

SIZES = {"empty": 0, "tiny": 2, "few": 6, "FEW": 6}


def photos(tmp_path, **options):
    return ingest(create_data_set("a", "photo"), from_path(pattern_zip(tmp_path / "a.zip", **options)))


def found(data_set, code):
    return [finding for finding in check_data_set(data_set) if finding.code == code]


def only(data_set, code):
    (finding,) = found(data_set, code)
    return finding


def test_a_healthy_data_set_gets_no_finding(tmp_path):
    assert check_data_set(drawn_data_set(tmp_path, each=20)) == []


def test_too_few_pictures_are_refused_with_the_number_to_add(tmp_path):
    data_set = drawn_data_set(tmp_path, each=2)
    findings = found(data_set, "class_too_small")
    assert [finding.severity for finding in findings] == ["stop"]
    assert findings[0].sentence.startswith(
        'Add at least 1 more of "my house", and some of 2 other classes with too few, or remove these classes'
    )
    assert findings[0].details == ("my house: 2", "my smiley face: 2", "my ladder: 2")
    with pytest.raises(BadData, match="Add at least 1 more"):
        require_trainable(data_set)


def test_few_pictures_are_trained_on_with_a_warning(tmp_path):
    data_set = drawn_data_set(tmp_path, each=8)
    assert require_trainable(data_set) == data_set
    findings = check_data_set(data_set)
    assert [(finding.code, finding.severity) for finding in findings] == [("small_class", "warning")]
    assert '3 classes have few pictures to learn from, "my house" (8)' in findings[0].sentence
    # The sentence names them all, so there is nothing more to show.
    assert findings[0].details == ()


def test_one_class_is_not_enough_and_empty_ones_are_left_out(tmp_path):
    one = drawn_data_set(tmp_path, classes=("house",))
    assert only(one, "too_few_classes").severity == "stop"
    # After the first drawing, one finding says all that is missing.
    first = drawn_data_set(tmp_path, classes=("house",), each=1)
    stops = [finding for finding in check_data_set(first) if finding.severity == "stop"]
    assert [finding.code for finding in stops] == ["too_few_classes"]
    assert "with 3 or more pictures of each" in stops[0].sentence
    with pytest.raises(BadData, match=r"at least two.*Received: my house \(12\)"):
        require_trainable(one)
    data_set = add_samples(drawn_data_set(tmp_path), [], classes=["nothing"])
    assert '"nothing" has no pictures' in only(data_set, "empty_class").sentence
    assert require_trainable(data_set).classes == ("my house", "my smiley face", "my ladder")
    with pytest.raises(BadData, match="Received: none"):
        require_trainable(create_data_set("empty", "ink"))


def test_imbalance_is_told(tmp_path):
    data_set = drawn_data_set(tmp_path, each=6)
    lines = drawn_data_set(tmp_path, classes=("umbrella",), each=40)
    assert found(data_set, "class_imbalance") == []
    sentence = only(add_samples(data_set, lines.samples), "class_imbalance").sentence
    assert 'There are 40 of "my umbrella" but 6 of "my house"' in sentence


def test_large_numbers_are_written_with_commas(tmp_path):
    data_set = drawn_data_set(tmp_path, each=6)
    first = data_set.samples[0]
    many = tuple(replace(first, number=number) for number in range(1, 2_501))
    others = tuple(sample for sample in data_set.samples if sample.label != first.label)
    crowded = replace(data_set, samples=(*many, *others))
    assert f'There are 2,500 of "{first.label}" but 6 of' in only(crowded, "class_imbalance").sentence
    alone = replace(data_set, classes=(first.label,), samples=many)
    assert only(alone, "too_few_classes").sentence.endswith(f"Received: {first.label} (2,500)")
    tests_only = replace(crowded, samples=(*(replace(sample, part="test") for sample in many), *others))
    assert only(tests_only, "no_training_pictures").sentence.endswith("Received: 2,500")


def test_a_file_that_was_refused_twice_is_one_file_with_the_latest_reason(tmp_path):
    data_set = add_samples(photos(tmp_path), [], [("a.jpg", "It is damaged."), ("b.jpg", "It is empty.")])
    # As another version of Inkling may word it.
    data_set = add_samples(data_set, [], [("a.jpg", "This file is damaged.")])
    finding = only(data_set, "unreadable_file")
    assert finding.sentence == "2 files were left out of this data set."
    assert finding.details == ("a.jpg: This file is damaged.", "b.jpg: It is empty.")


def test_files_left_out_are_told_by_name_and_reason(tmp_path):
    data_set = ingest(photos(tmp_path), [ImageSource("dots/bad.jpg", lambda: b"text", "dots")])
    finding = only(data_set, "unreadable_file")
    assert finding.sentence == "1 file was left out of this data set."
    assert finding.details[0].startswith("dots/bad.jpg: ")


def test_a_picture_in_two_classes_is_told(tmp_path):
    data_set = photos(tmp_path)
    picture = blobs(np.random.default_rng(9))
    for label in ("dots", "stripes"):
        data_set = add_picture(data_set, file_of(picture, "PNG"), "x.png", label)
    finding = only(data_set, "exact_duplicate_across_classes")
    assert finding.severity == "warning"
    assert finding.sentence.startswith("One picture is in more than one class")
    labels = [(sample.name, sample.label) for sample in finding.samples]
    assert labels == [("x.png", "dots"), ("x.png", "stripes")]
    assert found(data_set, "exact_duplicate") == []


def test_nearly_the_same_picture_is_told_within_a_class_and_across(tmp_path):
    data_set = photos(tmp_path)
    picture = blobs(np.random.default_rng(9))
    for quality in (60, 90):
        jpeg = file_of(picture, "JPEG", quality=quality)
        data_set = add_picture(data_set, jpeg, f"{quality}.jpg", "dots")
    finding = only(data_set, "near_duplicate")
    assert finding.severity == "note"
    assert {sample.name for sample in finding.samples} >= {"60.jpg", "90.jpg"}
    data_set = add_picture(data_set, file_of(picture, "PNG"), "x.png", "plain")
    finding = only(data_set, "near_duplicate_across_classes")
    assert finding.severity == "warning"
    assert {sample.name for sample in finding.samples} >= {"60.jpg", "90.jpg", "x.png"}


def test_copies_within_a_class_are_noted(tmp_path):
    data_set = photos(tmp_path)
    picture = file_of(blobs(np.random.default_rng(9)))
    data_set = add_picture(data_set, picture, "x.png", "dots")
    # Earlier versions imported the same picture again under another name.
    last = data_set.samples[-1]
    copies = [
        replace(last, number=last.number + step, name=f"{name}.png") for step, name in ((1, "y"), (2, "z"))
    ]
    data_set = replace(data_set, samples=(*data_set.samples, *copies))
    finding = only(data_set, "exact_duplicate")
    assert finding.severity == "note"
    assert finding.sentence.startswith("2 pictures are the same as others in their class")
    assert [sample.name for sample in finding.samples] == ["x.png", "y.png", "z.png"]
    assert finding.copies == (last.number + 1, last.number + 2)
    finding = only(replace(data_set, samples=data_set.samples[:-1]), "exact_duplicate")
    assert finding.sentence.startswith("One picture is the same as another one in its class")


def test_of_nearly_the_same_pictures_the_largest_stays(tmp_path):
    data_set = photos(tmp_path)
    large = Image.fromarray(blobs(np.random.default_rng(9), side=400))
    for side in (200, 400, 300):
        data = file_of(large.resize((side, side)), "JPEG", quality=80)
        data_set = add_picture(data_set, data, f"{side}.jpg", "dots")
    finding = only(data_set, "near_duplicate")
    names = {sample.number: sample.name for sample in data_set.samples}
    assert {names[number] for number in finding.copies} == {"200.jpg", "300.jpg"}


def test_copies_between_the_persons_test_part_and_the_rest_are_a_warning(tmp_path):
    data_set = photos(tmp_path)
    large = Image.fromarray(blobs(np.random.default_rng(9), side=400))
    for side in (200, 400):
        data_set = add_picture(data_set, file_of(large.resize((side, side)), "JPEG"), f"{side}.jpg", "dots")
    assert only(data_set, "near_duplicate").severity == "note"

    def with_part(names):
        samples = [replace(one, part="test" if one.name in names else "") for one in data_set.samples]
        return only(replace(data_set, samples=tuple(samples)), "near_duplicate")

    assert "figures stay honest" in with_part({"200.jpg", "400.jpg"}).sentence
    finding = with_part({"200.jpg"})
    assert finding.severity == "warning"
    assert "Some are also in your own test part, so the figures will be too good" in finding.sentence
    assert "honest" not in finding.sentence


def test_only_what_is_learned_from_counts_as_few_or_uneven(tmp_path):
    data_set = drawn_data_set(tmp_path, classes=("house", "ladder"), each=30)
    assert check_data_set(data_set) == []
    kept = data_set.samples[0]
    assert kept.label == "my house"

    def left(count):
        tested = [one for one in data_set.samples if one.label == kept.label][count:]
        samples = [replace(one, part="test" if one in tested else "") for one in data_set.samples]
        return {one.code: one.sentence for one in check_data_set(replace(data_set, samples=tuple(samples)))}

    assert left(20) == {}
    assert '"my house" has only 1 picture to learn from' in left(1)["small_class"]
    assert 'There are 30 of "my ladder" but 1 of "my house"' in left(1)["class_imbalance"]


def test_one_picture_of_each_class_beside_ones_own_test_part_is_too_little(tmp_path):
    data_set = drawn_data_set(tmp_path, each=3)

    def learning_from(*numbers):
        samples = (
            replace(one, part="train" if one.number in numbers else "test") for one in data_set.samples
        )
        return replace(data_set, samples=tuple(samples))

    one_of_each = learning_from(1, 4, 7)
    assert {sample.label for sample in data_set.samples[::3]} == set(data_set.classes)
    assert only(one_of_each, "class_too_small").severity == "stop"
    with pytest.raises(BadData, match="only one picture of each class to learn from"):
        require_trainable(one_of_each)
    assert len(require_trainable(learning_from(1, 2, 4, 7)).classes) == 3


def test_a_class_that_is_in_the_test_part_only_is_refused(tmp_path):
    data_set = photos(tmp_path)
    in_parts = replace(
        data_set,
        samples=tuple(
            replace(sample, part="test" if sample.label == "dots" else "train") for sample in data_set.samples
        ),
    )
    assert '"dots" are in a part for the test' in only(in_parts, "no_training_pictures").sentence
    with pytest.raises(BadData, match="Add some to train on"):
        require_trainable(in_parts)


def test_sizes_that_stand_out(tmp_path):
    tiny = file_of(pattern("dots", np.random.default_rng(3), side=12))
    data_set = add_picture(photos(tmp_path), tiny, "tiny.png", "dots")
    finding = only(data_set, "odd_size")
    assert finding.sentence.startswith("One picture is much smaller")
    assert [sample.name for sample in finding.samples] == ["tiny.png"]


def test_class_names_that_stand_out(tmp_path):
    data_set = add_samples(photos(tmp_path), [], classes=["train", "Dots"])
    assert '"train" does not sound like a class' in only(data_set, "suspicious_class_name").sentence
    assert '"dots" and "Dots" differ only in capitals' in only(data_set, "similar_class_names").sentence


def test_the_gravest_come_first(tmp_path):
    data_set = add_samples(drawn_data_set(tmp_path, each=2), [], classes=["train"])
    severities = [finding.severity for finding in check_data_set(data_set)]
    assert severities == sorted(severities, key=["stop", "warning", "note"].index)
    assert set(severities) == {"stop", "warning"}


def test_a_thousand_classes_give_a_line_for_each_kind_of_finding():
    data_set = create_data_set("a", "photo")
    sizes = {f"{name} {number}": count for number in range(250) for name, count in SIZES.items()}
    numbers = iter(range(1, 10_000))
    samples = [
        Sample(number, label, "x.png", f"{number:064x}", ".png", 64, 64, f"{number * 7919:016x}")
        for label, count in sizes.items()
        for number in islice(numbers, count)
    ]
    data_set = replace(data_set, classes=tuple(sizes), samples=tuple(samples))
    findings = check_data_set(data_set)
    assert len({finding.code for finding in findings}) == len(findings) <= 8
    small, empty = (
        next(finding for finding in findings if finding.code == code)
        for code in ("small_class", "empty_class")
    )
    assert small.sentence.startswith(
        '500 classes have few pictures to learn from, "few 0" (6), "FEW 0" (6), "few 1" (6) and'
    )
    assert (len(small.details), len(empty.details)) == (500, 250)
    assert len(max((finding.sentence for finding in findings), key=len)) < 400
