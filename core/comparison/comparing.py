"""Comparing several networks on the same labelled pictures: only pictures that all have answered count."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.bundles.bundle import Bundle
from core.comparison.labelled_answers import LabelledAnswers, stored_answers
from core.errors import BadBundle, BadData
from core.evaluation.sureness import sureness_of
from core.inference.calibration import softmax
from core.inference.label_names import label_indices
from core.inference.least_confidence import least_confidence_of
from core.plurals import counted

# With a thousand classes, the probabilities for this many pictures take 16 MB.
_PICTURES_AT_ONCE = 2_000
_TOP = 5


@dataclass(frozen=True)
class Contender:
    """One network's answers for the pictures that are compared.

    Attributes:
        bundle: The network's bundle.
        answers: `(pictures,)` int: the most likely class, an index into `Comparison.names`.
        confidence: `(pictures,)` float: its calibrated probability, 0.0 to 1.0.
        is_right: `(pictures,)` bool: whether it is the true class.
        in_top5: `(pictures,)` bool: whether the true class is among the five most likely.
        log_loss: `(pictures,)` float: negative logarithm of the true class's probability.
        sureness: `(pictures,)` float: the result of `core.evaluation.sureness.sureness_of`.
        least_confidence: The least `sureness` at which the network is sure.
        has_familiarity: Whether the pictures' familiarity was stored; if not, only confidence decides.
        milliseconds: Median time per picture; None if it was not measured.
    """

    bundle: Bundle
    answers: np.ndarray
    confidence: np.ndarray
    is_right: np.ndarray
    in_top5: np.ndarray
    log_loss: np.ndarray
    sureness: np.ndarray
    least_confidence: float
    has_familiarity: bool
    milliseconds: float | None

    @property
    def is_sure(self) -> np.ndarray:
        """Whether the network is sure of each answer, `(pictures,)` bool."""
        return self.sureness >= self.least_confidence


@dataclass(frozen=True)
class Comparison:
    """Several networks on the same labelled pictures.

    Attributes:
        names: Class names: first those of the pictures, then all others that the networks know.
        classes: How many of the names are classes of the pictures.
        numbers: `(pictures,)` int64: the number that identifies each picture.
        truth: `(pictures,)` int: the true class, an index into `names`, below `classes`.
        contenders: The networks.
        notes: One sentence about each thing that could not be compared.
    """

    names: tuple[str, ...]
    classes: int
    numbers: np.ndarray
    truth: np.ndarray
    contenders: tuple[Contender, ...]
    notes: tuple[str, ...]


def compare(answers: Sequence[LabelledAnswers]) -> Comparison:
    """Compares networks' answers on the pictures that all of them have answered.

    A network whose pictures are not those of the first network is left out, and so are pictures of a class
    that one of the networks does not know; notes say so.

    Args:
        answers: The answers of each network.

    Raises:
        BadData: If there are no networks, or no picture that all of them have answered.
    """
    if not answers:
        raise BadData("There is nothing to compare; choose at least one network. Received: no network")
    first, notes = answers[0], []
    kept: list[LabelledAnswers] = []
    for one in answers:
        if _same_pictures(first, one):
            kept.append(one)
        else:
            notes.append(
                f"{one.bundle.title} is left out: it was tested on different pictures from "
                f"{first.bundle.title}, so their figures cannot be compared. Choose one of your data sets to "
                "compare them on the same pictures."
            )
    numbers = kept[0].numbers
    for one in kept[1:]:
        numbers = numbers[np.isin(numbers, one.numbers)]
    if not len(numbers):
        raise BadData(
            "There is no picture whose class all of these networks know; choose networks that recognise the "
            "same things. "
            "Received: 0 pictures"
        )
    fewer = max(len(one.numbers) for one in kept) - len(numbers)
    if fewer:
        only = "only picture" if len(numbers) == 1 else f"{len(numbers):,} pictures"
        notes.append(
            f"Compared on the {only} that all of these networks have answered; "
            f"{fewer:,} {'is' if fewer == 1 else 'are'} left out."
        )
    rows = [_rows_of(one, numbers) for one in kept]
    names, indices, classes, truth = _common_names(kept, rows)
    contenders = tuple(
        _contender(one, row, index, truth) for one, row, index in zip(kept, rows, indices, strict=True)
    )
    return Comparison(names, classes, numbers, truth, contenders, tuple(notes))


def compare_stored(bundles: Sequence[Bundle]) -> Comparison:
    """Compares networks by the answers for test pictures that are stored in their bundles.

    Args:
        bundles: The networks; notes say which of them have no readable answers.

    Raises:
        BadData: If none of them has readable answers, or no picture was answered by all that have.
    """
    answers, notes = [], []
    for bundle in bundles:
        try:
            answers.append(stored_answers(bundle))
        except BadBundle as error:
            notes.append(error.sentence)
    if not answers:
        raise BadData(f"{' '.join(notes)} Received: {counted(len(bundles), 'network')} without test answers")
    compared = compare(answers)
    return replace(compared, notes=(*notes, *compared.notes))


def _same_pictures(one: LabelledAnswers, other: LabelledAnswers) -> bool:
    """Returns whether equal numbers mean the same pictures: the true classes must be equal as well."""
    if one.source != other.source:
        return False
    common = np.intersect1d(one.numbers, other.numbers)
    if not len(common):
        return False
    first, second = (
        np.array([_key(label) for label in each.labels])[each.truth[_rows_of(each, common)]]
        for each in (one, other)
    )
    return bool((first == second).all())


def _key(label: str) -> str:
    """Returns a class's name in a form that is the same for all spellings that networks may use."""
    return next(iter(label_indices([label])))


