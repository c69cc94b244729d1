"""The card as a type: what it accepts, in its current form and that of version 0.1, and what it refuses."""

import datetime

import pytest
from pydantic import ValidationError

from core.bundles.card import Card, CardDraft, InputSpec, TrainingRecord
from tests.core.bundles.cards import card_values, with_value


def read(values):
    return Card.model_validate(values, extra="ignore")


def test_a_card_holds_what_was_said():
    card = read(card_values())
    assert card.classes == 10
    assert card.input.size == (28, 28, 1)
    assert card.date == datetime.date.fromisoformat(card_values()["date"])
    assert card.main_figures == ("MNIST test", card.figures["MNIST test"])
    assert card.false_positive_rate["scribbles"] == card_values()["false_positive_rate"]["scribbles"]


def test_nothing_of_it_can_be_changed():
    card = read(card_values())
    with pytest.raises(ValidationError, match="frozen"):
        card.title = "another"


def test_words_of_version_0_1_are_understood_and_new_ones_written():
    values = card_values(training={"data": [{"name": "a", "licence": "b", "from": "c"}], "way": "tune"})
    values["training"]["something_else"] = True
    rates = values.pop("false_positive_rate")
    values["figures"]["false_positive_rate"] = rates
    card = read(values)
    assert card.training.strategy == "tune"
    assert card.training.outlier_exposure is True
    assert card.training.data[0].address == "c"
    assert card.false_positive_rate == rates
    assert list(card.figures) == list(card_values()["figures"])
    written = card.model_dump(mode="json", exclude_unset=True)
    assert written["training"] == {
        "data": [{"name": "a", "licence": "b", "address": "c"}],
        "strategy": "tune",
        "outlier_exposure": True,
    }
    assert written["false_positive_rate"] == rates


def test_what_is_given_in_new_words_wins_over_the_old_place():
    values = card_values(false_positive_rate={"new": 0.1})
    values["figures"]["false_positive_rate"] = {"old": 0.2}
    assert read(values).false_positive_rate == {"new": 0.1}


def test_unknown_names_are_ignored_on_reading_and_forbidden_on_writing():
    values = card_values(invented="<script>")
    values["training"]["invented"] = 1
    assert read(values) == read(card_values())
    with pytest.raises(ValidationError, match="invented"):
        Card.model_validate(values)
    with pytest.raises(ValidationError, match="invented"):
        TrainingRecord(data=(), invented=1)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("name", "A"),
        ("name", "a\n"),
        ("name", "../evil"),
        ("name", "a" * 65),
        ("title", ""),
        ("title", "a" * 201),
        ("description", "a" * 2_001),
        ("order", "1"),
        ("order", 1.5),
        ("order", True),
        ("order", 10**7),
        ("classes", 1),
        ("classes", 20_001),
        ("classes", 10.0),
        ("input.kind", "text"),
        ("input.size", [28, 28]),
        ("input.size", [28, 28, 0]),
        ("input.size", "28, 28, 1"),
        ("input.frame", "photo"),
        ("input.frame", "none"),
        ("input.crop", 0.4),
        ("input.interpolation", "nearest"),
        ("network.name", ["a"]),
        ("network.parameters", -1),
        ("network.head", "none"),
        ("network.precision", "int4"),
        ("network.feature_grid.step_px", 0),
        ("network.feature_grid.first_px", float("inf")),
        ("recipe", ""),
        ("training", None),
        ("training.data", {}),
        ("training.data.0", "MNIST"),
        ("training.data.0.licence", None),
        ("training.epochs", "many"),
        ("training.epochs", -1),
        ("training.seed", -1),
        ("training.strategy", "luck"),
        ("training.outlier_exposure", 1),
        ("training.members", ["a"] * 101),
        ("date", "21 November 2026"),
        ("date", "2026-02-30"),
        ("date", "20261121"),
        ("date", "2026-W47-6"),
        ("date", 20261121),
        ("temperature", 0),
        ("temperature", -1.0),
        ("temperature", "1"),
        ("temperature", float("nan")),
        ("reject_threshold", float("-inf")),
        ("reject_threshold", None),
        ("figures", [1]),
        ("figures", {"x": 3}),
        ("figures.MNIST test.images", 0),
        ("figures.MNIST test.accuracy", 1.01),
        ("class_reject_thresholds", {"a": float("inf")}),
        ("class_reject_thresholds", {"a": "1.5"}),
        ("least_confidence", 0.4),
        ("least_confidence", 1.0),
        ("class_reject_thresholds", {str(number): 1.5 for number in range(101)}),
        ("false_positive_rate", {"a": -0.1}),
        ("false_positive_rate", {"a" * 201: 0.1}),
        ("versions", {"keras": 3}),
        ("versions", {str(number): "1" for number in range(101)}),
        ("speed.machine", None),
        ("size_bytes", {}),
        ("sha256", []),
        ("format", 2),
    ],
)
def test_a_wrong_value_is_found_where_it_is(path, value):
    with pytest.raises(ValidationError) as caught:
        read(with_value(card_values(), path, value))
    place = ".".join(str(step) for step in caught.value.errors()[0]["loc"])
    assert place.split(".")[0] == path.split(".")[0]
    assert caught.value.error_count() == 1


@pytest.mark.parametrize("name", sorted(Card.model_fields))
def test_what_may_be_missing_is_known(name):
    values = card_values()
    values.pop(name, None)
    if name in {"description", "order", "agreement_with_keras", "figures", "false_positive_rate"}:
        read(values)
    elif name in {
        "versions",
        "speed",
        "familiarity_threshold",
        "class_reject_thresholds",
        "least_confidence",
    }:
        assert not getattr(read(values), name)
    else:
        with pytest.raises(ValidationError, match=name):
            read(values)


def test_hashes_are_of_exactly_the_files():
    for key in ("sha256", "size_bytes"):
        values = card_values()
        values[key]["evil.exe"] = values[key]["labels.txt"]
        with pytest.raises(ValidationError, match="one entry for each of"):
            read(values)
    with pytest.raises(ValidationError, match="pattern"):
        read(with_value(card_values(), "sha256", {**card_values()["sha256"], "labels.txt": "F" * 64}))


def test_photos_need_a_scaling_that_is_known():
    photo = {"kind": "photo", "size": (32, 32, 3), "frame": "photo"}
    assert InputSpec(**photo, scaling="0 to 1").interpolation == "bilinear"
    with pytest.raises(ValidationError, match="-1 to 1"):
        InputSpec(**photo, scaling="of my own")


def test_a_draft_is_a_card_without_what_follows_from_the_files():
    values = card_values()
    draft = read(values).draft()
    assert type(draft) is CardDraft
    of_files = {key: values.pop(key) for key in ("format", "size_bytes", "sha256")}
    assert draft.model_dump(mode="json", exclude_unset=True) == values
    assert Card.model_validate({**draft.model_dump(exclude_unset=True), **of_files}) == read(card_values())
