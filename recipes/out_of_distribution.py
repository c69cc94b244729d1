"""Compares ways of telling that a drawing is none of the classes: `python -m recipes.out_of_distribution`.

For each network, trained with and without something else, and each score: how many unfamiliar drawings
pass when 95 % of the validation drawings do. All drawings are of the validation part.
"""

import keras
import numpy as np

from core.bundles.runtime import LiteRTModel
from core.inference.calibration import energy_score, false_positive_rate, reject_threshold, softmax
from core.keras_models import architectures
from core.keras_models.tflite import to_tflite
from recipes import animals, digits
from recipes.fitting import load_weights
from recipes.ood_test_sets import unfamiliar_frames
from recipes.recipe import Recipe
from recipes.storage import UNSURE, work_folder, write_table

COMPARED = {
    "digits": (digits.UNEXPOSED, digits.RECIPES["deep"]),
    "animals": (animals.UNEXPOSED, animals.RECIPES["deep"]),
}
_TRAINING_PICTURES = 6_000


class FeatureDistance:
    """Distance to the nearest class in feature space, negated so that familiar pictures score high.

    Source: Lee et al. 2018, "A simple unified framework for detecting out-of-distribution samples",
        equation 2 (Mahalanobis distance with one covariance for all classes).
    """

    def __init__(self, features: np.ndarray, labels: np.ndarray) -> None:
        """Takes training features `(n, channels)` and their labels `(n,)`."""
        self.means = np.stack([features[labels == label].mean(axis=0) for label in np.unique(labels)])
        centered = features - self.means[np.searchsorted(np.unique(labels), labels)]
        self.precision = np.linalg.pinv(np.cov(centered, rowvar=False))

    def score(self, features: np.ndarray) -> np.ndarray:
        """Returns scores `(n,)` of features `(n, channels)`."""
        away = features[:, None, :] - self.means[None]
        return -np.einsum("ncf,fg,ncg->nc", away, self.precision, away).min(axis=1)


def compare(known: str, recipe: Recipe) -> list[dict[str, object]]:
    """Measures every score of one network.

    Args:
        known: "digits" or "animals".
        recipe: Of a finished training.

    Returns:
        One row for each score and kind of unfamiliar drawing.
    """
    model = architectures.build(recipe.plan.network, recipe.plan.classes)
    load_weights(model, work_folder(recipe.name) / "weights.safetensors")
    network = LiteRTModel(to_tflite(model))
    images, labels = recipe.make_epoch(recipe.plan.seed, 0)
    taught = np.flatnonzero(labels < recipe.plan.classes)[:_TRAINING_PICTURES]
    distance = FeatureDistance(_run(network, images[taught])[1], labels[taught])
    exposed = recipe.plan.outliers
    scores = {
        "largest probability": lambda logits, features: softmax(logits).max(axis=1),
        "something else" if exposed else "energy": lambda logits, features: energy_score(logits),
        "distance in feature space": lambda logits, features: distance.score(features),
    }
    familiar = _run(network, recipe.validation()[0])
    unfamiliar = {
        kind: _run(network, frames) for kind, frames in unfamiliar_frames(known, "validation").items()
    }
    rows: list[dict[str, object]] = []
    for score, of in scores.items():
        threshold = reject_threshold(of(*familiar))
        for kind, outputs in unfamiliar.items():
            rows.append(
                {
                    "known": known,
                    "trained with something else": "yes" if exposed else "no",
                    "score": score,
                    "kind": kind,
                    "drawings": len(outputs[0]),
                    "false positive rate": round(false_positive_rate(of(*outputs), threshold), 4),
                }
            )
    keras.backend.clear_session()
    return rows


def _run(network: LiteRTModel, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns logits `(n, classes)` and pooled features `(n, channels)`."""
    scale = np.float32(255 if images.dtype == np.uint8 else 1)
    logits, features = [], []
    for image in images:
        answer, feature_map = network.run((image[..., None] / scale).astype(np.float32))
        assert feature_map is not None
        logits.append(answer)
        features.append(feature_map.mean(axis=(0, 1)))
    return np.stack(logits), np.stack(features)


def main() -> None:
    """Compares, prints and keeps the table."""
    rows = [
        row for known, recipes in COMPARED.items() for recipe in recipes for row in compare(known, recipe)
    ]
    write_table(UNSURE, rows)
    for row in rows:
        print(*row.values(), sep=", ")


if __name__ == "__main__":
    main()
