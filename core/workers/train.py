"""The process that trains one run: `python -m core.workers.train FOLDER`, started by `core.training.runs`."""

import contextlib
import os
import shutil
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from core.errors import DiskFull, InklingError, Stopped
from core.inference.classifier import Classifier
from core.jobs.process import OVER, update_state
from core.jobs.progress import ProgressWriter
from core.storage.files import delete_folder, sweep, translating_disk_full
from core.storage.paths import home
from core.training.backbones import backbone
from core.training.features import features_of
from core.training.head_training import HEAD_FILE, on_backbone, train_last_layer
from core.training.prepared_data import PreparedData, TrainedModel, prepare
from core.training.publish import finish
from core.training.runs import list_runs, read_run

_NICENESS = 10
# A page that looks whether we live holds the lock for a moment.
_LOCK_SECONDS = 5
_TURN_SECONDS = 0.5


def main(folder: Path) -> int:
    """Trains a run, or goes on with it.

    Args:
        folder: The run's.

    Returns:
        0, or 1 if it did not come to its end or another process works on it.
    """
    _lower_priority()
    try:
        with FileLock(folder / "worker.lock", timeout=_LOCK_SECONDS):
            if read_run(folder.name).status in OVER:
                return 0
            kept = _work(folder, ProgressWriter(folder, has_learned=(folder / HEAD_FILE).exists()))
    except Timeout:
        return 1
    if not kept:
        delete_folder(folder)
        return 0
    return 0 if read_run(folder.name).status == "done" else 1


def _work(folder: Path, reporter: ProgressWriter) -> bool:
    """Does all of a run's work and writes what came of it; returns False if it is to be thrown away."""
    ending: dict[str, object]
    try:
        with _my_turn(folder, reporter), translating_disk_full(folder):
            ending = _train(folder, reporter)
    except Stopped as stopped:
        if reporter.stop_request() == "discard":
            return False
        ending = {"status": "cancelled", "phase": "stopped", "message": str(stopped)}
    except InklingError as error:
        ending = {"status": "failed", "phase": "failed", "message": str(error)}
    except Exception as error:
        traceback.print_exc()
        words = "Something went wrong that should not have; details are in this training's worker.log. "
        message = f"{words}Received: {type(error).__name__}"
        ending = {"status": "failed", "phase": "failed", "message": message}
    shutil.rmtree(folder / "draft", ignore_errors=True)
    # On a disk that is full to the last byte it cannot even be said that it is: the run then counts as
    # interrupted, and goes on when there is room.
    with contextlib.suppress(DiskFull):
        update_state(folder, seconds_left=None, **ending)
    return True


def learn(lesson: PreparedData, folder: Path, reporter: ProgressWriter) -> TrainedModel:
    """Trains in the way that was asked for.

    Args:
        lesson: The prepared data.
        folder: The run's: holds checkpoints and history.
        reporter: Whom to tell.

    Returns:
        What was learned, or the best so far if the person wanted to stop.

    Raises:
        Stopped: If the person wants nothing of it kept, or there is nothing yet.
    """
    request = lesson.request
    if request.way == "scratch":
        from core.keras_models.finetuning import learn_from_scratch

        return learn_from_scratch(lesson, folder, reporter)
    base = backbone(request.backbone, lesson.data_set.kind)
    reporter.phase("Computing features", len(lesson.samples))
    features = features_of(
        lesson.data_set, lesson.samples, Classifier(base), request.views, reporter.progress_or_stop
    )
    state = train_last_layer(lesson, features, folder, reporter)
    learned = on_backbone(base, state, features)
    if request.way == "tune" and reporter.stop_request() != "keep":
        from core.keras_models.finetuning import tune_last_blocks

        return tune_last_blocks(lesson, learned, folder, reporter)
    return learned


def _train(folder: Path, reporter: ProgressWriter) -> dict[str, object]:
    began = time.monotonic()
    for shelf in ("models", "runs", "datasets"):
        sweep(home() / shelf)
    reporter.phase("Reading the pictures")
    lesson = prepare(read_run(folder.name).request)
    learned = learn(lesson, folder, reporter)
    outcome = finish(lesson, learned, folder, reporter)
    outcome["seconds"] = round(time.monotonic() - began, 1)
    message = f"{outcome['accuracy']:.1%} of {outcome['images']} test pictures right."
    return {"status": "done", "phase": "done", "outcome": outcome, "message": message}


@contextmanager
def _my_turn(folder: Path, reporter: ProgressWriter) -> Iterator[None]:
    """Waits until no other run trains and none that came earlier waits."""
    turn = FileLock(folder.parent / ".turn.lock")
    update_state(folder, status="waiting", phase="Waiting for another training to end", seconds_left=None)
    while True:
        if reporter.stop_request() == "discard" or (reporter.stop_request() and not reporter.has_learned):
            raise Stopped("The training was stopped before it had begun.")
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
    mine = read_run(folder.name)
    return any(
        run.status in ("waiting", "running") and (run.created, run.name) < (mine.created, mine.name)
        for run in list_runs()
    )


def _lower_priority() -> None:
    """Lets the app answer first: whoever draws should not notice that somebody trains."""
    if hasattr(os, "nice"):  # on Windows, it was started so
        os.nice(_NICENESS)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
