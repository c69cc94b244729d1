"""Work in a process of its own: started apart, and known by the state that it writes into a folder.

<folder>/
  state.json        the phase, how far it is, and in the end its result: a `State`
  state.lock        held while the state is changed
  worker.lock       held by the worker as long as it lives, however it dies
  worker.log        what it printed
  ray_job.json      which job works on it, where that is on a Ray cluster; see `core.jobs.ray_job`
  stop              "keep" or "discard": whether to keep or discard what a stopped job has made
"""

import os
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import asdict, field, replace
from pathlib import Path
from typing import Annotated, Any, Literal

from filelock import FileLock, Timeout
from pydantic import ConfigDict, Field, NonNegativeFloat, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from core.errors import DiskFull, InklingError, Stopped
from core.jobs.log import LOG
from core.jobs.ray_job import forget_ray_job, is_ray_job_alive
from core.storage.files import (
    is_locked,
    locked,
    read_regular,
    translating_disk_full,
    write_json,
    write_whole,
)
from core.storage.names import printable
from core.storage.validation import first_fault

Status = Literal["waiting", "running", "interrupted", "done", "cancelled", "failed"]
StopRequest = Literal["", "keep", "discard"]
OVER: tuple[Status, ...] = ("done", "cancelled", "failed")
# A worker that was just started has not locked its folder yet.
START_SECONDS = 60
# A page that looks whether a worker lives holds its lock for a moment.
_LOCK_SECONDS = 5
# Of which any number of items or bytes, and any time until 2100, can be shown.
MAX_COUNT = 10**12
_MAX_TIME_SECONDS = 4_102_444_800
_MAX_STATE_BYTES = 16 * 2**20
_MAX_STOP_BYTES = 16
_STATE, _WORKER_LOCK, _STOP = "state.json", "worker.lock", "stop"
_ROOT = Path(__file__).resolve().parents[2]
_Count = Annotated[int, Field(ge=0, le=MAX_COUNT)]
_Time = Annotated[float, Field(ge=0, le=_MAX_TIME_SECONDS)]
# Workers that this process has started, by their folders.
_workers: dict[Path, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True, config=ConfigDict(allow_inf_nan=False))
class State:
    """How far a job is, as `state.json` says; what cannot be true is refused.

    Attributes:
        status: Whether it waits, runs or is over. What was never written is "interrupted".
        phase: What it is doing, in words.
        done: How much of the phase is done.
        total: How much there is to do in the phase; 0 where that is not known.
        seconds_left: Estimate for the phase, or None.
        message: The result, in one sentence.
        created: When the job was asked for, in seconds since 1970.
        started: When its worker was last started, in seconds since 1970.
        outcome: What the job measured, by name; the package that knows the job validates it.
    """

    status: Status = "interrupted"
    phase: str = ""
    done: _Count = 0
    total: _Count = 0
    seconds_left: NonNegativeFloat | None = None
    message: str = ""
    created: _Time = 0.0
    started: _Time = 0.0
    outcome: dict[str, Any] = field(default_factory=dict)


_STATE_READER = TypeAdapter(State)


def start_worker(module: str, folder: Path) -> None:
    """Starts a worker apart from this process, so that it outlives a closed tab and a restarted server.

    Args:
        module: The worker's module, as "core.workers.train".
        folder: The folder that it works on: its only argument.

    Raises:
        DiskFull: If there is no room to write that it was started.
    """
    forget_ray_job(folder)
    update_state(folder, status="waiting", message="", started=time.time())
    options: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        options = {
            "creationflags": subprocess.CREATE_NEW_PROCESS_GROUP
            | subprocess.DETACHED_PROCESS
            | subprocess.BELOW_NORMAL_PRIORITY_CLASS
        }
    with (folder / LOG).open("ab") as log:
        _workers[folder] = subprocess.Popen(
            [sys.executable, "-m", module, str(folder)],
            cwd=_ROOT,
            env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "2"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            **options,
        )


