"""A loaded bundle: drawings and pictures in, calibrated predictions and heat maps out."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from core.bundles.bundle import Bundle
from core.bundles.class_activation import Head
from core.errors import InklingError, NetworkFailed
from core.inference.calibration import softmax
from core.inference.imagenet import kinds_of_several
from core.inference.least_confidence import least_confidence_of
from core.inference.rejection import MIN_SURE_PROBABILITY, Reason, energy_score, judge, known_share
from core.jobs.parallel import ordered_outcomes
from core.jobs.unforeseen import translating_unforeseen
from core.preprocessing.decode import Picture
from core.preprocessing.image_source import ImageSource
from core.preprocessing.strokes import Strokes
from core.storage.exhaustion import is_exhausted
from core.storage.names import printable

_log = logging.getLogger(__name__)
_MAX_REASON_CHARACTERS = 200


@dataclass(frozen=True)
class ClassProbability:
    """One class and its probability.

    Attributes:
        label: The class.
        probability: Calibrated, 0.0 to 1.0; in a prediction, one of its `open_set_probabilities`.
    """

    label: str
    probability: float


@dataclass(frozen=True)
class Prediction:
    """One network's answer for one drawing or photo.

    Attributes:
        bundle: The network's bundle.
        seen: The picture that the network saw: `(height, width)` float32, 0.0 to 1.0, for a drawing, or
            `(height, width, 3)` uint8 for a photo.
        logits: `(classes,)` float32.
        probabilities: `(classes,)` float64, calibrated: of each class, if the picture shows one of them.
        familiarity: How familiar the picture is: for most networks the energy score, otherwise a correlation.
        reason: "sure", or why not: "unfamiliar" or "torn".
        milliseconds: Time taken by preprocessing and network together.
        features: `(rows, columns, channels)` float32, or None.
        head: Computes the logits from the features, or None.
        least_confidence: Lowest probability at which a class is an answer, 0.0 to 1.0.
    """

    bundle: Bundle
    seen: np.ndarray
    logits: np.ndarray
    probabilities: np.ndarray
    familiarity: float
    reason: Reason
    milliseconds: float
    features: np.ndarray | None = field(repr=False)
    head: Head | None = field(repr=False)
    least_confidence: float = MIN_SURE_PROBABILITY

    @property
    def sure(self) -> bool:
        """Whether the network is sure of its answer."""
        return self.reason == "sure"

    @cached_property
    def something_else(self) -> float:
        """Probability that the picture shows nothing the network was taught; 0.0 unless it is unfamiliar."""
        if self.reason != "unfamiliar":
            return 0.0
        is_correlation = self.bundle.card.familiarity_threshold is not None
        threshold = float(self.bundle.reject_threshold_of(self.probabilities))
        return 1 - known_share(self.familiarity, threshold, is_correlation)

    @property
    def open_set_probabilities(self) -> np.ndarray:
        """`(classes,)` float64: the probability of each class as shown to users and programs.

        The network's own probabilities add up to 1 over its classes, as if there were nothing else. These add
        up to 1 together with `something_else`.
        """
        return self.probabilities * (1 - self.something_else)

    def top(self, count: int = 5) -> list[ClassProbability]:
        """Returns at most `count` classes, most likely first, with their `open_set_probabilities`."""
        probabilities, labels = self.open_set_probabilities, self.bundle.labels
        # Sorted by the network's own probabilities: very small ones may become equal when they are scaled.
        order = np.argsort(-self.probabilities, kind="stable")[:count]
        return [ClassProbability(labels[index], float(probabilities[index])) for index in order]

    def probability_of(self, label: str) -> float:
        """Returns the same probability of a class as `top`; 0 if the network does not know the class."""
        labels, known = self.bundle.labels, 1 - self.something_else
        return float(self.probabilities[labels.index(label)] * known) if label in labels else 0.0

    def heat_map(self, label: str, size_px: int = 280) -> np.ndarray | None:
        """Shows where the network looked for a class: what each cell of the feature map added to its logit.

        Args:
            label: One of the bundle's labels.
            size_px: Width and height of the result.

        Returns:
            `(size_px, size_px)` float32, 0.0 (nothing) to 1.0 (most), or None if the network's head does not
            allow a heat map, or the prediction has no feature map.

        Source: see `core.bundles.class_activation.Head.activation_map`.
        """
        if self.features is None or self.head is None or self.bundle.grid is None:
            return None
        activation_map = self.head.activation_map(self.features, self.bundle.labels.index(label))
        highest = float(activation_map.max())
        if highest > 0:
            activation_map = activation_map / highest
        return self.bundle.grid.upsample(activation_map, self.seen.shape[0], size_px)


class Classifier:
    """A bundle with its network in memory. Every method may be called from any thread.

    Args:
        bundle: The bundle to load.

    Raises:
        NetworkFailed: If it can no longer be loaded or run.
    """

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.preprocessor = bundle.preprocessor
        self._kinds = kinds_of_several(bundle.labels) if bundle.kind == "photo" else []
        with self._naming_failures():
            self._network = bundle.network()
            self._head = bundle.head_weights()
            self._familiarity = bundle.familiarity()
            # The first pass builds the execution plan; the user's first stroke should not wait for it.
            self._network.run(np.zeros(self._network.shapes.input[1:], dtype=np.float32))

    def classify_strokes(self, strokes: Strokes) -> Prediction:
        """Classifies a drawing that is given as strokes.

        Args:
            strokes: The strokes, in any unit, y down.

        Raises:
            NoInk: If nothing is drawn, or only a dot.
            BadDrawing: If the network reads photos.
        """
        return self._classify(lambda: self.preprocessor(strokes))

    def classify_picture(self, picture: Picture) -> Prediction:
        """Classifies an uploaded picture.

        Args:
            picture: A photo; for a network that reads drawings, a scan, a photo of paper or a saved canvas.

        Raises:
            NoInk: If the network reads drawings and the picture shows none.
        """
        return self._classify(lambda: self.preprocessor(picture))

    def classify_ink(self, ink: np.ndarray) -> Prediction:
        """Classifies ink that was separated from its paper.

        Args:
            ink: `(height, width)` uint8, 255 for full ink.

        Raises:
            NoInk: If there is no ink.
            BadDrawing: If the network reads photos.
        """
        return self._classify(lambda: self.preprocessor.of_ink(ink))

    def classify_frame(self, seen: np.ndarray) -> Prediction:
        """Classifies a picture that is already preprocessed, as in `Prediction.seen`."""
        return self._classify(lambda: seen)

    def predict_from_logits(
        self, picture: Picture, logits: np.ndarray, familiarity: float, milliseconds: float
    ) -> Prediction:
        """Rebuilds the prediction for a picture from its logits, without running the network.

        Args:
            picture: The picture.
            logits: `(classes,)` float32, as in `Prediction.logits`.
            familiarity: As in `Prediction.familiarity`.
            milliseconds: Time that the prediction took.

        Returns:
            The same prediction, but without a feature map, and therefore without heat maps.

        Raises:
            NoInk: If the network reads drawings and the picture shows none.
        """
        with translating_unforeseen(self.bundle.name):
            seen = self.preprocessor(picture)
        return self._prediction(seen, logits, familiarity, milliseconds, None)

    def predict_many(
        self, sources: Iterable[ImageSource], blank_pages: bool = False, at_once: int = 1
    ) -> Iterator[tuple[ImageSource, Prediction | InklingError]]:
        """Classifies many pictures and drawings on all cores; a failing one does not stop the others.

        Args:
            sources: The pictures and drawings; consumed lazily, a few items ahead.
            blank_pages: Whether a page without ink is classified, as in training, instead of being refused.
            at_once: Sources that a thread takes at once; more if waking a thread costs as much as a picture.

        Yields:
            Each source with its prediction, or with the error that says why there is none, in order.
        """
        preprocess = self.preprocessor.or_blank if blank_pages else self.preprocessor

        def predict(source: ImageSource) -> Prediction:
            content = source.content()
            return self._classify(lambda: preprocess(content))

        return ordered_outcomes(predict, sources, at_once)

    def run(self, seen: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
        """Runs the network on a preprocessed picture, as in `Prediction.seen`.

        Returns:
            Logits and feature map as from `LiteRTModel.run`, all of them finite.

        Raises:
            NetworkFailed: If the network cannot be run, or its output is invalid.
        """
        scaled = self.preprocessor.scaled(seen)
        with self._naming_failures():
            logits, features = self._network.run(scaled)
            if logits.shape != (len(self.bundle.labels),):
                raise ValueError(f"logits of shape {list(logits.shape)}")
            if not all(np.isfinite(array).all() for array in (logits, features) if array is not None):
                raise ValueError("infinite or undefined numbers")
        return logits, features

    @contextmanager
    def _naming_failures(self) -> Iterator[None]:
        """Turns any exception that the network raises into a sentence with its title, and logs it."""
        try:
            yield
        except Exception as error:
            _log.exception("The network %s failed.", self.bundle.name)
            reason = (str(error) or type(error).__name__).splitlines()[0][:_MAX_REASON_CHARACTERS]
            remedy = "close other programs" if is_exhausted(error) else "delete it"
            sentence = f"{self.bundle.title} failed and is skipped. If it fails again, {remedy}."
            raise NetworkFailed(f"{sentence} Received: {printable(reason)}") from error

    def _classify(self, make_frame: Callable[[], np.ndarray]) -> Prediction:
        start = time.perf_counter()
        with translating_unforeseen(self.bundle.name):
            seen = make_frame()
            logits, features = self.run(seen)
        milliseconds = (time.perf_counter() - start) * 1000
        return self._prediction(seen, logits, self._familiarity_of(logits, features), milliseconds, features)

    def _familiarity_of(self, logits: np.ndarray, features: np.ndarray | None) -> float:
        if self._familiarity is None or features is None:
            return float(energy_score(logits))
        return float(self._familiarity.score(features.mean(axis=(0, 1))))

    def _prediction(
        self,
        seen: np.ndarray,
        logits: np.ndarray,
        familiarity: float,
        milliseconds: float,
        features: np.ndarray | None,
    ) -> Prediction:
        bundle = self.bundle
        probabilities = softmax(logits, bundle.temperature)
        least_confidence = least_confidence_of(bundle)
        threshold = float(bundle.reject_threshold_of(probabilities))
        reason = judge(probabilities, familiarity, threshold, self._kinds, least_confidence)
        return Prediction(
            bundle,
            seen,
            logits,
            probabilities,
            familiarity,
            reason,
            milliseconds,
            features,
            self._head,
            least_confidence,
        )
