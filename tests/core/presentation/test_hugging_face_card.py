"""Cards for Hugging Face: front matter as another YAML parser reads it, and no active text."""

import re

import pytest
import yaml

from core.bundles.library import read_library
from core.presentation.hugging_face_card import hugging_face_card
from tests.core.evaluation.answers_for_tests import own_bundle
from tests.hostile_names import NAMES, fill_home


def parts_of(text):
    """The values of the front matter, and the Markdown after it."""
    start, front_matter, body = text.split("---\n", 2)
    assert start == ""
    return yaml.safe_load(front_matter), body


def test_every_shipped_network_has_a_card_with_its_figures_data_and_licences(shipped):
    for bundle in shipped.bundles.values():
        values, body = parts_of(hugging_face_card(bundle))
        assert values["pipeline_tag"] == "image-classification"
        assert values["library_name"] == "litert"
        assert values["license"] == "other"
        (entry,) = values["model-index"]
        assert entry["name"] == bundle.title
        assert [result["dataset"]["name"] for result in entry["results"]] == list(bundle.card.figures)
        for result, figures in zip(entry["results"], bundle.card.figures.values(), strict=True):
            metrics = {metric["type"]: metric["value"] for metric in result["metrics"]}
            assert metrics["accuracy"] == figures.accuracy
            assert metrics["expected_calibration_error"] == figures.calibration_error_after
            assert result["task"]["type"] == "image-classification"
        for source in bundle.card.training.data:
            assert source.licence in body
        for heading in ("How to use it", "How good it is", "Training data", "Limits"):
            assert f"\n## {heading}\n" in body


def test_a_class_with_a_threshold_of_its_own_is_named(shipped):
    text = hugging_face_card(shipped.bundles["digits-deep"])
    card = shipped.bundles["digits-deep"].card
    assert f"below {card.reject_threshold:g} (1: {card.class_reject_thresholds['1']:g}) counts" in text
    without = shipped.bundles["animals-deep"]
    assert f"below {without.reject_threshold:g} counts" in hugging_face_card(without)


def test_a_network_without_figures_has_no_results():
    values, _ = parts_of(hugging_face_card(own_bundle("mine", figures={})))
    assert "model-index" not in values


@pytest.mark.parametrize("name", ["hostile-digits", "hostile-photos"])
def test_a_hostile_card_adds_no_keys_no_headings_and_no_markup(name, shipped):
    fill_home()
    values, body = parts_of(hugging_face_card(read_library().bundles[name]))
    plain, plain_body = parts_of(hugging_face_card(shipped.bundles["digits-deep"]))
    assert set(values) == set(plain)
    parts = [result["dataset"]["name"] for result in values["model-index"][0]["results"]]
    # Characters that change the writing direction are written as escapes.
    assert parts == [part.replace("\u202e", "\\u202e") for part in NAMES]
    assert body.count("\n#") == plain_body.count("\n#")
    # Between backticks, everything except other backticks is plain text.
    assert re.findall(r"(?<!\\)(?:\[|<|\*\*|\u202e)", re.sub(r"(?<!\\)`[^`]*`", "", body)) == []


@pytest.mark.parametrize("letter", ["\ufffe", "\uffff", "\ufeff", "\x85", "\u2028", "\U0001f600"])
def test_a_title_of_any_letters_is_yaml(letter):
    values, _ = parts_of(hugging_face_card(own_bundle("mine", title=f"a{letter}b")))
    name = values["model-index"][0]["name"]
    assert name in (f"a{letter}b", f"a{letter.encode('unicode_escape').decode()}b")


def test_labels_that_look_like_yaml_stay_text():
    values, _ = parts_of(hugging_face_card(own_bundle("mine", title='yes: "no" \\ # {a: [b')))
    assert values["model-index"][0]["name"] == 'yes: "no" \\ # {a: [b'
