"""Work in a detached process, which writes its state into a folder.

<folder>/
  state.json        the phase and its progress, and at the end the result: a `State`
  state.lock        held while the state is changed
  worker.lock       held by the worker as long as it lives, and released however it dies
  worker.log        the worker's output
  ray_job.json      the Ray job that works on the folder, if a Ray cluster does; see `core.jobs.ray_job`
  stop              "keep" or "discard": whether to keep or discard what a stopped job has made
"""

import os
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, field, replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

from filelock import Timeout
from pydantic import ConfigDict, Field, NonNegativeFloat, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from core.errors import BadRequest, DiskFull, InklingError, Stopped
from core.jobs.log import LOG
from core.jobs.ray_job import forget_ray_job, is_ray_job_alive
from core.storage.exhaustion import no_memory_in_words
from core.storage.files import (
    read_regular,
    translating_disk_full,
    translating_os_errors,
    write_json,
    write_whole,
)
from core.storage.locks import is_locked, locked
from core.storage.names import printable
from core.storage.paths import home
from core.storage.reserve import with_reserve
from core.storage.validation import first_fault

Status = Literal["waiting", "running", "interrupted", "done", "cancelled", "failed"]
StopRequest = Literal["", "keep", "discard"]
OVER: tuple[Status, ...] = ("done", "cancelled", "failed")
# A worker that was just started has not locked its folder yet.
START_SECONDS = 60
# A page that checks whether a worker is alive holds the worker's lock for a moment.
_LOCK_SECONDS = 5
# Bounds that keep counts and times displayable. A wrong clock may show any year, but dates end in 9999.
MAX_COUNT = 10**12
_MAX_TIME_SECONDS = 250_000_000_000
_MAX_STATE_BYTES = 16 * 2**20
_MAX_STOP_BYTES = 16
_STATE, _WORKER_LOCK, _STOP = "state.json", "worker.lock", "stop"
_ROOT = Path(__file__).resolve().parents[2]
_Count = Annotated[int, Field(ge=0, le=MAX_COUNT)]
_Time = Annotated[float, Field(ge=0, le=_MAX_TIME_SECONDS)]
# Workers that this process has started, and when, in seconds since 1970, by their folders.
_workers: dict[Path, tuple[subprocess.Popen[bytes], float]] = {}


@dataclass(frozen=True, config=ConfigDict(allow_inf_nan=False))
class State:
    """The status, progress and result of a job, as stored in `state.json`; impossible values are refused.

    Attributes:
        status: Whether the job is waiting, running, interrupted or over; "interrupted" if never written.
        phase: What the job is doing, in words.
        done: How much of the phase is done.
        total: How much there is to do in the phase; 0 if unknown.
        seconds_left: Estimated time left in the phase, or None.
        message: The result, in one sentence.
        created: When the job was requested, in seconds since 1970.
        started: When its worker was last started, in seconds since 1970.
        outcome: What the job measured, by name; validated by the package that defines the job.
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
    """Starts a worker detached from this process, so that it outlives a closed tab and a restarted server.

    Args:
        module: The worker's module, such as "core.workers.train".
        folder: The folder that the worker works on; its only argument.

    Raises:
        DiskFull: If there is no room to write that the worker was started.
    """
    forget_ray_job(folder)
    started = time.time()
    update_state(folder, status="waiting", message="", started=started)
    options: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        options = {
            "creationflags": subprocess.CREATE_NEW_PROCESS_GROUP
            | subprocess.DETACHED_PROCESS
            | subprocess.BELOW_NORMAL_PRIORITY_CLASS
        }
    with (folder / LOG).open("ab") as log:
        worker = subprocess.Popen(
            [sys.executable, "-m", module, str(folder)],
            cwd=_ROOT,
            # It runs in another folder, where a relative path would lead elsewhere.
            env=os.environ | {"INKLING_HOME": str(home()), "TF_CPP_MIN_LOG_LEVEL": "2"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            **options,
        )
    _workers[folder] = worker, started


def run_to_end(folder: Path, work: Callable[[], Mapping[str, Any]]) -> Status | None:
    """Does a worker's work, and writes into the state how it ended, whatever happens.

    Args:
        folder: The worker's folder.
        work: Does all the work; returns changes to the state, such as its `message`. `Stopped` makes the job
            "cancelled", any other exception "failed".

    Returns:
        How the job ended, now or earlier; "interrupted" if the disk is too full to write this, or the folder
        was deleted; None if another process is working on the folder.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(folder / _WORKER_LOCK, creates_folder=False, seconds=_LOCK_SECONDS))
        except Timeout:
            return None
        except FileNotFoundError:
            return "interrupted"
        if (status := read_state(folder).status) in OVER:
            return status
        ending = _do(folder, work)
        try:
            update_state(folder, seconds_left=None, **ending)
        except (BadRequest, DiskFull):
            return "interrupted"
        return read_state(folder).status


