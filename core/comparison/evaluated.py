"""A network's answers for a data set, stored with its pictures in `<data set>/evaluations/`.

A picture of a data set never changes, and its number is never reused, so an answer stays valid when pictures
are added, removed or moved to another class. Only missing answers are asked for.
"""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from core.bundles.bundle import Bundle
from core.comparison.kinds_as_classes import add_up, classes_by_label
from core.comparison.labelled_answers import LabelledAnswers
from core.datasets.data_set import LIST, DataSet, Sample
from core.datasets.weighted_cache import WeightedCache
from core.storage.files import read_regular, write_whole

# With a thousand classes, the answers for this many pictures take 80 MB; a network with more than 2,500
# classes is asked about fewer pictures.
MAX_PICTURES, MAX_LOGITS = 20_000, 50_000_000
_FOLDER = "evaluations"
_MAX_FILE_BYTES = 512 * 2**20
_KEY_DIGITS = 16
_ARRAYS = ("numbers", "logits", "familiarity", "milliseconds", "unreadable")


@dataclass(frozen=True)
class Evaluated:
    """A network's answers for pictures of a data set.

    Attributes:
        numbers: `(n,)` int64: the pictures' numbers in the data set.
        logits: `(n, classes)` float32.
        familiarity: `(n,)` float32: as `Prediction.familiarity`.
        milliseconds: `(n,)` float32: the time that each picture took.
        unreadable: `(m,)` int64: numbers of pictures that could not be answered.
    """

    numbers: np.ndarray
    logits: np.ndarray
    familiarity: np.ndarray
    milliseconds: np.ndarray
    unreadable: np.ndarray

    @staticmethod
    def nothing(bundle: Bundle) -> "Evaluated":
        """Returns the answers of a network that has not been asked yet: none."""
        none, numbers = np.zeros(0, np.float32), np.zeros(0, np.int64)
        return Evaluated(numbers, np.zeros((0, len(bundle.labels)), np.float32), none, none, numbers)

    def and_then(self, other: "Evaluated") -> "Evaluated":
        """Returns both combined; if both have an answer for a picture, the one in `self` is kept."""
        is_new = ~np.isin(other.numbers, self.numbers)
        unreadable = np.union1d(self.unreadable, other.unreadable)
        numbers = np.concatenate([self.numbers, other.numbers[is_new]])
        return Evaluated(
            numbers,
            np.concatenate([self.logits, other.logits[is_new]]),
            np.concatenate([self.familiarity, other.familiarity[is_new]]),
            np.concatenate([self.milliseconds, other.milliseconds[is_new]]),
            unreadable[~np.isin(unreadable, numbers)],
        )


def evaluations_of(data_set: DataSet) -> Path:
    """Returns the folder that holds a data set's evaluations."""
    return data_set.folder / _FOLDER