def _rows_of(answers: LabelledAnswers, numbers: np.ndarray) -> np.ndarray:
    """Returns the rows of the pictures with these numbers, in the order of the numbers."""
    order = np.argsort(answers.numbers, kind="stable")
    return order[np.searchsorted(answers.numbers, numbers, sorter=order)]


def _common_names(
    answers: Sequence[LabelledAnswers], rows: Sequence[np.ndarray]
) -> tuple[tuple[str, ...], list[np.ndarray], int, np.ndarray]:
    """Merges the networks' classes, so that each has one name.

    Returns:
        The names; for each network, the index of each of its classes in the names; how many of the names are
        classes of the pictures; and the index of each picture's true class.
    """
    first_labels = answers[0].labels
    true_classes = np.unique(answers[0].truth[rows[0]])
    index_of: dict[str, int] = {}
    names: list[str] = []
    wanted = [first_labels[index] for index in true_classes]
    for label in (*wanted, *(label for one in answers for label in one.labels)):
        if _key(label) not in index_of:
            index_of[_key(label)] = len(names)
            names.append(label)
    indices = [np.array([index_of[_key(label)] for label in one.labels]) for one in answers]
    return tuple(names), indices, len(true_classes), indices[0][answers[0].truth[rows[0]]]


def _contender(
    answers: LabelledAnswers, rows: np.ndarray, name_of: np.ndarray, truth: np.ndarray
) -> Contender:
    bundle, asked = answers.bundle, replace(answers.bundle, labels=answers.labels)
    best, confidence, loss, in_top5, sureness = [], [], [], [], []
    for start in range(0, len(rows), _PICTURES_AT_ONCE):
        chunk = rows[start : start + _PICTURES_AT_ONCE]
        logits = answers.logits[chunk].astype(np.float64)
        probabilities = softmax(logits, bundle.temperature)
        line, labels = np.arange(len(chunk)), answers.truth[chunk]
        best.append(logits.argmax(axis=1))
        confidence.append(probabilities.max(axis=1))
        in_top5.append((logits > logits[line, labels][:, None]).sum(axis=1) < _TOP)
        loss.append(_log_loss(logits / bundle.temperature, labels))
        familiarity = None if answers.familiarity is None else answers.familiarity[chunk]
        sureness.append(sureness_of(asked, probabilities, familiarity))
    likeliest = name_of[np.concatenate(best)]
    return Contender(
        bundle,
        likeliest,
        np.concatenate(confidence),
        likeliest == truth,
        np.concatenate(in_top5),
        np.concatenate(loss),
        np.concatenate(sureness),
        least_confidence_of(bundle),
        answers.familiarity is not None,
        answers.milliseconds,
    )


def _log_loss(scaled: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Returns the negative log-softmax at the true classes, `(n,)`, exact even for tiny probabilities."""
    highest = scaled.max(axis=1)
    total = np.exp(scaled - highest[:, None]).sum(axis=1)
    return highest + np.log(total) - scaled[np.arange(len(labels)), labels]
