"""Both measuring and calibrating a network use answers for unseen pictures."""

from dataclasses import replace

import numpy as np
import pytest

from core.bundles.familiarity import NO_STRANGERS
from core.datasets.data_set import write_list
from core.datasets.store import read_data_set
from core.inference.classifier import Classifier
from core.jobs.progress import ProgressWriter
from core.training.backbones import backbone
from core.training.features import features_of
from core.training.head_training import on_backbone, train_last_layer
from core.training.prepared_data import prepare
from core.training.unseen_answers import unseen_answers
from tests.core.training_helpers import small_request


def with_parts(tmp_path, classes):
    """A request for drawings; the first two of each of some classes are the user's own test part."""
    request = small_request(tmp_path)
    data_set = read_data_set(request.data_set)
    samples = [
        replace(sample, part="test" if index % 10 < 2 and index // 10 < classes else "")
        for index, sample in enumerate(data_set.samples)
    ]
    write_list(replace(data_set, samples=tuple(samples)))
    return request


@pytest.mark.parametrize("classes", [0, 2, 3])
def test_the_network_is_asked_for_the_test_part_and_heads_without_them_for_others(tmp_path, classes):
    prepared, base = prepare(with_parts(tmp_path, classes)), backbone("sketches-345", "ink")
    classifier, progress = Classifier(base), ProgressWriter(tmp_path)
    features = features_of(prepared.data_set, prepared.samples, classifier, 1, lambda *_: None)
    layer = train_last_layer(prepared, features, NO_STRANGERS, tmp_path, progress)
    trained = on_backbone(base, layer, features)
    network = Classifier(backbone("sketches-345", "ink"))
    network._network = type(network._network)(trained.tflite)  # as if it were published
    network.bundle = replace(network.bundle, labels=prepared.data_set.classes)
    calibration, measured = unseen_answers(prepared, trained, network, tmp_path, progress)
    is_test = np.array([sample.part == "test" for sample in prepared.samples])
    assert sorted(calibration.indices) == np.flatnonzero(~is_test).tolist()
    assert calibration.logits == pytest.approx(layer.unseen.logits[calibration.indices])
    assert calibration.familiarity == pytest.approx(layer.unseen.familiarity[calibration.indices])
    untested = prepared.labels >= classes
    assert sorted(measured.indices) == np.flatnonzero(is_test | untested).tolist()
    assert (measured.labels == prepared.labels[measured.indices]).all()
    own, crossed = measured.indices[: is_test.sum()], measured.indices[is_test.sum() :]
    assert measured.logits[: len(own)] == pytest.approx(layer.head.logits(features[own, 0]), abs=0.05)
    assert measured.logits[len(own) :] == pytest.approx(layer.unseen.logits[crossed])
    assert (tmp_path / "suspects.csv").exists()