def update_state(folder: Path, **changes: Any) -> None:
    """Changes the state in a folder atomically; two processes that do so at once both succeed.

    Args:
        folder: The job's folder.
        **changes: Attributes of `State` with their new values.

    Raises:
        BadRequest: If the folder was deleted.
        DiskFull: If there is no room; the state is then unchanged.
    """
    with _in(folder), translating_disk_full(folder), locked(folder / "state.lock", creates_folder=False):
        state, _ = _read(folder)
        write_json(folder / _STATE, asdict(replace(state, **changes)), creates_folder=False)


def read_state(folder: Path) -> State:
    """Reads the state in a folder, without waiting for a lock.

    Returns:
        The state, with printable texts. A job whose worker died before the job had ended is "interrupted",
        and so is a job whose state cannot be read; `message` then says why.
    """
    state, fault = _read(folder)
    if state.status in OVER:
        _let_go(folder)
    elif not is_locked(folder / _WORKER_LOCK):
        # The lock of a worker on a cluster may not be visible from here.
        is_alive = is_ray_job_alive(folder)
        # The worker may have ended since the state was read, or may not have begun.
        state, fault = _read(folder)
        if is_alive is None:
            is_alive = _is_starting(folder, state)
        if state.status not in OVER and not is_alive:
            state = replace(state, status="interrupted")
    return replace(state, phase=printable(state.phase), message=printable(fault or state.message))


def request_stop(folder: Path, request: Literal["keep", "discard"]) -> None:
    """Asks a job to stop, and to keep or discard what it has made; raises `BadRequest` if it was deleted."""
    with _in(folder):
        with_reserve(partial(write_whole, folder / _STOP, request, creates_folder=False))


def request_discard(folder: Path) -> None:
    """Asks a job to stop and to discard what it has made, so that its folder can be deleted.

    The request is written even if no worker is running, because a worker may resume the job before the folder
    is deleted. If the disk is full and no worker is running, the request is skipped: the deletion makes room.

    Raises:
        DiskFull: If the job is waiting or running and there is no room for the request.
    """
    try:
        request_stop(folder, "discard")
    except DiskFull:
        if read_state(folder).status not in ("interrupted", *OVER):
            raise


def stop_request(folder: Path) -> StopRequest:
    """Returns "keep" or "discard" if the job is asked to stop, else an empty string."""
    with suppress(OSError):
        match read_regular(folder / _STOP, _MAX_STOP_BYTES):
            case b"keep":
                return "keep"
            case b"discard":
                return "discard"
    return ""


def withdraw_stop(folder: Path) -> None:
    """Withdraws the request to stop a job."""
    (folder / _STOP).unlink(missing_ok=True)


@contextmanager
def _in(folder: Path) -> Iterator[None]:
    """Raises `BadRequest` if another process deletes the folder; writing must not create it again."""
    try:
        yield
    except FileNotFoundError as error:
        raise BadRequest(
            f"This has been deleted in the meantime, so nothing was done. Received: {printable(folder.name)}"
        ) from error


def _read(folder: Path) -> tuple[State, str]:
    """Returns the state as it was written, and what is wrong with the file; an empty string if nothing is."""
    try:
        return _STATE_READER.validate_json(read_regular(folder / _STATE, _MAX_STATE_BYTES)), ""
    except FileNotFoundError:
        return State(), ""
    except OSError as error:
        fault = f"it is not a readable file. Received: {error.strerror}"
    except ValidationError as error:
        fault = first_fault(error)
    return State(), f"{_STATE} of {folder.name} is damaged; start it again or delete it: {fault}"


def _is_starting(folder: Path, state: State) -> bool:
    """Returns whether a worker may not have locked its folder yet, for example on a busy machine."""
    if known := _workers.get(folder):
        worker, started = known
        if worker.poll() is None:
            return True
        if started == state.started:
            # It has ended without writing a status, for example because the disk was full.
            return False
    return 0 <= time.time() - state.started <= START_SECONDS


def _let_go(folder: Path) -> None:
    """Forgets a worker that this process has started, if it has ended."""
    known = _workers.get(folder)
    if known and known[0].poll() is not None:
        _workers.pop(folder, None)


def _do(folder: Path, work: Callable[[], Mapping[str, Any]]) -> dict[str, Any]:
    try:
        with translating_os_errors(), translating_disk_full(folder):
            return {"status": "done", "phase": "done", **work()}
    except Stopped as stopped:
        return {"status": "cancelled", "phase": "stopped", "message": printable(str(stopped))}
    except InklingError as error:
        return {"status": "failed", "phase": "failed", "message": printable(str(error))}
    except MemoryError as error:
        traceback.print_exc()
        return {"status": "failed", "phase": "failed", "message": no_memory_in_words(error)}
    except Exception as error:
        traceback.print_exc()
        message = (
            f"An unexpected error occurred; details are in {folder / LOG}. Received: {type(error).__name__}"
        )
        return {"status": "failed", "phase": "failed", "message": message}
