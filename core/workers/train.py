"""The process that trains one run: `python -m core.workers.train FOLDER`, started by `core.training.runs`."""

import contextlib
import importlib
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from core.datasets.deletion import forget_old_changes
from core.inference.classifier import Classifier
from core.jobs.process import run_to_end, stop_request, update_state
from core.jobs.progress import ProgressWriter
from core.presentation.evaluation_wording import accuracy_in_words
from core.storage.files import delete_folder
from core.storage.leftovers import sweep_all
from core.training.backbones import backbone
from core.training.features import features_of, forget_old_features
from core.training.prepared_data import HISTORY_FILE, PreparedData, TrainedModel, prepare
from core.training.runs import list_runs, read_run
from core.training.similarity import regroup_by_features

_NICENESS = 10
_TURN_SECONDS = 0.5
# Only needed once there are features, and slow to import: SciPy, scikit-learn and cleanlab.
_NEEDED_LATER = ("core.training.head_training", "core.training.publish", "core.training.label_issues")


def main(folder: Path) -> int:
    """Trains a run, or resumes it.

    Args:
        folder: The run's folder.

    Returns:
        0 if the run is done, or discarded as requested; 1 if it ended otherwise or another process is working
        on it.
    """
    _lower_priority()
    progress = ProgressWriter(folder, has_checkpoint=(folder / HISTORY_FILE).exists())
    status = run_to_end(folder, lambda: _train_in_turn(folder, progress))
    if status == "cancelled" and stop_request(folder) == "discard":
        delete_folder(folder)
        return 0
    return 0 if status == "done" else 1


def train(
    prepared: PreparedData, folder: Path, progress: ProgressWriter
) -> tuple[PreparedData, TrainedModel]:
    """Trains with the requested strategy.

    Args:
        prepared: The prepared data.
        folder: The run's folder, which holds checkpoints and the history.
        progress: Receives progress.

    Returns:
        The data as finally divided, and the trained network, or the best network so far if the run is asked
        to stop.

    Raises:
        Stopped: If the run is asked to discard its work, or to stop before there is anything to keep.
    """
    request = prepared.request
    if request.strategy == "scratch":
        from core.keras_models.finetuning import train_from_scratch

        return prepared, train_from_scratch(prepared, folder, progress)
    base = backbone(request.backbone, prepared.data_set.kind)
    progress.phase("Looking at the pictures", len(prepared.samples))
    importing = _import_ahead()

    def tell(done: int, total: int) -> None:
        progress.progress(done, total)
        progress.raise_if_stopped(
            "It was stopped before its last layer had begun to learn, so there is no network to keep; "
            f"another training on these pictures will reuse the {done:,} that it has described."
        )

    features = features_of(prepared.data_set, prepared.samples, Classifier(base), request.augmentations, tell)
    prepared = regroup_by_features(prepared, base, features)
    from core.training.head_training import on_backbone, train_last_layer

    layer = train_last_layer(prepared, features, base.strangers(), folder, progress)
    trained = on_backbone(base, layer, features)
    if request.strategy == "tune" and progress.stop_request() != "keep":
        # Two threads that import large packages only slow each other down.
        importing.join()
        from core.keras_models.finetuning import tune_last_blocks

        trained = tune_last_blocks(prepared, trained, folder, progress)
    return prepared, trained


def _train_in_turn(folder: Path, progress: ProgressWriter) -> dict[str, Any]:
    """Waits for its turn, trains and publishes; returns the final changes to the run's state."""
    with _my_turn(folder, progress):
        started_seconds = time.monotonic()
        sweep_all()
        forget_old_changes()
        forget_old_features()
        progress.phase("Reading the pictures")
        prepared = prepare(read_run(folder.name).request)
        prepared, trained = train(prepared, folder, progress)
        from core.training.publish import publish

        outcome = publish(prepared, trained, folder, progress)
        outcome = replace(outcome, seconds=round(time.monotonic() - started_seconds, 1))
    balanced = outcome.accuracy_of_uneven_classes
    accuracy = accuracy_in_words(outcome.accuracy, outcome.images, outcome.measured_on, balanced)
    sentences = (accuracy, outcome.test_part_in_words, outcome.caution)
    return {"outcome": asdict(outcome), "message": " ".join(filter(None, sentences))}


def _import_ahead() -> threading.Thread:
    """Imports what is needed later, while LiteRT computes features without holding Python's lock.

    A failed import is reported in the worker's log, and is raised again where the module is needed.
    """

    def import_all() -> None:
        for module in _NEEDED_LATER:
            importlib.import_module(module)

    thread = threading.Thread(target=import_all, daemon=True)
    thread.start()
    return thread


@contextmanager
def _my_turn(folder: Path, progress: ProgressWriter) -> Iterator[None]:
    """Waits until no other run is training and no earlier run is waiting."""
    turn = FileLock(folder.parent / ".turn.lock")
    update_state(folder, status="waiting", phase="Waiting for another training to end", seconds_left=None)
    while True:
        progress.raise_if_stopped("The training was stopped before it had begun.")
        if not _is_behind(folder):
            with contextlib.suppress(Timeout):
                turn.acquire(timeout=0)
                break
        time.sleep(_TURN_SECONDS)
    try:
        yield
    finally:
        turn.release()


def _is_behind(folder: Path) -> bool:
    this_run = read_run(folder.name)
    return any(
        run.status in ("waiting", "running") and (run.created, run.name) < (this_run.created, this_run.name)
        for run in list_runs()
    )


def _lower_priority() -> None:
    """Lowers the priority of this process, so that a training does not slow down the app."""
    if hasattr(os, "nice"):  # on Windows, it was started with low priority
        os.nice(_NICENESS)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
