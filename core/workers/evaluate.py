"""The process that evaluates networks on a data set: `python -m core.workers.evaluate FOLDER`.

`core.comparison.evaluations` starts it.
"""

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.bundles.bundle import Bundle
from core.bundles.library import read_library
from core.comparison.evaluated import (
    Evaluated,
    evaluations_of,
    missing,
    read_evaluated,
    write_evaluated,
)
from core.comparison.evaluations import forget_old_evaluations, read_evaluation
from core.datasets.data_set import DataSet, Sample
from core.datasets.store import read_data_set
from core.errors import InklingError, NetworkFailed, UnknownDataSet
from core.inference.classifier import Classifier, Prediction
from core.jobs.process import run_to_end
from core.jobs.progress import ProgressWriter
from core.plurals import counted
from core.storage.files import translating_disk_full
from core.storage.leftovers import sweep_all
from core.storage.locks import locked
from core.storage.names import printable

_NICENESS = 10
# How often answers are saved; after a kill, only those since the last save are computed again.
_KEEP_SECONDS = 5.0
_AT_ONCE = 4
_STOPPED = (
    "The evaluation was cancelled. The answers so far are kept, and the next evaluation continues from there."
)


def main(folder: Path) -> int:
    """Runs the evaluation that a folder requests, or resumes it.

    Args:
        folder: The evaluation's folder.

    Returns:
        0 if all pictures have been answered, else 1.
    """

    status = run_to_end(folder, lambda: _evaluate(folder, ProgressWriter(folder)))
    return 0 if status == "done" else 1


def _evaluate(folder: Path, progress: ProgressWriter) -> dict[str, Any]:
    """Runs the whole evaluation; returns the final changes to its state."""
    request, library = read_evaluation(folder.name).request, read_library()
    data_set = read_data_set(request.data_set)
    sweep_all()
    forget_old_evaluations()
    bundles = [library.get(name) for name in request.networks]
    remaining = {bundle.name: missing(data_set, bundle) for bundle in bundles}
    total = sum(len(samples) for samples in remaining.values())
    done = 0
    for bundle in bundles:
        progress.phase(f"Asking {bundle.title}", total)
        done = _ask(data_set, bundle, remaining[bundle.name], progress, done, total)
    return {
        "message": f"{counted(total, 'answer')} {'was' if total == 1 else 'were'} added.",
        "outcome": {"answers": total},
    }


def _ask(
    data_set: DataSet,
    bundle: Bundle,
    samples: Sequence[Sample],
    progress: ProgressWriter,
    done: int,
    total: int,
) -> int:
    """Asks one network about pictures; returns the number of answers of all networks so far."""
    if not samples:
        return done
    classifier = Classifier(bundle)
    sources = [data_set.source(sample) for sample in samples]
    fresh: list[tuple[int, Prediction | InklingError]] = []
    kept_seconds = time.monotonic()
    try:
        outcomes = classifier.predict_many(sources, at_once=_AT_ONCE)
        for sample, (_, outcome) in zip(samples, outcomes, strict=True):
            if isinstance(outcome, NetworkFailed):
                # The network would fail for the next picture too; the picture is not to blame.
                raise outcome
            fresh.append((sample.number, outcome))
            done += 1
            progress.progress(done, total)
            progress.raise_if_stopped(_STOPPED)
            if time.monotonic() - kept_seconds > _KEEP_SECONDS:
                _keep(data_set, bundle, fresh)
                fresh, kept_seconds = [], time.monotonic()
    finally:
        # Answers are kept even if the evaluation is cancelled or fails.
        _keep(data_set, bundle, fresh)
    return done


def _keep(data_set: DataSet, bundle: Bundle, fresh: Sequence[tuple[int, Prediction | InklingError]]) -> None:
    """Adds answers to those stored with the data set; two jobs that do so at once lose nothing."""
    if not fresh:
        return
    answered = [(number, one) for number, one in fresh if isinstance(one, Prediction)]
    unreadable = [number for number, one in fresh if not isinstance(one, Prediction)]
    nothing = Evaluated.nothing(bundle)
    added = Evaluated(
        np.array([number for number, _ in answered], np.int64),
        np.stack([one.logits for _, one in answered]) if answered else nothing.logits,
        np.array([one.familiarity for _, one in answered], np.float32),
        np.array([one.milliseconds for _, one in answered], np.float32),
        np.array(unreadable, np.int64),
    )
    folder = evaluations_of(data_set)
    try:
        # A data set that has been deleted in the meantime must not come back as a folder without a list.
        folder.mkdir(exist_ok=True)
        with translating_disk_full(folder), locked(folder / ".lock", creates_folder=False):
            write_evaluated(data_set, bundle, read_evaluated(data_set, bundle).and_then(added))
    except FileNotFoundError as error:
        raise UnknownDataSet(
            "This data set was deleted while networks were being asked about its pictures. Received: "
            f"{printable(data_set.title)}"
        ) from error


if __name__ == "__main__":
    if hasattr(os, "nice"):  # on Windows, it was started with low priority
        os.nice(_NICENESS)
    sys.exit(main(Path(sys.argv[1]).resolve()))