def run_to_end(folder: Path, work: Callable[[], Mapping[str, Any]]) -> Status | None:
    """Does a worker's work, and writes into the state how it ended, whatever happens.

    Args:
        folder: The worker's folder.
        work: Does all of it; returns changes of the state, as its `message`. `Stopped` makes the job
            "cancelled", any other exception "failed".

    Returns:
        How it ended, or had ended before; "interrupted" if the disk is so full that this cannot be
        written; None if another process works on the folder.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(FileLock(folder / _WORKER_LOCK, timeout=_LOCK_SECONDS))
        except Timeout:
            return None
        if (status := read_state(folder).status) in OVER:
            return status
        ending = _do(folder, work)
        try:
            update_state(folder, seconds_left=None, **ending)
        except DiskFull:
            return "interrupted"
        return read_state(folder).status


def update_state(folder: Path, **changes: Any) -> None:
    """Changes the state in a folder, whole; two processes that do so at once both succeed.

    Args:
        folder: The job's folder.
        **changes: Attributes of `State` with their new values.

    Raises:
        DiskFull: If there is no room; the state is as it was then.
    """
    with translating_disk_full(folder), locked(folder / "state.lock"):
        state, _ = _read(folder)
        write_json(folder / _STATE, asdict(replace(state, **changes)))


def read_state(folder: Path) -> State:
    """Reads the state in a folder, without waiting for anybody.

    Returns:
        The state, its texts printable. Work whose worker is gone before it was over is "interrupted", and
        so is work whose state cannot be read: `message` says why, then.
    """
    state, fault = _read(folder)
    if state.status in OVER:
        _has_living_worker(folder)
    elif not is_locked(folder / _WORKER_LOCK):
        # On a cluster, a lock may not be seen from here.
        is_alive = is_ray_job_alive(folder)
        # It may have ended between the two looks, or not have begun.
        state, fault = _read(folder)
        if is_alive is None:
            is_alive = _is_starting(folder, state)
        if state.status not in OVER and not is_alive:
            state = replace(state, status="interrupted")
    return replace(state, phase=printable(state.phase), message=printable(fault or state.message))


def request_stop(folder: Path, request: Literal["keep", "discard"]) -> None:
    """Asks a job to end, and to keep or to discard what it has made."""
    write_whole(folder / _STOP, request)


def request_discard(folder: Path) -> None:
    """Asks a job to end and to throw away what it has made, so that its folder can be deleted.

    Where nobody works on it, whoever goes on with it meanwhile is told. If the disk is full, nobody is: that
    it is deleted makes room.

    Raises:
        DiskFull: If there is no room to tell whoever works on it.
    """
    try:
        request_stop(folder, "discard")
    except DiskFull:
        if read_state(folder).status not in ("interrupted", *OVER):
            raise


def stop_request(folder: Path) -> StopRequest:
    """Returns "keep" or "discard" if the job is asked to end, else an empty text."""
    with suppress(OSError):
        match read_regular(folder / _STOP, _MAX_STOP_BYTES):
            case b"keep":
                return "keep"
            case b"discard":
                return "discard"
    return ""


def withdraw_stop(folder: Path) -> None:
    """Takes back that a job is asked to end."""
    (folder / _STOP).unlink(missing_ok=True)


def _read(folder: Path) -> tuple[State, str]:
    """Returns the state as it was written, and what is wrong with it; an empty text if nothing is."""
    try:
        return _STATE_READER.validate_json(read_regular(folder / _STATE, _MAX_STATE_BYTES)), ""
    except FileNotFoundError:
        return State(), ""
    except OSError as error:
        fault = f"it is no file that can be read. Received: {error.strerror}"
    except ValidationError as error:
        fault = first_fault(error)
    return State(), f"{_STATE} of {folder.name} is damaged; start it again or delete it: {fault}"


def _is_starting(folder: Path, state: State) -> bool:
    """Tells whether a worker may not have locked its folder yet, as on a machine that is busy."""
    return _has_living_worker(folder) or 0 <= time.time() - state.started <= START_SECONDS


def _has_living_worker(folder: Path) -> bool:
    """Tells whether a worker lives that this process has started; one that has ended is let go."""
    worker = _workers.get(folder)
    if worker is None or worker.poll() is None:
        return worker is not None
    _workers.pop(folder, None)
    return False


def _do(folder: Path, work: Callable[[], Mapping[str, Any]]) -> dict[str, Any]:
    try:
        with translating_disk_full(folder):
            return {"status": "done", "phase": "done", **work()}
    except Stopped as stopped:
        return {"status": "cancelled", "phase": "stopped", "message": printable(str(stopped))}
    except InklingError as error:
        return {"status": "failed", "phase": "failed", "message": printable(str(error))}
    except Exception as error:
        traceback.print_exc()
        message = (
            "Something went wrong that should not have; details are in "
            f"{folder / LOG}. Received: {type(error).__name__}"
        )
        return {"status": "failed", "phase": "failed", "message": message}