def pictures_to_evaluate(data_set: DataSet, bundle: Bundle) -> tuple[Sample, ...]:
    """Returns the pictures to ask a network about: those of classes it knows, at most the first 20,000."""
    unknown = unknown_classes(data_set, bundle)
    known = tuple(sample for sample in data_set.samples if sample.label not in unknown)
    return known[: min(MAX_PICTURES, MAX_LOGITS // len(bundle.labels))]


def unknown_classes(data_set: DataSet, bundle: Bundle) -> dict[str, int]:
    """Returns how many pictures a data set has of each class that a network does not know."""
    counts = {label: count for label, count in data_set.counts().items() if count}
    known = classes_by_label(counts, bundle)
    return {label: count for label, count in counts.items() if label not in known}


def missing(data_set: DataSet, bundle: Bundle) -> list[Sample]:
    """Returns the pictures that a network has not been asked about yet."""
    known = read_evaluated(data_set, bundle)
    done = set(known.numbers.tolist()) | set(known.unreadable.tolist())
    return [sample for sample in pictures_to_evaluate(data_set, bundle) if sample.number not in done]


def read_evaluated(data_set: DataSet, bundle: Bundle) -> Evaluated:
    """Reads a network's answers for a data set so far; a damaged file counts as none."""
    path = _path(data_set, bundle)
    stamp = _stamp(path)
    known = _cache.get(path, stamp)
    if known is None:
        known = _read(path, bundle)
        _cache.put(path, stamp, known)
    return known


def evaluation_stamp(data_set: DataSet, bundle: Bundle) -> tuple[int, ...]:
    """Returns a stamp that changes when a network's answers for a data set or the pictures' labels change."""
    return *_stamp(data_set.folder / LIST), *_stamp(_path(data_set, bundle))


def write_evaluated(data_set: DataSet, bundle: Bundle, evaluated: Evaluated) -> None:
    """Writes a network's answers for a data set atomically; raises `DiskFull` if there is no room."""
    path = _path(data_set, bundle)
    path.parent.mkdir(exist_ok=True)
    write_whole(path, save({name: np.ascontiguousarray(array) for name, array in vars(evaluated).items()}))
    # The new file may have the size and time of the previous one.
    _cache.drop(path)


def evaluated_answers(data_set: DataSet, bundle: Bundle, left_out: Collection[str] = ()) -> LabelledAnswers:
    """Returns a network's answers for a data set in the form in which they are compared.

    Args:
        data_set: The data set; its current labels are the truth.
        bundle: The network.
        left_out: Classes whose pictures are left out, as another network does not know them.

    Returns:
        The answers for pictures whose class the network knows, directly or by its kinds.
    """
    evaluated = read_evaluated(data_set, bundle)
    classes = classes_by_label([label for label, count in data_set.counts().items() if count], bundle)
    label_of = {sample.number: sample.label for sample in data_set.samples}
    rows, truth = [], []
    for row, number in enumerate(evaluated.numbers.tolist()):
        label = label_of.get(number, "")
        if label not in left_out and (indices := classes.get(label)):
            rows.append(row)
            truth.append(indices[0])
    milliseconds = evaluated.milliseconds[rows]
    answers = LabelledAnswers(
        bundle,
        evaluated.numbers[rows],
        np.array(truth, np.int64),
        evaluated.logits[rows],
        evaluated.familiarity[rows],
        float(np.median(milliseconds)) if rows else None,
        source=data_set.name,
    )
    return add_up(answers, classes)


def _path(data_set: DataSet, bundle: Bundle) -> Path:
    """Returns the path of a network's answers; its name depends on what determines them, not on the title."""
    sha256, card = bundle.card.sha256, bundle.card
    decisive = [
        sha256["model.tflite"],
        sha256["weights.safetensors"],
        sha256["labels.txt"],
        card.input.model_dump(),
    ]
    key = hashlib.sha256(json.dumps(decisive, sort_keys=True, default=str).encode()).hexdigest()
    return evaluations_of(data_set) / f"{bundle.name}-{key[:_KEY_DIGITS]}.safetensors"


def _read(path: Path, bundle: Bundle) -> Evaluated:
    try:
        arrays = load(read_regular(path, _MAX_FILE_BYTES))
        evaluated = Evaluated(**{name: arrays[name] for name in _ARRAYS})
    except (OSError, SafetensorError, KeyError, ValueError):
        return Evaluated.nothing(bundle)
    return evaluated if _is_sound(evaluated, bundle) else Evaluated.nothing(bundle)


def _stamp(path: Path) -> tuple[int, ...]:
    """Returns a stamp that changes when a file does, without opening the file."""
    try:
        status = path.stat()
    except OSError:
        return (0, 0, 0)
    return status.st_size, status.st_mtime_ns, status.st_ino


def _is_sound(evaluated: Evaluated, bundle: Bundle) -> bool:
    count = len(evaluated.numbers)
    shapes = {
        "numbers": (count,),
        "logits": (count, len(bundle.labels)),
        "familiarity": (count,),
        "milliseconds": (count,),
        "unreadable": (len(evaluated.unreadable),),
    }
    arrays = vars(evaluated)
    return (
        all(arrays[name].shape == shape for name, shape in shapes.items())
        and all(arrays[name].dtype == np.int64 for name in ("numbers", "unreadable"))
        and all(arrays[name].dtype == np.float32 for name in ("logits", "familiarity", "milliseconds"))
        and all(bool(np.isfinite(array).all()) for array in arrays.values())
        and len(np.unique(evaluated.numbers)) == count
    )


# A page reads the same answers at every click. The weight is the number of logits, each of four bytes.
_cache = WeightedCache[Evaluated](lambda evaluated: evaluated.logits.size, max_weight=MAX_LOGITS)
