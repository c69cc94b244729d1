"""The loop around Keras: seeded batches, a checkpoint per epoch, and the best one kept."""

import json

import keras
import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load, save

from core.datasets.data_set import DataSet
from core.errors import DecoderBusy, Stopped
from core.jobs.process import request_stop
from core.jobs.progress import ProgressWriter
from core.keras_models.training_loop import CHECKPOINT, Batches, TrainingLoop
from core.preprocessing.preprocessor import Preprocessor
from core.training.prepared_data import prepare
from tests.core.training_helpers import small_request

EPOCHS = 4
PREPROCESSOR = Preprocessor("ink", "quickdraw", 28, "0.0 for paper to 1.0 for ink")


@pytest.fixture
def prepared(tmp_path):
    return prepare(small_request(tmp_path, batch_size=8, strategy="scratch"))


class StopsAfter(ProgressWriter):
    """Requests a stop, as a user would, once some epochs are done."""

    def __init__(self, folder, epochs, request):
        super().__init__(folder)
        self.epochs, self.request = epochs, request

    def progress(self, done, total, now=False, share_of_next=0.0):
        super().progress(done, total, now, share_of_next)
        if done == self.epochs:
            request_stop(self.folder, self.request)


class Noting(ProgressWriter):
    """Notes how much was said to be done."""

    def __init__(self, folder):
        super().__init__(folder)
        self.said = []

    def progress(self, done, total, now=False, share_of_next=0.0):
        super().progress(done, total, now, share_of_next)
        self.said.append(done + share_of_next)


def loop(prepared, folder, progress=None, loss_to_beat=np.inf):
    """Trains a network with one convolution."""
    folder.mkdir(exist_ok=True)
    keras.utils.set_random_seed(1)
    drawing = keras.Input((28, 28, 1))
    x = keras.layers.Conv2D(8, 5, strides=3, activation="relu", name="edges")(drawing)
    model = keras.Model(drawing, keras.layers.Dense(3, name="logits")(keras.layers.GlobalMaxPooling2D()(x)))
    progress = progress or ProgressWriter(folder)
    trained = TrainingLoop(model, prepared, PREPROCESSOR, folder, progress, [], "Training")
    trained.run(EPOCHS, 1e-2, loss_to_beat)
    return trained


def test_stopped_and_resumed_it_ends_as_if_it_had_not_been(tmp_path, prepared):
    whole = loop(prepared, tmp_path / "whole")
    parts = tmp_path / "parts"
    assert len(loop(prepared, parts, StopsAfter(parts, 2, "keep")).history) == 2
    # The request to keep the best so far still stands, so a new worker only reads the checkpoint.
    kept = loop(prepared, parts)
    assert len(kept.history) == 2
    assert kept.best
    (parts / "stop").unlink()
    resumed = loop(prepared, parts)
    figures = [[(row["loss"], row["val_loss"]) for row in run.history] for run in (whole, resumed)]
    assert np.array(figures[1]) == pytest.approx(np.array(figures[0]), abs=2e-3)
    assert resumed.best_epoch == 1 + int(np.argmin([val_loss for _, val_loss in figures[1]]))
    assert set(resumed.best) == {"edges/kernel", "edges/bias", "logits/kernel", "logits/bias"}


