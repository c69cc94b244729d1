"""Suggestions fit the data and the networks on this machine."""

import pytest

from core.datasets.ingestion import from_path, ingest
from core.datasets.store import create_data_set
from core.errors import BadRequest
from core.training.presets import (
    EFFORTS,
    STRATEGIES,
    settings_without_effect,
    strategy_in_words,
    suggest,
)
from tests.core.drawn import drawn_data_set, pattern_zip


def test_drawings_are_built_on_the_sketches(tmp_path):
    suggestion = suggest(drawn_data_set(tmp_path))
    assert suggestion.request.backbone == "sketches-345"
    assert suggestion.request.strategy == "head"
    assert "36 drawings of 3 classes" in suggestion.reason


@pytest.mark.parametrize(("title", "named"), [("", "Toys"), (" \t\0", "Toys"), (" Bees\n", "Bees")])
def test_a_network_is_named_after_its_data_if_its_own_name_has_no_letters(title, named):
    assert suggest(create_data_set("Toys", "ink"), title).request.title == named


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("effort", EFFORTS)
def test_every_suggestion_can_be_asked_for(tmp_path, strategy, effort):
    request = suggest(drawn_data_set(tmp_path), strategy=strategy, effort=effort).request
    assert request.strategy == strategy
    assert (request.backbone == "") == (strategy == "scratch")


@pytest.mark.parametrize(
    ("kind", "own", "other"), [("ink", "drawings", "photo"), ("photo", "photos", "drawing")]
)
def test_strategies_are_described_for_the_pictures_at_hand(kind, own, other):
    names = [strategy_in_words(strategy, kind)[0] for strategy in STRATEGIES]
    assert len(set(names)) == len(STRATEGIES)
    for strategy in STRATEGIES:
        words = " ".join(strategy_in_words(strategy, kind))
        assert own in words
        assert other not in words


def test_more_effort_is_more_augmentations(tmp_path):
    augmentations = [
        suggest(drawn_data_set(tmp_path), effort=effort).request.augmentations for effort in EFFORTS
    ]
    assert augmentations == sorted(set(augmentations))


def test_few_photos_are_varied_more_than_many(tmp_path):
    normal = []
    for each in (5, 25):
        data_set = create_data_set(f"photos {each}", "photo")
        data_set = ingest(data_set, from_path(pattern_zip(tmp_path / f"{each}.zip", each=each)))
        normal.append(suggest(data_set).request.augmentations)
    assert normal[0] > normal[1] == 1


def test_without_a_backbone_it_is_from_scratch_or_a_sentence(monkeypatch):
    monkeypatch.setattr("core.training.presets.list_backbones", lambda kind: [])
    assert suggest(create_data_set("a", "photo")).request.strategy == "scratch"
    with pytest.raises(BadRequest, match="add-weights"):
        suggest(create_data_set("a", "photo"), strategy="head")


def test_from_scratch_on_top_of_a_network_is_refused(tmp_path):
    with pytest.raises(
        BadRequest, match=r"builds on no other.* Received: scratch, and sketches-345 to build"
    ):
        suggest(drawn_data_set(tmp_path), strategy="scratch", base="sketches-345")


@pytest.mark.parametrize(
    ("strategy", "unused"),
    [
        ("head", ["epochs", "learning_rate", "batch_size", "test_share", "validation_share"]),
        ("tune", ["epochs", "learning_rate"]),
        ("scratch", ["augmentations", "effort"]),
    ],
)
def test_settings_that_a_strategy_does_not_use_are_known(strategy, unused):
    given = [
        *("bundle", "description", "epochs", "augmentations", "learning_rate", "batch_size", "test_share"),
        *("validation_share", "seed"),
    ]
    assert settings_without_effect(strategy, given, has_effort=True) == unused
    without_effort = [name for name in unused if name != "effort"]
    assert settings_without_effect(strategy, given, has_effort=False) == without_effort
