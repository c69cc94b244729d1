"""Runs: trainings on disk. A worker process writes one, and pages and terminal only read it.

    runs/<name>/
      request.json      what was asked for
      history.csv       figures of each epoch, as they come
      and what `core.jobs.process` says of a worker's folder

A run whose worker is gone before it was over is *interrupted*, and goes on from what it has written.
"""

import time
import uuid
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from core.errors import BadRequest, UnknownRun
from core.jobs.process import OVER, Status, read_state, start_worker
from core.storage.files import UNFINISHED, delete_folder, locked, read_json, write_json, write_whole
from core.storage.names import folder_name
from core.storage.paths import SHIPPED, home
from core.storage.settings import require_private

Way = Literal["head", "tune", "scratch"]
_WORKER = "core.workers.train"


@dataclass(frozen=True)
class TrainingRequest:
    """What a training is asked to do.

    Attributes:
        data_set: Name of the data set.
        title: What the person calls the network.
        bundle: Name that its bundle will have.
        way: "head": features of a backbone and a new last layer; "tune": the same, then the backbone's last
            blocks too; "scratch": everything anew.
        backbone: Name of the bundle that it builds on; empty for "scratch".
        description: What the person says about it.
        epochs: At most so many times over all pictures.
        views: How many variations of each picture it sees, itself included.
        learning_rate: Of the last layer, or of the whole network for "scratch".
        batch_size: Pictures per step.
        test_share: Share of each class that is only tested on.
        validation_share: Share of each class that is watched while training.
        seed: Seed of all chance.
    """

    data_set: str
    title: str
    bundle: str
    way: Way
    backbone: str
    description: str = ""
    epochs: int = 40
    views: int = 4
    learning_rate: float = 3e-4
    batch_size: int = 32
    test_share: float = 0.2
    validation_share: float = 0.15
    seed: int = 1


@dataclass(frozen=True)
class Run:
    """A run as it was when it was read.

    Attributes:
        folder: Where it lies.
        request: What was asked for.
        status: "waiting", "running", "interrupted", "done", "cancelled" or "failed".
        phase: What it is doing, in words.
        done: How much of the phase is done.
        total: How much there is to do in it.
        seconds_left: Estimate for the phase, or None.
        message: What came out, in one sentence.
        outcome: Figures of a run that is done.
        created: Seconds since 1970.
    """

    folder: Path
    request: TrainingRequest
    status: Status
    phase: str
    done: int
    total: int
    seconds_left: float | None
    message: str
    outcome: dict[str, Any]
    created: float

    @property
    def name(self) -> str:
        """Its folder's name."""
        return self.folder.name

    def history(self) -> pd.DataFrame:
        """Reads the figures of each epoch so far."""
        try:
            return pd.read_csv(self.folder / "history.csv")
        except (OSError, ValueError):
            return pd.DataFrame()


def start_run(request: TrainingRequest) -> Run:
    """Starts a training; it waits for its turn if another one is running.

    Args:
        request: What to do; its `bundle` is made unique among networks and runs.

    Returns:
        The run.

    Raises:
        NotAllowed: In a public demo.
        BadRequest: If a number is out of bounds.
    """
    require_private("Training")
    check_request(request)
    with locked(_shelf() / ".lock"):
        taken = {run.request.bundle for run in list_runs()} | {"models"}
        for shelf in (SHIPPED, home() / "models", home() / "networks"):
            taken |= {folder.name for folder in shelf.iterdir()} if shelf.is_dir() else set()
        bundle = folder_name(request.bundle or request.title, taken, "my-network")
        folder = _shelf() / f"{time.strftime('%Y%m%d-%H%M%S')}-{uuid.uuid4().hex[:6]}"
        draft = folder.with_name(UNFINISHED + folder.name)
        write_json(draft / "request.json", {**asdict(request), "bundle": bundle})
        write_json(
            draft / "state.json", {"status": "waiting", "created": time.time(), "started": time.time()}
        )
        draft.rename(folder)
    start_worker(_WORKER, folder)
    return read_run(folder.name)


def resume_run(name: str) -> Run:
    """Goes on with an interrupted or failed run from what it has written."""
    require_private("Training")
    run = read_run(name)
    if run.status not in ("interrupted", "failed"):
        raise BadRequest(
            f"Only a training that was interrupted or failed can go on. Received: one that is {run.status}"
        )
    (run.folder / "stop").unlink(missing_ok=True)
    start_worker(_WORKER, run.folder)
    return read_run(name)


def cancel_run(name: str, keep: bool) -> None:
    """Ends a run.

    Args:
        name: The run's.
        keep: Whether to keep the best so far, or to throw all of it away.

    A run that nobody works on any longer must first go on before its best can be kept; then it ends at once.
    """
    require_private("Training")
    run = read_run(name)
    write_whole(run.folder / "stop", "keep" if keep else "discard")
    if run.status in ("interrupted", *OVER):
        if keep and run.status == "interrupted":
            start_worker(_WORKER, run.folder)
        elif not keep:
            delete_run(name)


def delete_run(name: str) -> None:
    """Deletes a run that nobody works on; a half deleted one is never listed."""
    require_private("Deleting")
    run = read_run(name)
    if run.status == "running":
        raise BadRequest(f"This training is still going on; stop it first. Received: {name}")
    delete_folder(run.folder)


def list_runs() -> list[Run]:
    """Reads all runs, the newest first."""
    if not _shelf().is_dir():
        return []
    found = []
    for folder in _shelf().iterdir():
        try:
            found.append(read_run(folder.name))
        except UnknownRun:
            continue
    return sorted(found, key=lambda run: (-run.created, run.name))


def read_run(name: str) -> Run:
    """Reads a run; raises `UnknownRun` if there is none of that name."""
    folder = _shelf() / name
    is_name = Path(name).name == name and not name.startswith(UNFINISHED)
    content = read_json(folder / "request.json") if is_name else None
    if content is None:
        raise UnknownRun(f"There is no such training. Received: {name}")
    known = {field.name for field in fields(TrainingRequest)}
    state = read_state(folder)
    return Run(
        folder,
        TrainingRequest(**{key: value for key, value in content.items() if key in known}),
        state["status"],
        state.get("phase", "waiting"),
        state.get("done", 0),
        state.get("total", 0),
        state.get("seconds_left"),
        state.get("message", ""),
        state.get("outcome", {}),
        state.get("created", 0.0),
    )


def check_request(request: TrainingRequest) -> None:
    """Refuses numbers with which no training makes sense; raises `BadRequest`."""
    for name, low, high in (
        ("epochs", 1, 1_000),
        ("views", 1, 64),
        ("learning_rate", 1e-6, 1.0),
        ("batch_size", 1, 1_024),
        ("test_share", 0.05, 0.5),
        ("validation_share", 0.05, 0.4),
        ("seed", 0, 2**31),
    ):
        value = getattr(request, name)
        if not low <= value <= high:
            words = name.replace("_", " ")
            raise BadRequest(f"Choose {words} between {low:g} and {high:g}. Received: {value}")


def _shelf() -> Path:
    return home() / "runs"
