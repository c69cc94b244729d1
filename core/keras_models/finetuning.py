"""Trains a network's own layers with Keras: its last blocks, or all layers from scratch.

Needs TensorFlow; only the worker imports it.
"""

from dataclasses import replace
from pathlib import Path

import keras
import numpy as np

from core.bundles.card import InputSpec, NetworkSpec
from core.errors import Stopped
from core.jobs.progress import ProgressWriter
from core.keras_models.receptive_field import feature_grid
from core.keras_models.registry import build
from core.keras_models.tflite import to_tflite, versions
from core.keras_models.tflite_weights import set_bundle_weights
from core.keras_models.training_loop import TrainingLoop
from core.keras_models.weights import set_weights
from core.preprocessing.photo_crop import PHOTO_FRAME
from core.preprocessing.preprocessor import INK_SCALING, Preprocessor
from core.training.backbones import backbone
from core.training.prepared_data import PreparedData, TrainedModel

SCRATCH = {"ink": "sketches-deep", "photo": "photos-small"}
TUNE_EPOCHS = 8
TUNE_LEARNING_RATE = 3e-5
# Share of a backbone's layers that are tuned, counted from the end: about its last two blocks.
_TUNED_SHARE = 0.2


def tune_last_blocks(
    prepared: PreparedData, start: TrainedModel, folder: Path, progress: ProgressWriter
) -> TrainedModel:
    """Tunes a trained head together with the backbone's last blocks, at a low learning rate.

    Args:
        prepared: The prepared data.
        start: The trained head on its backbone.
        folder: The run's folder, which holds the checkpoint and the history.
        progress: Receives progress.

    Returns:
        The tuned network if its validation loss is lower, else the network of `start`.

    Raises:
        Stopped: If the run is asked to discard its work.
    """
    base = backbone(prepared.request.backbone, prepared.data_set.kind)
    model = build(base.card.network.name, len(prepared.data_set.classes))
    set_bundle_weights(model, start.weights, start.tflite)
    first_tuned = len(model.layers) * (1 - _TUNED_SHARE)
    for index, layer in enumerate(model.layers):
        # Normalisation stays as it is: its statistics are from far more pictures than these.
        is_norm = isinstance(layer, keras.layers.BatchNormalization)
        layer.trainable = index >= first_tuned and not is_norm
    loop = TrainingLoop(
        model, prepared, base.preprocessor, folder, progress, start.history, "Fine-tuning the last blocks"
    )
    loop.run(TUNE_EPOCHS, TUNE_LEARNING_RATE, start.history[start.best_epoch - 1]["val_loss"])
    if not loop.best:
        return replace(start, history=loop.history)
    tuned = _trained_model(loop, start.input, start.network)
    return replace(
        tuned,
        features=start.features,
        unseen=start.unseen,
        starts_from_sha256=start.starts_from_sha256,
    )


def train_from_scratch(prepared: PreparedData, folder: Path, progress: ProgressWriter) -> TrainedModel:
    """Trains a small network of our own with new weights.

    Args:
        prepared: The prepared data.
        folder: The run's folder, which holds the checkpoint and the history.
        progress: Receives progress.

    Returns:
        The network of the epoch with the lowest validation loss.

    Raises:
        Stopped: If the run is asked to stop before the first epoch has ended, or to discard its work.
    """
    kind = prepared.data_set.kind
    keras.utils.set_random_seed(prepared.request.seed)
    model = build(SCRATCH[kind], len(prepared.data_set.classes))
    spec = InputSpec(
        kind=kind,
        size=model.inputs[0].shape[1:],
        frame="quickdraw" if kind == "ink" else PHOTO_FRAME,
        scaling=INK_SCALING if kind == "ink" else "0 to 1",
    )
    preprocessor = Preprocessor(kind, spec.frame, spec.size[0], spec.scaling)
    loop = TrainingLoop(model, prepared, preprocessor, folder, progress, [], "Training from scratch")
    loop.run(prepared.request.epochs, prepared.request.learning_rate, np.inf)
    if not loop.best:
        raise Stopped("The training was stopped before it had learned anything.")
    network = NetworkSpec(
        name=SCRATCH[kind],
        parameters=model.count_params(),
        head="pooled",
        feature_grid=feature_grid(model),
        precision="float32",
    )
    return _trained_model(loop, spec, network)


def _trained_model(loop: TrainingLoop, spec: InputSpec, network: NetworkSpec) -> TrainedModel:
    set_weights(loop.network, loop.best)
    return TrainedModel(
        tflite=to_tflite(loop.network),
        weights=loop.best,
        network=network.model_copy(update={"precision": "float32"}),
        input=spec,
        history=loop.history,
        best_epoch=loop.best_epoch,
        unseen=None,
        features=None,
        versions=versions(),
    )
