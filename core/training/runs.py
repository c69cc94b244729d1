"""Runs: trainings on disk. A worker process writes a run; pages and the terminal only read it.

    runs/<name>/
      request.json      the request: a `TrainingRequest`
      history.csv       figures of each epoch, written as training proceeds
      and the files of `core.jobs.process`

A run whose worker died before the run had ended is *interrupted*, and can go on from what it has written.
"""

import io
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydantic import ValidationError

from core.errors import BadRequest, InklingError, UnknownRun
from core.jobs.job import Job, begin_job
from core.jobs.process import (
    OVER,
    read_state,
    request_discard,
    request_stop,
    start_worker,
    update_state,
    withdraw_stop,
)
from core.jobs.ray_job import end_waiting_ray_job
from core.storage.files import UNFINISHED, delete_folder_for_good, list_folder, read_regular
from core.storage.names import folder_name, is_folder_name, printable
from core.storage.paths import runs_folder
from core.storage.reserved_names import reserving_name
from core.storage.settings import ray_address, require_private, require_teaching
from core.storage.validation import first_fault
from core.training.outcome import Outcome, parse_outcome
from core.training.request import TrainingRequest, read_request, write_request

if TYPE_CHECKING:
    import pandas as pd

_WORKER = "core.workers.train"
# Submits the worker to a Ray cluster, and ends.
_SUBMISSION = "core.distributed.submission"
_HISTORY_COLUMNS = ("epoch", "loss", "accuracy", "val_loss", "val_accuracy", "learning_rate", "seconds")
_MAX_HISTORY_BYTES = 16 * 2**20
_MAX_EPOCH = 1_000_000


@dataclass(frozen=True)
class Run(Job):
    """A run as it was when it was read.

    Attributes:
        request: The training's request.
        outcome: Figures of a run that is done; None for any other run.
    """

    request: TrainingRequest
    outcome: Outcome | None

    @property
    def phase(self) -> str:
        """What the run is doing, in words."""
        return self.state.phase or "waiting"

    @property
    def message(self) -> str:
        """The result, in one sentence."""
        return self.state.message

    @property
    def created(self) -> float:
        """When the run was requested, in seconds since 1970."""
        return self.state.created

    def history(self) -> "pd.DataFrame":
        """Reads the figures of each epoch so far.

        Returns:
            `epoch` (from 1), `loss`, `accuracy`, `val_loss`, `val_accuracy`, `learning_rate` and `seconds`
            since the start; empty if there are none yet, or the file is damaged.
        """
        # Importing pandas takes half a second, which the other commands of the terminal do not need to spend.
        import pandas as pd

        try:
            file = io.BytesIO(read_regular(self.folder / "history.csv", _MAX_HISTORY_BYTES))
            # Otherwise, pandas takes the first fields as an index if rows have more fields than the header.
            history = pd.read_csv(
                file, dtype=float, index_col=False, usecols=lambda column: column in _HISTORY_COLUMNS
            )
            is_sound = np.isfinite(history).all(axis=1) & history["epoch"].between(1, _MAX_EPOCH)
            return history[is_sound][list(_HISTORY_COLUMNS)].astype({"epoch": int}).reset_index(drop=True)
        except (OSError, ValueError, KeyError, OverflowError):
            return pd.DataFrame()


def start_run(request: TrainingRequest, name: str = "") -> Run:
    """Starts a training; it waits for its turn if another one is running.

    Args:
        request: The request; its `bundle` is made unique among networks and runs.
        name: Name of the run; by default, a new one. If there is a run of that name, this is that run, which
            is resumed if it is interrupted.

    Returns:
        The run.

    Raises:
        NotAllowed: In a public demo without teaching.
        DiskFull: If there is no room for the run.
    """
    require_teaching("Training")
    with suppress(UnknownRun):
        known = read_run(name)
        return resume_run(name) if known.status == "interrupted" else known
    with reserving_name() as taken:
        bundle = folder_name(request.bundle or request.title, taken, "my-network")
        named = replace(request, bundle=bundle)
        folder = begin_job(runs_folder(), lambda draft: write_request(draft, named), name)
    _start(folder)
    return read_run(folder.name)


def resume_run(name: str) -> Run:
    """Resumes an interrupted or failed run from what it has written.

    Raises:
        NotAllowed: In a public demo without teaching.
        BadRequest: If the run is neither interrupted nor failed, or cannot be read.
        UnknownRun: If there is no run of that name.
    """
    require_teaching("Training")
    run = read_run(name)
    if run.status not in ("interrupted", "failed"):
        raise BadRequest(
            f"Only an interrupted or failed training can be resumed. Received: one that is {run.status}"
        )
    withdraw_stop(run.folder)
    _start(run.folder)
    return read_run(name)


