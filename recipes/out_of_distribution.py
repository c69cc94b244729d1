"""Compares out-of-distribution scores: `python -m recipes.out_of_distribution`.

For each network, trained with and without outlier exposure, and for each score, it measures the share of
out-of-distribution drawings that pass the threshold that 95 % of the validation drawings pass. All drawings
are from the validation part, except letters, which are always in the test fonts.
"""

import keras
import numpy as np

from core.bundles.runtime import LiteRTModel
from core.inference.calibration import softmax
from core.inference.rejection import energy_score, false_positive_rate, reject_threshold
from core.keras_models.registry import build
from core.keras_models.tflite import to_tflite
from recipes import animals, digits
from recipes.exiting import exit_in_a_sentence
from recipes.fitting import load_weights
from recipes.ood_test_sets import ood_test_frames
from recipes.recipe import Recipe
from recipes.storage import OUT_OF_DISTRIBUTION, work_folder, write_table

COMPARED = {
    "digits": (digits.UNEXPOSED, digits.EXPOSED),
    "animals": (animals.UNEXPOSED, animals.RECIPES["deep"]),
}
_TRAINING_PICTURES = 6_000


class FeatureDistance:
    """The distance to the nearest class in feature space, negated so that known pictures score high.

    Source: Lee et al. 2018, "A simple unified framework for detecting out-of-distribution samples",
        equation 2 (Mahalanobis distance with one covariance for all classes).
    """

    def __init__(self, features: np.ndarray, labels: np.ndarray) -> None:
        """Estimates class means and covariance from features `(n, channels)` and labels `(n,)`."""
        self.means = np.stack([features[labels == label].mean(axis=0) for label in np.unique(labels)])
        centered = features - self.means[np.searchsorted(np.unique(labels), labels)]
        self.precision = np.linalg.pinv(np.cov(centered, rowvar=False))

    def score(self, features: np.ndarray) -> np.ndarray:
        """Returns scores `(n,)` of features `(n, channels)`."""
        offsets = features[:, None, :] - self.means[None]
        return -np.einsum("ncf,fg,ncg->nc", offsets, self.precision, offsets).min(axis=1)


def compare(label_set: str, recipe: Recipe) -> list[dict[str, object]]:
    """Measures every score of one network.

    Args:
        label_set: "digits" or "animals".
        recipe: The recipe of a finished training.

    Returns:
        One row for each score and kind of out-of-distribution drawing.
    """
    model = build(recipe.plan.network, recipe.plan.classes)
    load_weights(model, work_folder(recipe.name) / "weights.safetensors")
    network = LiteRTModel(to_tflite(model))
    images, labels = recipe.make_epoch(recipe.plan.seed, 0)
    indices = np.flatnonzero(labels < recipe.plan.classes)[:_TRAINING_PICTURES]
    distance = FeatureDistance(_run(network, images[indices])[1], labels[indices])
    scores = {
        "largest probability": lambda logits, features: softmax(logits).max(axis=1),
        "energy": lambda logits, features: energy_score(logits),
        "distance in feature space": lambda logits, features: distance.score(features),
    }
    known = _run(network, recipe.validation()[0])
    unknown = {
        kind: _run(network, frames) for kind, frames in ood_test_frames(label_set, "validation").items()
    }
    rows: list[dict[str, object]] = []
    for name, score in scores.items():
        threshold = reject_threshold(score(*known))
        for kind, outputs in unknown.items():
            rows.append(
                {
                    "label set": label_set,
                    "outlier exposure": "yes" if recipe.plan.outliers else "no",
                    "score": name,
                    "kind": kind,
                    "drawings": len(outputs[0]),
                    "false positive rate": round(false_positive_rate(score(*outputs), threshold), 4),
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
    """Compares all scores, and writes and prints the table."""
    rows = [
        row
        for label_set, recipes in COMPARED.items()
        for recipe in recipes
        for row in compare(label_set, recipe)
    ]
    write_table(OUT_OF_DISTRIBUTION, rows)
    for row in rows:
        print(*row.values(), sep=", ")


if __name__ == "__main__":
    with exit_in_a_sentence():
        main()
