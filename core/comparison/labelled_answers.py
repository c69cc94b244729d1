"""One network's answers for labelled pictures, and where the pictures come from."""

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
from safetensors import SafetensorError, safe_open

from core.bundles.bundle import Bundle
from core.evaluation.stored_answers import read_stored_answers
from core.evaluation.sureness import stored_familiarity


@dataclass(frozen=True)
class LabelledAnswers:
    """A network's answers for labelled pictures.

    Attributes:
        bundle: The network's bundle.
        numbers: `(n,)` int64: the number that identifies each picture. Equal numbers of two networks mean the
            same picture if both have the same `source`.
        truth: `(n,)` int64: the true class, an index into `labels`.
        logits: `(n, classes)` float32.
        familiarity: `(n,)` float: as `Prediction.familiarity`; None if it was not stored.
        milliseconds: Median time per picture on this computer; None if it was not measured.
        source: The set of pictures that the numbers refer to.
        own_labels: The classes of the logits if classes were added up; empty for the network's labels.
    """

    bundle: Bundle
    numbers: np.ndarray
    truth: np.ndarray
    logits: np.ndarray
    familiarity: np.ndarray | None
    milliseconds: float | None
    source: Hashable
    own_labels: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes of the logits."""
        return self.own_labels or self.bundle.labels


def stored_answers(bundle: Bundle) -> LabelledAnswers:
    """Reads the answers for test pictures that come with a network.

    Args:
        bundle: The network's bundle.

    Returns:
        The answers. If the pictures have no stored numbers, they are numbered in order.

    Raises:
        BadBundle: If there are none, or they cannot be read.
    """
    stored = read_stored_answers(bundle)
    numbers = _numbers(bundle, len(stored.labels))
    familiarity = stored_familiarity(bundle, stored.logits)
    return LabelledAnswers(
        bundle, numbers, stored.labels, stored.logits, familiarity, None, source=_source(bundle)
    )


def _numbers(bundle: Bundle, count: int) -> np.ndarray:
    """Reads the numbers of the test pictures; if there are none, the pictures are numbered in order."""
    try:
        with safe_open(bundle.folder / "evaluation.safetensors", framework="numpy") as file:
            if list(file.get_slice("indices").get_shape()) == [count]:
                numbers = np.asarray(file.get_tensor("indices"))
                if numbers.dtype.kind in "iu" and len(np.unique(numbers)) == count:
                    return numbers.astype(np.int64)
    except (OSError, SafetensorError, TypeError, ValueError, AttributeError):
        # Bundles of version 0.1, and of networks that users taught, have no such numbers.
        pass
    return np.arange(count)


def _source(bundle: Bundle) -> Hashable:
    """Returns what distinguishes a network's test pictures from others, as far as its card says."""
    part = bundle.card.main_figures[0] if bundle.card.main_figures else ""
    training = bundle.card.training
    if training.strategy is None:
        return part
    # For networks that users taught, the part has the same name whatever the pictures are.
    names = tuple(source.name for source in training.data)
    return part, names, training.pictures, training.seed, training.test_share