def cancel_run(name: str, keep: bool) -> None:
    """Stops a run.

    To keep the best network of an interrupted run, its worker is started again, and then stops at once.

    Args:
        name: The run's name.
        keep: Whether to keep the best network so far, or to discard everything.

    Raises:
        NotAllowed: In a public demo.
        UnknownRun: If there is no run of that name.
    """
    if keep:
        require_teaching("Training")
    else:
        require_private("Discarding a training")
    run = read_run(name)
    if run.status not in OVER and end_waiting_ray_job(run.folder):
        message = "The training was stopped before it had begun."
        update_state(run.folder, status="cancelled", phase="stopped", message=message)
        run = read_run(name)
    if run.status in ("interrupted", *OVER) and not keep:
        request_discard(run.folder)
        delete_run(name)
        return
    request_stop(run.folder, "keep" if keep else "discard")
    if run.status == "interrupted":
        _start(run.folder)


def delete_run(name: str) -> None:
    """Deletes a run that is not running, even one that cannot be read; a half-deleted run is never listed.

    Raises:
        NotAllowed: In a public demo.
        BadRequest: If the run is still running.
        UnknownRun: If there is no run of that name.
    """
    require_private("Deleting")
    folder = _folder_of(name)
    if read_state(folder).status == "running":
        raise BadRequest(f"This training is still running; stop it first. Received: {name}")
    delete_folder_for_good(folder)


def list_runs() -> list[Run]:
    """Reads all runs that can be read, newest first."""
    return read_runs()[0]


def read_runs() -> tuple[list[Run], list[str]]:
    """Reads all runs.

    Returns:
        The runs that can be read, newest first, and a sentence about each of the others.
    """
    try:
        folders = list_folder(runs_folder())
    except InklingError as error:
        return [], [str(error)]
    runs, refused = [], []
    for folder in folders:
        try:
            runs.append(read_run(folder.name))
        except UnknownRun:
            continue
        except InklingError as error:
            refused.append(str(error))
    return sorted(runs, key=lambda run: (-run.created, run.name)), refused


def read_run(name: str) -> Run:
    """Reads a run.

    Raises:
        UnknownRun: If there is no run of that name.
        BadRequest: If the run's request is missing or damaged, or its name cannot be displayed.
    """
    folder = _folder_of(name)
    if printable(name) != name:
        raise BadRequest(
            "A training cannot be read because of its folder's name; give it another one in "
            f"{runs_folder()}. Received: {printable(name)}"
        )
    request = read_request(folder)
    if request is None and _has_files(folder):
        raise BadRequest(
            f"The training {name} cannot be read; delete its folder, or put its request.json back. "
            "Received: a folder without one"
        )
    if request is None:
        raise unknown_run(name)
    if not is_folder_name(request.bundle):
        raise BadRequest(
            f"The training {name} cannot be read; delete its folder, or repair its request.json: bundle "
            f"should be a name in small letters, digits and hyphens. Received: {request.bundle[:60]!r}"
        )
    state, outcome = read_state(folder), None
    if state.status == "done":
        try:
            outcome = parse_outcome(state.outcome)
        except ValidationError as error:
            message = f"The figures of this training cannot be read; try again: {first_fault(error)}"
            state = replace(state, status="failed", message=message)
    return Run(folder, state, request, outcome)


def unknown_run(name: str) -> UnknownRun:
    """Returns the error to raise if there is no training of that name."""
    return UnknownRun(
        f"There is no such training; it may have been deleted. Received: {printable(name)[:100]}"
    )


def _start(folder: Path) -> None:
    """Starts the worker of a run, on this machine or on the cluster that `INKLING_RAY_ADDRESS` names."""
    start_worker(_WORKER if ray_address() is None else _SUBMISSION, folder)


def _has_files(folder: Path) -> bool:
    """Returns whether a folder holds anything but locks, which reading a deleted run may leave behind."""
    with suppress(OSError):
        return any(path.suffix != ".lock" for path in folder.iterdir())
    return False


def _folder_of(name: str) -> Path:
    folder = runs_folder() / name
    if not name or Path(name).name != name or name.startswith(UNFINISHED) or not folder.is_dir():
        raise unknown_run(name)
    return folder