def test_progress_is_reported_within_epochs_also_when_it_resumes(tmp_path, prepared):
    first, second = Noting(tmp_path), Noting(tmp_path)
    loop(prepared, tmp_path, StopsAfter(tmp_path, 2, "keep"))
    (tmp_path / "stop").unlink()
    loop(prepared, tmp_path, second)
    assert second.said[1] < 3 < max(second.said) == EPOCHS
    (tmp_path / CHECKPOINT).unlink()
    loop(prepared, tmp_path, first)
    batches = -(-len(prepared.split.train) // 8)
    steps = [epoch + (batch + 1) / batches for epoch in range(EPOCHS) for batch in range(batches)]
    assert sorted(set(first.said)) == pytest.approx([0, *steps])


def test_discarded_it_raises(tmp_path, prepared):
    with pytest.raises(Stopped, match="thrown away"):
        loop(prepared, tmp_path, StopsAfter(tmp_path, 1, "discard"))


DAMAGES = {
    "no safetensors": lambda arrays, figures: b"damaged",
    "no figures": lambda arrays, figures: save(arrays),
    "figures without a history": lambda arrays, figures: save(arrays, {"told": "{}"}),
    "best epoch that never was": lambda arrays, figures: save(
        arrays, {"told": json.dumps(json.loads(figures) | {"best_epoch": 9})}
    ),
    "weight missing": lambda arrays, figures: save(without(arrays, "now/edges/bias"), {"told": figures}),
    "best weight missing": lambda arrays, figures: save(
        without(arrays, "best/logits/bias"), {"told": figures}
    ),
    "weight of another shape": lambda arrays, figures: save(
        arrays | {"now/edges/bias": np.zeros(9, np.float32)}, {"told": figures}
    ),
    "optimizer missing": lambda arrays, figures: save(without(arrays, "optimizer/0"), {"told": figures}),
}


def without(arrays, name):
    assert name in arrays
    return {path: array for path, array in arrays.items() if path != name}


def test_a_damaged_checkpoint_is_begun_anew(tmp_path, prepared):
    loop(prepared, tmp_path, StopsAfter(tmp_path, 2, "keep"))
    path = tmp_path / CHECKPOINT
    with safe_open(path, framework="numpy") as file:
        figures = file.metadata()["told"]
    arrays = load(path.read_bytes())
    # The request to keep the best so far still stands, so a new worker only reads the checkpoint.
    assert len(loop(prepared, tmp_path).history) == 2
    for damage, damaged in DAMAGES.items():
        path.write_bytes(damaged(arrays, figures))
        read = loop(prepared, tmp_path)
        assert (read.history, read.best, read.best_epoch) == ([], {}, 0), damage
    (tmp_path / "stop").unlink()
    begun = loop(prepared, tmp_path, StopsAfter(tmp_path, 1, "keep"))
    assert [row["epoch"] for row in begun.history] == [1]
    assert begun.progress.has_checkpoint


def test_what_beats_nothing_is_not_kept(tmp_path, prepared):
    trained = loop(prepared, tmp_path, loss_to_beat=0.0)
    assert (trained.best, trained.best_epoch) == ({}, 0)
    assert len(trained.history) == EPOCHS
    # The learning rate rises for a twentieth of all steps, then falls along half a cosine.
    steps = EPOCHS * -(-len(prepared.split.train) // 8)
    after = np.arange(steps + 1) - steps // 20
    rates = 1e-2 * (1 + np.cos(np.pi * after / after[-1])) / 2
    written = [row["learning_rate"] for row in trained.history]
    assert written == pytest.approx(rates[steps // EPOCHS :: steps // EPOCHS], rel=1e-3, abs=1e-8)
    assert float(trained.network.optimizer.learning_rate) == pytest.approx(rates[-2], rel=1e-3)


def test_batches_hold_every_picture_once_augmented_anew_each_epoch(prepared):
    train = Batches(prepared, PREPROCESSOR, prepared.split.train, augment=True)
    epochs = []
    for _ in range(2):
        batches = [train[index] for index in range(len(train))]
        assert [len(pixels) for pixels, _, _ in batches] == [8] * (len(batches) - 1) + [
            len(prepared.split.train) - 8 * (len(batches) - 1)
        ]
        labels = np.concatenate([labels for _, labels, _ in batches])
        assert sorted(labels) == sorted(prepared.labels[prepared.split.train])
        assert (train[0][0] == batches[0][0]).all()  # a batch depends only on the seed and the epoch
        epochs.append(batches[0][0])
        train.on_epoch_end()
    assert (epochs[0] != epochs[1]).any()


def test_without_augmentation_pixels_are_those_that_the_app_sees(prepared):
    batches = Batches(prepared, PREPROCESSOR, prepared.split.test, augment=False)
    pixels, labels, weights = batches[0]
    assert pixels.dtype == np.float32
    assert labels.tolist() == prepared.labels[prepared.split.test].tolist()
    for index, row in zip(prepared.split.test, pixels, strict=True):
        frame = PREPROCESSOR(prepared.data_set.read(prepared.samples[index]))
        assert (row == PREPROCESSOR.scaled(frame)).all()
    assert weights == pytest.approx(np.ones(len(weights)))


def test_a_picture_that_others_leave_no_memory_for_is_read_later(prepared, monkeypatch):
    batches = Batches(prepared, PREPROCESSOR, prepared.split.test, augment=False)
    expected, read, refused = batches[0][0], DataSet.read, []

    def busy_at_first(data_set, sample):
        if sample.number not in refused:
            refused.append(sample.number)
            raise DecoderBusy("Many large pictures are being read.")
        return read(data_set, sample)

    monkeypatch.setattr(DataSet, "read", busy_at_first)
    assert (batches[0][0] == expected).all()
    assert len(refused) == len(expected)


def test_every_class_weighs_the_same(prepared):
    few = np.concatenate([np.flatnonzero(prepared.labels == 0)[:2], np.flatnonzero(prepared.labels == 1)])
    batches = Batches(prepared, PREPROCESSOR, few, augment=False)
    labels = np.concatenate([batches[index][1] for index in range(len(batches))])
    weights = np.concatenate([batches[index][2] for index in range(len(batches))])
    sums = [weights[labels == label].sum() for label in (0, 1)]
    assert sums[0] == pytest.approx(sums[1])
    assert weights.mean() == pytest.approx(1)
