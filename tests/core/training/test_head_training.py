"""The last layer learns from all given pictures, is measured fairly, and is put on its backbone."""

from dataclasses import replace

import numpy as np
import pytest

from core.bundles.familiarity import NO_STRANGERS
from core.bundles.runtime import LiteRTModel
from core.datasets.data_set import write_list
from core.datasets.store import read_data_set
from core.errors import Stopped
from core.inference.classifier import Classifier
from core.jobs.process import request_stop
from core.jobs.progress import ProgressWriter
from core.training.backbones import backbone
from core.training.features import features_of
from core.training.head_training import on_backbone, train_last_layer
from core.training.prepared_data import prepare
from tests.core.training_helpers import small_request


def telling(prepared):
    """Features that reveal the class, with a smaller part that is unique to each picture."""
    own = np.eye(len(prepared.labels), dtype=np.float32)
    return np.concatenate([9 * np.eye(3, dtype=np.float32)[prepared.labels], own], axis=1)[:, None]


def taught(prepared, folder, features=None):
    features = telling(prepared) if features is None else features
    return train_last_layer(prepared, features, NO_STRANGERS, folder, ProgressWriter(folder))


@pytest.fixture
def with_test_part(tmp_path):
    """A request for a data set; the first two pictures of two of its classes are for the test."""
    request = small_request(tmp_path)
    data_set = read_data_set(request.data_set)
    samples = [
        replace(sample, part="test" if index % 10 < 2 and index < 20 else "")
        for index, sample in enumerate(data_set.samples)
    ]
    write_list(replace(data_set, samples=tuple(samples)))
    return request


def test_it_learns_from_all_and_is_measured_by_heads_that_had_not_seen_the_picture(tmp_path):
    prepared = prepare(small_request(tmp_path))
    assert len(prepared.split.train) == len(prepared.samples)
    naming = np.eye(len(prepared.samples), dtype=np.float32)[:, None]
    layer = taught(prepared, tmp_path, naming)
    own = layer.head.logits(naming[:, 0]).argmax(axis=1)
    assert (own == prepared.labels).all()
    assert layer.unseen.is_answered.all()
    assert (layer.unseen.logits.argmax(axis=1) == prepared.labels).mean() < 0.6
    row = layer.history[0]
    assert row["accuracy"] == 1
    right = (layer.unseen.logits.argmax(axis=1) == prepared.labels).mean()
    assert row["val_accuracy"] == pytest.approx(right, abs=1e-5)


def test_what_is_for_the_test_is_not_learned_from(tmp_path, with_test_part):
    prepared = prepare(with_test_part)
    assert {prepared.samples[index].part for index in prepared.split.test} == {"test"}
    naming = np.eye(len(prepared.samples), dtype=np.float32)[:, None]
    layer = taught(prepared, tmp_path, naming)
    kept = prepared.split.test
    assert len(kept) == 4
    assert (
        np.abs(layer.head.kernel[kept]).max() < 1e-6 < np.abs(layer.head.kernel[prepared.split.train]).min()
    )
    assert layer.unseen.logits[kept] == pytest.approx(layer.head.logits(naming[kept, 0]))


def test_where_the_backbone_is_tuned_it_learns_from_the_training_part_alone(tmp_path):
    prepared = prepare(small_request(tmp_path, strategy="tune"))
    parts = prepared.split
    assert len(parts.validation)
    assert len(parts.test)
    naming = np.eye(len(prepared.samples), dtype=np.float32)[:, None]
    layer = taught(prepared, tmp_path, naming)
    kept = np.concatenate([parts.validation, parts.test])
    assert np.abs(layer.head.kernel[kept]).max() < 1e-6
    # The search for wrong labels covers all pictures.
    assert layer.unseen.is_answered.all()


def test_the_same_data_give_the_same_layer(tmp_path):
    prepared = prepare(small_request(tmp_path))
    one, two = (taught(prepared, tmp_path) for _ in range(2))
    assert (one.head.kernel == two.head.kernel).all()
    assert (one.unseen.logits == two.unseen.logits).all()


class StopsAfter(ProgressWriter):
    """Requests a stop, as a user would, once some folds are done."""

    def __init__(self, folder, folds, request):
        super().__init__(folder)
        self.folds, self.request = folds, request

    def progress(self, done, total, now=False):
        super().progress(done, total, now)
        if done == self.folds:
            request_stop(self.folder, self.request)


def test_stopped_to_be_kept_only_the_measuring_is_cut_short(tmp_path):
    prepared = prepare(small_request(tmp_path))
    features = telling(prepared)
    stopped = train_last_layer(prepared, features, NO_STRANGERS, tmp_path, StopsAfter(tmp_path, 3, "keep"))
    assert stopped.unseen.is_answered.sum() == 3
    assert (stopped.head.logits(features[:, 0]).argmax(axis=1) == prepared.labels).all()


def test_discarded_nothing_is_returned(tmp_path):
    prepared = prepare(small_request(tmp_path))
    features = telling(prepared)
    with pytest.raises(Stopped, match="thrown away"):
        train_last_layer(prepared, features, NO_STRANGERS, tmp_path, StopsAfter(tmp_path, 2, "discard"))


def test_the_finished_network_answers_as_head_and_backbone_do(tmp_path):
    prepared, base = prepare(small_request(tmp_path)), backbone("sketches-345", "ink")
    classifier = Classifier(base)
    features = features_of(prepared.data_set, prepared.samples, classifier, 2, lambda *_: None)
    layer = train_last_layer(prepared, features, NO_STRANGERS, tmp_path, ProgressWriter(tmp_path))
    trained = on_backbone(base, layer, features)
    kernel, bias = layer.head.kernel, layer.head.bias
    assert kernel.shape == (features.shape[-1], 3)
    of_familiarity = layer.familiarity.arrays()
    assert set(of_familiarity) < set(trained.weights)
    sizes = [value.size for name, value in trained.weights.items() if name not in of_familiarity]
    assert trained.network.parameters == sum(sizes)
    network, preprocessor = LiteRTModel(trained.tflite), base.preprocessor
    for index in (0, 15, 29):
        frame = preprocessor(prepared.data_set.read(prepared.samples[index]))
        logits, _ = network.run(preprocessor.scaled(frame))
        assert logits == pytest.approx(features[index, 0] @ kernel + bias, abs=0.05)


def test_strangers_to_the_backbone_become_strangers_to_the_network(tmp_path):
    prepared, base = prepare(small_request(tmp_path)), backbone("sketches-345", "ink")
    features = np.random.default_rng(0).normal(size=(len(prepared.labels), 1, 256)).astype(np.float32)
    strangers = np.random.default_rng(1).normal(size=(2, 256)).astype(np.float32)
    layer = train_last_layer(prepared, features, strangers, tmp_path, ProgressWriter(tmp_path))
    np.testing.assert_array_equal(
        on_backbone(base, layer, features).weights["familiarity/strangers"], strangers
    )
    assert (layer.familiarity.score(strangers) < -0.5).all()
