"""Decides when a network for photos is "not sure", by a logistic regression on the network's features.

A network trained with label smoothing has about the same energy for a dog as for a scribble, but its features
tell them apart. The regression's result, which is linear in the features, is added to all logits. This leaves
the probabilities unchanged, and turns the energy score into a measure of how much a picture is like a photo
of known things.

`python -m recipes.familiarity` compares this score with others, and also fits it without each kind of
stranger.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from safetensors import safe_open
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression

from core.bundles.bundle import read_bundle
from core.bundles.class_activation import KERNEL
from core.bundles.runtime import LiteRTModel
from core.inference.calibration import softmax
from core.inference.rejection import energy_score, false_positive_rate, reject_threshold
from core.jobs.parallel import ordered_map
from core.preprocessing.decode import Picture
from core.preprocessing.preprocessor import Preprocessor
from core.storage.paths import SHIPPED
from recipes.exiting import exit_in_a_sentence
from recipes.storage import STRANGERS, write_table
from recipes.strangers import IMAGENET_SAMPLES, known_photos, strangers

# ImageNet's samples are the only photos of many different things, but there are as many photos of cats alone.
_SAMPLES_WEIGHT = 4.0
_STRENGTH = 0.03
# Share of the photos of known things that is accepted.
ACCEPTED = 0.98


@dataclass(frozen=True)
class Answers:
    """A network's outputs for some pictures.

    Attributes:
        logits: `(n, classes)` float32.
        features: `(n, channels)` float32, the mean of each channel of the last feature map.
    """

    logits: np.ndarray
    features: np.ndarray

    def half(self, odd: bool) -> "Answers":
        """Returns every other answer: odd indices are for measuring, even ones for fitting."""
        return Answers(self.logits[odd::2], self.features[odd::2])


def answers_of(network: LiteRTModel, preprocessor: Preprocessor, pictures: list[Picture]) -> Answers:
    """Runs a network on pictures, on all cores."""

    def answer(picture: Picture) -> tuple[np.ndarray, np.ndarray]:
        logits, features = network.run(preprocessor.scaled(preprocessor(picture)))
        assert features is not None
        return logits, features.mean(axis=(0, 1))

    rows = [row for _, row in ordered_map(answer, pictures)]
    return Answers(np.stack([row[0] for row in rows]), np.stack([row[1] for row in rows]))


@dataclass(frozen=True)
class Familiarity:
    """How familiar a picture is, in log-odds: `features @ kernel + bias`."""

    kernel: np.ndarray
    bias: float

    def energy(self, answers: Answers) -> np.ndarray:
        """Returns the energy scores `(n,)` of the shifted logits."""
        return energy_score(answers.logits) + answers.features @ self.kernel + self.bias


def fit_familiarity(known: Mapping[str, Answers], strange: Mapping[str, Answers]) -> Familiarity:
    """Fits a familiarity on the even half of each set.

    All sets have the same weight, except that ImageNet's samples have four times as much. Known and strange
    pictures have the same weight in total.
    """
    sets = [*known.items(), *strange.items()]
    halves = [(name, answers.half(False)) for name, answers in sets]
    features = np.concatenate([half.features for _, half in halves])
    is_known = np.concatenate([np.full(len(half.features), name in known) for name, half in halves])
    weights = np.concatenate(
        [
            np.full(len(half.features), _SAMPLES_WEIGHT if name == IMAGENET_SAMPLES else 1.0)
            / len(half.features)
            for name, half in halves
        ]
    )
    for group in (True, False):
        weights[is_known == group] /= weights[is_known == group].sum()
    fitted = LogisticRegression(C=_STRENGTH, max_iter=3_000)
    fitted.fit(features, is_known, sample_weight=weights * len(weights))
    kernel = fitted.coef_[0].astype(np.float32)
    # Subtracting the mean of the energy keeps the score near 0 at the border of known and strange pictures.
    mean_energy = np.mean([energy_score(half.logits).mean() for _, half in halves])
    return Familiarity(kernel, float(fitted.intercept_[0] - mean_energy))


def stranger_means(strange: Mapping[str, Answers]) -> np.ndarray:
    """Returns the mean features of the even half of each kind of stranger, `(kinds, channels)` float16.

    Networks that are taught on these features compare pictures with them, as in `core.bundles.familiarity`.
    """
    return np.stack([each.half(False).features.mean(axis=0) for each in strange.values()]).astype(np.float16)


def threshold(familiarity: Familiarity, samples: Answers) -> float:
    """Returns the energy score that nearly all of the odd half of ImageNet's samples reach."""
    return reject_threshold(familiarity.energy(samples.half(True)), ACCEPTED)


def fit_temperature_of_kinds(logits: np.ndarray, right: np.ndarray) -> float:
    """Fits the temperature if several classes may be right for a picture.

    Args:
        logits: `(n, classes)`.
        right: `(n, classes)` bool.

    Returns:
        The temperature with the least mean negative logarithm of the right classes' probability.

    Source: Guo et al. 2017, "On calibration of modern neural networks", section 4.2, with the sum over the
        right classes in place of one class.
    """

    def loss(temperature: float) -> float:
        scaled = logits.astype(np.float64) / temperature
        return float((logsumexp(scaled, axis=1) - logsumexp(scaled, axis=1, b=right)).mean())

    return float(minimize_scalar(loss, bounds=(0.2, 5.0), method="bounded").x)


def compare(known: Mapping[str, Answers], strange: Mapping[str, Answers], temperature: float) -> list[dict]:
    """Measures the share of strangers that each score accepts if it accepts 98 % of ImageNet's samples.

    Args:
        known: Answers to photos of known things, by set.
        strange: Answers to strangers, by kind.
        temperature: The network's temperature.

    Returns:
        A row for each kind of stranger, measured on its odd half.
    """
    fitted = fit_familiarity(known, strange)
    samples = known[IMAGENET_SAMPLES].half(True)

    def accepted(score: Callable[[Answers], np.ndarray], kind: str) -> float:
        least = reject_threshold(score(samples), ACCEPTED)
        return round(false_positive_rate(score(strange[kind].half(True)), least), 4)

    return [
        {
            "strangers": kind,
            "pictures": len(strange[kind].half(True).logits),
            "energy": accepted(lambda answers: energy_score(answers.logits), kind),
            "largest probability": accepted(
                lambda answers: softmax(answers.logits, temperature).max(axis=1), kind
            ),
            "familiarity": accepted(fitted.energy, kind),
            "familiarity without this kind": accepted(
                fit_familiarity(known, {name: strange[name] for name in strange if name != kind}).energy, kind
            ),
        }
        for kind in strange
    ]


def main() -> None:
    """Compares the scores on the shipped network, and writes and prints the table."""
    bundle = read_bundle(SHIPPED / "things-1000")
    network, preprocessor = bundle.network(), bundle.preprocessor
    with safe_open(bundle.folder / "weights.safetensors", framework="numpy") as file:
        kernel, bias = (file.get_tensor(name).astype(np.float32) for name in (KERNEL, "logits/bias"))

    def answers(pictures: list[Picture]) -> Answers:
        # The network's own logits are shifted already; logits computed from its features are not.
        features = answers_of(network, preprocessor, pictures).features
        return Answers(features @ kernel + bias, features)

    known = {name: answers(photos.pictures) for name, photos in known_photos().items()}
    rows = compare(known, {kind: answers(each) for kind, each in strangers().items()}, bundle.temperature)
    write_table(STRANGERS, rows)
    for row in rows:
        print(*row.values(), sep=", ")


if __name__ == "__main__":
    with exit_in_a_sentence():
        main()
