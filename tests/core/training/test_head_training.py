"""The last layer is trained, goes on from its checkpoint, and sits on its backbone."""

import numpy as np
import pytest
from safetensors.numpy import load, save

from core.bundles.runtime import LiteRTModel
from core.errors import Stopped
from core.inference.classifier import Classifier
from core.jobs.process import request_stop
from core.jobs.progress import ProgressWriter
from core.training.backbones import backbone
from core.training.features import features_of
from core.training.head_training import HEAD_FILE, on_backbone, train_last_layer
from core.training.linear_head import head_of
from core.training.prepared_data import prepare
from tests.core.training_helpers import small_request

EPOCHS = 8


@pytest.fixture
def prepared(tmp_path):
    return prepare(small_request(tmp_path, epochs=EPOCHS))


@pytest.fixture
def features(prepared):
    base = Classifier(backbone("sketches-345", "ink"))
    return features_of(prepared.data_set, prepared.samples, base, 2, lambda *_: None)


class StopsAfter(ProgressWriter):
    """Asks for the end as a person would, once some epochs are done."""

    def __init__(self, folder, epochs, request):
        super().__init__(folder)
        self.epochs, self.request = epochs, request

    def progress(self, done, total, now=False):
        super().progress(done, total, now)
        if done == self.epochs:
            request_stop(self.folder, self.request)


def old_names(path):
    """Renames a checkpoint's arrays to what version 0.1 called them."""
    names = {"std": "deviation", "first_moment": "first", "second_moment": "second"}
    arrays = {}
    for name, value in load(path.read_bytes()).items():
        stem, _, moment = name.partition("_")
        arrays[names.get(name, f"{stem}_{names[moment]}" if moment in names else name)] = value
    assert {"deviation", "kernel_first", "bias_second", "best_kernel", "history/loss"} <= set(arrays)
    path.write_bytes(save(arrays))


@pytest.mark.parametrize("version", ["this", "0.1"])
def test_stopped_and_resumed_it_ends_as_if_it_had_not_been(tmp_path, prepared, features, version):
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    expected = train_last_layer(prepared, features, whole, ProgressWriter(whole))
    stopped = train_last_layer(prepared, features, parts, StopsAfter(parts, 3, "keep"))
    assert len(stopped.history) == 3
    # Asked to keep the best so far, a new worker only reads what is there.
    assert len(train_last_layer(prepared, features, parts, ProgressWriter(parts)).history) == 3
    (parts / "stop").unlink()
    if version == "0.1":
        old_names(parts / HEAD_FILE)
    state = train_last_layer(prepared, features, parts, ProgressWriter(parts))
    assert len(state.history) == EPOCHS
    for name, value in expected.arrays.items():
        assert (state.arrays[name] == value).all(), name
    losses = [[row["val_loss"] for row in run.history] for run in (state, expected)]
    assert losses[0] == losses[1]


def test_discarded_nothing_is_returned(tmp_path, prepared, features):
    with pytest.raises(Stopped, match="thrown away"):
        train_last_layer(prepared, features, tmp_path, StopsAfter(tmp_path, 2, "discard"))


@pytest.mark.parametrize("content", [b"", b"damaged", save({"kernel": np.zeros((2, 2))})])
def test_a_damaged_checkpoint_is_begun_anew(tmp_path, prepared, features, content):
    (tmp_path / HEAD_FILE).write_bytes(content)
    state = train_last_layer(prepared, features, tmp_path, ProgressWriter(tmp_path))
    assert [row["epoch"] for row in state.history] == list(range(1, EPOCHS + 1))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("best_epoch", lambda value: np.array([np.nan])),
        ("best_epoch", lambda value: np.array([EPOCHS + 1])),
        ("best_epoch", lambda value: np.array([0])),
        ("history/loss", lambda value: value[:-1]),
        ("history/loss", lambda value: value[:, None]),
        ("history/epoch", lambda value: value[:0]),
        ("history/seconds", lambda value: value * np.nan),
        ("history/accuracy", None),
        ("kernel", lambda value: value[:, :2]),
        ("best_kernel", lambda value: value[:-1]),
        ("mean", lambda value: value * np.nan),
        ("std", np.zeros_like),
        ("bias", lambda value: value.astype(int)),
    ],
)
def test_a_checkpoint_that_cannot_be_true_is_begun_anew(tmp_path, prepared, features, name, change):
    expected = train_last_layer(prepared, features, tmp_path, ProgressWriter(tmp_path))
    arrays = load((tmp_path / HEAD_FILE).read_bytes())
    value = arrays.pop(name)
    if change:
        arrays[name] = np.ascontiguousarray(change(value))
    (tmp_path / HEAD_FILE).write_bytes(save(arrays))
    state = train_last_layer(prepared, features, tmp_path, ProgressWriter(tmp_path))
    assert [row["epoch"] for row in state.history] == list(range(1, EPOCHS + 1))
    assert (head_of(state)[0] == head_of(expected)[0]).all()


def test_the_finished_network_answers_as_head_and_backbone_do(tmp_path, prepared, features):
    base = backbone("sketches-345", "ink")
    state = train_last_layer(prepared, features, tmp_path, ProgressWriter(tmp_path))
    trained = on_backbone(base, state, features)
    kernel, bias = head_of(state)
    assert kernel.shape == (features.shape[-1], 3)
    assert trained.network.parameters == sum(value.size for value in trained.weights.values())
    assert trained.history == state.history
    network, preprocessor = LiteRTModel(trained.tflite), base.preprocessor
    for index in (0, 15, 29):
        frame = preprocessor(prepared.data_set.read(prepared.samples[index]))
        logits, _ = network.run(preprocessor.scaled(frame))
        assert logits == pytest.approx(features[index, 0] @ kernel + bias, abs=0.05)
