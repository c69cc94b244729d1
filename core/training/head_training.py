"""Features -> a trained last layer on its backbone, and answers that show how good it is.

scikit-learn takes seconds to import, so only the worker imports this module.
"""

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from core.bundles.bundle import Bundle
from core.bundles.card import NetworkSpec
from core.bundles.familiarity import Familiarity, learn_familiarity
from core.bundles.replace_head import replace_head
from core.errors import Stopped
from core.inference.calibration import negative_log_likelihood
from core.jobs.progress import ProgressWriter
from core.training.cross_validation import cross_validate
from core.training.linear_head import Features, LinearHead, train_heads
from core.training.prepared_data import PreparedData, TrainedModel, Unseen, write_history


@dataclass(frozen=True)
class LastLayer:
    """A trained last layer.

    Attributes:
        head: Its weights.
        familiarity: What pictures of each class look like.
        unseen: Answers for pictures by heads that had not seen them; for the user's own test part, by this
            last layer.
        history: One row of figures, as in a bundle's history.csv.
    """

    head: LinearHead
    familiarity: Familiarity
    unseen: Unseen
    history: list[dict[str, float]]


def train_last_layer(
    prepared: PreparedData,
    features: np.ndarray,
    strangers: np.ndarray,
    folder: Path,
    progress: ProgressWriter,
) -> LastLayer:
    """Trains a new last layer on features.

    If only the last layer learns, it learns from all pictures except the user's own test part, and is
    measured by cross-validation on the pictures that it learns from. If the backbone is tuned afterwards, the
    last layer learns from the training part alone.

    Args:
        prepared: The prepared data.
        features: `(n, variants, features)` of all pictures.
        strangers: `(kinds, features)` float32: what kinds of strangers look like to the backbone.
        folder: The run's folder, where the history is written.
        progress: Receives progress; a request to stop and keep the best so far ends the cross-validation.

    Returns:
        The last layer. The same data and request give the same last layer.

    Raises:
        Stopped: If the run is asked to discard its work.
    """
    parts, labels, classes = prepared.split, prepared.labels, len(prepared.data_set.classes)
    data, started_seconds = Features(features, labels), time.monotonic()
    asked = parts.train if prepared.request.strategy == "head" else np.arange(len(labels))
    progress.phase("Training the last layer")

    def after_fold(done: int, folds: int) -> bool:
        progress.progress(done, folds + 1)
        if progress.stop_request() == "discard":
            raise Stopped("The training was thrown away.")
        return not progress.stop_request()

    seed = prepared.request.seed
    groups = prepared.groups[asked]
    measured, strength = cross_validate(data.of(asked), groups, classes, seed, strangers, after_fold)
    learned = data.of(parts.train)
    head = train_heads(learned, classes, (strength,))[0]
    familiarity = learn_familiarity(learned.variants[:, 0], learned.labels, classes, strangers)
    own_logits, own_familiarity = head.logits(features[:, 0]), familiarity.score(features[:, 0])
    unseen = Unseen(own_logits.copy(), own_familiarity, np.ones(len(labels), bool), measured.folds)
    unseen.logits[asked], unseen.familiarity[asked] = measured.logits, measured.familiarity
    unseen.is_answered[asked] = measured.is_answered
    # If the backbone is tuned afterwards, the validation part gives the loss to beat.
    held_out = parts.validation if len(parts.validation) else asked[measured.is_answered]
    held_out_logits = own_logits if len(parts.validation) else unseen.logits
    row = {
        "epoch": 1,
        **_figures("", own_logits[parts.train], labels[parts.train]),
        **_figures("val_", held_out_logits[held_out], labels[held_out]),
        "learning_rate": 0.0,
        "seconds": round(time.monotonic() - started_seconds, 2),
    }
    write_history(folder, [row])
    return LastLayer(head, familiarity, unseen, [row])


def on_backbone(base: Bundle, layer: LastLayer, features: np.ndarray) -> TrainedModel:
    """Puts a trained last layer on the backbone whose features it learned from.

    Args:
        base: The backbone.
        layer: The last layer.
        features: `(n, variants, features)` of all pictures from the backbone; kept in the result.
    """
    kernel, bias = layer.head.kernel, layer.head.bias
    weights = load_file(base.folder / "weights.safetensors")
    of_head = ("logits/", "hidden/", "familiarity/")
    old_head = {path for path in weights if path.startswith(of_head)}
    parameters = base.card.network.parameters - sum(
        weights[path].size for path in old_head if not path.startswith("familiarity/")
    )
    # A large backbone stores no other weights here: they are in its `.tflite`.
    weights = {path: value for path, value in weights.items() if path not in old_head}
    weights |= {"logits/kernel": kernel, "logits/bias": bias, **layer.familiarity.arrays()}
    return TrainedModel(
        tflite=replace_head((base.folder / "model.tflite").read_bytes(), kernel, bias),
        weights=weights,
        network=NetworkSpec(
            name=base.card.network.name,
            parameters=int(parameters + kernel.size + bias.size),
            head="pooled",
            feature_grid=base.card.network.feature_grid,
            precision=base.card.network.precision,
        ),
        input=base.card.input,
        history=layer.history,
        best_epoch=1,
        unseen=layer.unseen,
        features=features,
        versions={"numpy": np.__version__},
        starts_from_sha256=base.card.sha256["model.tflite"],
    )


def _figures(prefix: str, logits: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    if not len(labels):
        return {f"{prefix}loss": 0.0, f"{prefix}accuracy": 0.0}
    return {
        f"{prefix}loss": round(negative_log_likelihood(logits, labels, 1.0), 5),
        f"{prefix}accuracy": round(float((logits.argmax(axis=1) == labels).mean()), 5),
    }
