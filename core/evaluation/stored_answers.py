"""The test answers in a bundle: logits and true labels of pictures its network was not trained on."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from safetensors import SafetensorError, safe_open

from core.bundles.bundle import Bundle
from core.errors import BadBundle
from core.inference.calibration import softmax

# Limit on the number of logits: that of 10,000 pictures and 1,000 classes.
MAX_STORED_LOGITS = 10_000_000
_FILE = "evaluation.safetensors"


@dataclass(frozen=True)
class StoredAnswers:
    """A network's answers for test pictures.

    Attributes:
        logits: `(n, classes)` float32, n at least 1.
        labels: `(n,)` int64, the index of each picture's true class.
        temperature: Divides the logits before the softmax.
    """

    logits: np.ndarray
    labels: np.ndarray
    temperature: float

    @cached_property
    def probabilities(self) -> np.ndarray:
        """Calibrated probabilities, `(n, classes)` float64."""
        return softmax(self.logits, self.temperature)

    @cached_property
    def answers(self) -> np.ndarray:
        """The most likely class of each picture, `(n,)` int64."""
        return self.logits.argmax(axis=1)

    @cached_property
    def confidence(self) -> np.ndarray:
        """The calibrated probability of each answer, `(n,)` float64."""
        return self.probabilities.max(axis=1)

    @cached_property
    def is_right(self) -> np.ndarray:
        """Whether each answer is the true label, `(n,)` bool."""
        return self.answers == self.labels

    @property
    def accuracy(self) -> float:
        """The share of right answers."""
        return float(self.is_right.mean())


def read_stored_answers(bundle: Bundle) -> StoredAnswers:
    """Reads the test answers of a bundle, without trusting the contents of its file.

    Args:
        bundle: The bundle.

    Returns:
        The answers.

    Raises:
        BadBundle: If there are none or too many, or if they cannot be read; one sentence says which.
    """
    try:
        with safe_open(bundle.folder / _FILE, framework="numpy") as file:
            shapes = {name: list(file.get_slice(name).get_shape()) for name in ("logits", "labels")}
            _check_shapes(bundle, shapes)
            logits = np.asarray(file.get_tensor("logits"), np.float32)
            labels = np.asarray(file.get_tensor("labels"))
    except (SafetensorError, OSError, TypeError, ValueError, AttributeError) as error:
        # safetensors raises AttributeError for number types that NumPy lacks.
        raise BadBundle(
            f"The test answers of {bundle.title} are damaged, so nothing can be computed from them. "
            f"Received: {type(error).__name__}"
        ) from error
    is_sound = labels.dtype.kind in "iu" and bool(np.isfinite(logits).all())
    if not is_sound or labels.min() < 0 or labels.max() >= len(bundle.labels):
        raise BadBundle(
            f"The test answers of {bundle.title} are damaged, so nothing can be computed from them. "
            "Received: invalid labels or logits"
        )
    return StoredAnswers(logits, labels.astype(np.int64), bundle.temperature)


def _check_shapes(bundle: Bundle, shapes: dict[str, list[int]]) -> None:
    """Refuses arrays that are empty, too large or of the wrong shape, before they are read."""
    logits, labels = shapes["logits"], shapes["labels"]
    if len(logits) != 2 or labels != logits[:1] or logits[1] != len(bundle.labels):
        raise BadBundle(
            f"The test answers of {bundle.title} do not fit its classes, so nothing can be computed from "
            f"them. Received: logits {logits}, labels {labels}"
        )
    if logits[0] == 0:
        raise BadBundle(f"{bundle.title} has no test answers, which these figures need. Received: none")
    if logits[0] * logits[1] > MAX_STORED_LOGITS:
        raise BadBundle(
            f"{bundle.title} has too many test answers to show. "
            f"Received: {logits[0]:,} pictures of {logits[1]:,} classes"
        )
