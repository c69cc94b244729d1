"""Trainings as programs see them: the runs that the Train page lists, and imports that will become runs."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, Field

from api.server_paths import refused_in_words, without_paths
from core.datasets.picture_imports import (
    PictureImport,
    cancel_import,
    forget_import,
    read_import,
    read_imports,
)
from core.errors import UnknownImport, UnknownRun
from core.jobs.process import OVER, Status
from core.storage.names import is_folder_name
from core.training.runs import Run, cancel_run, delete_run, read_run, read_runs, unknown_run

# An import with one of these must be cancelled before it can be deleted.
_GOING_ON: tuple[Status, ...] = ("waiting", "running")


class RunSummary(BaseModel):
    """A training and its progress."""

    id: str
    model: str = Field(description="What its network is called in requests, once it is done.")
    title: str
    data_set: str = Field(description="What it learns from; empty while pictures are being imported.")
    status: Status
    phase: str = Field(description="What it is doing, in words.")
    done: int = Field(description="How much of the phase is done.")
    total: int = Field(description="How much there is to do in the phase; 0 where that is not known.")
    seconds_left: float | None = Field(description="Estimate for the phase.")
    message: str = Field(description="The result, in one sentence.")
    created: datetime


class RunDetails(RunSummary):
    """A training with the figures of each epoch and, once it is done, its result."""

    settings: dict[str, Any] = Field(description="What was asked for: strategy, epochs and so on.")
    notes: list[str] = Field(
        description="What was left out when its zip was imported, a line for each reason, and other remarks. "
        "They are kept for a week, or until the import is dismissed on the page."
    )
    epochs: list[dict[str, float]] = Field(
        description="Of each epoch: `epoch`, `loss`, `accuracy`, `val_loss`, `val_accuracy`, `learning_rate` "
        "and `seconds` since the start."
    )
    result: dict[str, Any] | None = Field(
        description="Figures of the network: `accuracy`, `confusion` (empty for more than 500 classes) and "
        "so on. They were measured on test pictures or, if `folds` is above 0, in cross-validation; "
        "`given_test` of the pictures are from your own test part."
    )


class Runs(BaseModel):
    """All trainings, newest first."""

    runs: list[RunSummary]
    refused: list[str] = Field(description="A sentence for each one that cannot be read.")


def list_all() -> Runs:
    """Reads all trainings, including imports whose training has not been started yet."""
    runs, refused = read_runs()
    listed = [RunSummary(**_summary(run)) for run in runs]
    # An import that was killed right after starting its training does not know that.
    started = {run.name for run in runs}
    for picture_import in read_imports()[0]:
        has_run = _run_of(picture_import) or picture_import.name in started
        if picture_import.request.training and not has_run:
            listed.append(RunSummary(**_summary_of_import(picture_import)))
    listed.sort(key=lambda run: run.created, reverse=True)
    return Runs(runs=listed, refused=refused_in_words(refused))


def details(run_id: str) -> RunDetails:
    """Reads a training.

    Args:
        run_id: The id of the run, or that of the import of its pictures.

    Raises:
        UnknownRun: If there is no such training, or it was deleted.
    """
    found = _find(run_id)
    if isinstance(found, PictureImport):
        training = found.request.training
        # In lower case, as in the request; the pages write it with a capital letter.
        settings = asdict(training) | {"effort": training.effort.lower()} if training else {}
        notes = _notes([found])
        return RunDetails(**_summary_of_import(found), settings=settings, notes=notes, epochs=[], result=None)
    settings = {
        name: value for name, value in asdict(found.request).items() if name not in ("title", "bundle")
    }
    result = asdict(found.outcome) if found.outcome else None
    if result is not None:
        # Clients are not told paths on this computer.
        del result["bundle_folder"]
    epochs = found.history().to_dict("records")
    notes = _notes([one for one in read_imports()[0] if _run_of(one) == found.name])
    return RunDetails(**_summary(found), settings=settings, notes=notes, epochs=epochs, result=result)


def end(run_id: str, keep: bool) -> bool:
    """Stops a training in progress, or deletes the record of one that has ended; its network stays.

    Args:
        run_id: As in `details`.
        keep: Whether the best result so far becomes a network.

    Returns:
        True if the record was deleted, False if the training was asked to stop.

    Raises:
        UnknownRun: If there is no such training.
    """
    found = _find(run_id)
    if isinstance(found, PictureImport):
        if found.status in _GOING_ON:
            cancel_import(found.name)
            return False
        forget_import(found.name)
        return True
    if found.status in OVER or (found.status == "interrupted" and not keep):
        delete_run(found.name)
        # The page shows an import until somebody dismisses it; nobody does that for a program.
        for one in read_imports()[0]:
            if _run_of(one) == found.name:
                forget_import(one.name)
        return True
    cancel_run(found.name, keep)
    return False


def _find(run_id: str) -> Run | PictureImport:
    if not is_folder_name(run_id):
        raise unknown_run(run_id)
    try:
        return read_run(run_id)
    except UnknownRun:
        pass
    try:
        picture_import = read_import(run_id)
    except UnknownImport as error:
        raise unknown_run(run_id) from error
    if picture_import.request.training is None:
        raise unknown_run(run_id)
    if not (run := _run_of(picture_import)):
        return picture_import
    try:
        return read_run(run)
    except UnknownRun as error:
        # The message names the training by the id that was asked for, not by the one of its run.
        raise unknown_run(run_id) from error


def _run_of(picture_import: PictureImport) -> str:
    return picture_import.outcome.run if picture_import.outcome else ""


def _notes(imports: list[PictureImport]) -> list[str]:
    return [without_paths(note) for one in imports if one.outcome for note in one.outcome.remarks]


def _summary(run: Run) -> dict[str, Any]:
    request = run.request
    named = {"model": request.bundle, "title": request.title, "data_set": request.data_set}
    return {**named, **_state(run), "phase": run.phase}


def _summary_of_import(picture_import: PictureImport) -> dict[str, Any]:
    return {"model": "", "title": picture_import.request.title, "data_set": "", **_state(picture_import)}


def _state(job: Run | PictureImport) -> dict[str, Any]:
    state = job.state
    return {
        "id": job.name,
        "status": state.status,
        "phase": state.phase or "waiting",
        "done": state.done,
        "total": state.total,
        "seconds_left": state.seconds_left,
        "message": without_paths(state.message),
        "created": datetime.fromtimestamp(state.created, UTC),
    }
