"""Copies with similar features stay on one side of the split, and the checks find them."""

from dataclasses import replace

import numpy as np
import pytest

from core.bundles.bundle import Bundle
from core.datasets.checks import check_data_set
from core.datasets.ingestion import from_path, ingest
from core.datasets.store import create_data_set
from core.training.cross_validation import fold_indices
from core.training.prepared_data import prepare
from core.training.similarity import regroup_by_features
from tests.core.drawn import pattern_zip
from tests.core.training_helpers import small_request


@pytest.fixture
def prepared(tmp_path):
    """Ten photos of each of two classes."""
    zipped = pattern_zip(tmp_path / "a.zip", each=10, kinds=("stripes", "dots"))
    data_set = ingest(create_data_set("patterns", "photo"), from_path(zipped))
    return prepare(replace(small_request(tmp_path), data_set=data_set.name))


def backbone(shipped, classes):
    """A bundle whose card states a number of classes."""
    bundle = next(bundle for bundle in shipped.bundles.values() if bundle.kind == "photo")
    return Bundle(bundle.folder, bundle.card.model_copy(update={"classes": classes}), bundle.labels)


def described_alike(prepared):
    """Features in which the first two pictures of each class are the same, and all others differ."""
    features = np.eye(len(prepared.samples), dtype=np.float32)[:, None]
    for label in (0, 1):
        first, second = np.flatnonzero(prepared.labels == label)[:2]
        features[second] = features[first]
    return features


def test_copies_by_features_are_on_one_side_and_are_found_by_the_checks(prepared, shipped, monkeypatch):
    monkeypatch.setattr("core.datasets.near_duplicates.ALIKE_BITS", 64)
    assert "near_duplicate" not in {finding.code for finding in check_data_set(prepared.data_set)}
    regrouped = regroup_by_features(prepared, backbone(shipped, 1_000), described_alike(prepared))
    folds = [held_out for _, held_out in fold_indices(regrouped.labels, regrouped.groups, 1)]
    for label in (0, 1):
        first, second = np.flatnonzero(prepared.labels == label)[:2]
        assert regrouped.groups[second] == first
        assert sum({first, second} <= set(fold.tolist()) for fold in folds) == 1
    (found,) = [f for f in check_data_set(prepared.data_set) if f.code == "near_duplicate"]
    assert {sample.number for sample in found.samples} == {
        prepared.samples[index].number
        for label in (0, 1)
        for index in np.flatnonzero(prepared.labels == label)[:2]
    }


def test_a_network_that_was_taught_little_tells_nothing(prepared, shipped):
    base = backbone(shipped, 10)
    assert regroup_by_features(prepared, base, described_alike(prepared)) is prepared
    assert not (prepared.data_set.folder / "similar.json").exists()


def test_drawings_are_alike_without_being_copies(tmp_path, shipped):
    drawn = prepare(small_request(tmp_path))
    assert regroup_by_features(drawn, backbone(shipped, 1_000), described_alike(drawn)) is drawn
