"""A worker on a Ray cluster: only the cluster knows whether it is alive, and is asked over HTTP.

<folder>/
  ray_job.json      the identifier of the job that was submitted last: a `RayJob`

Only the cluster that this process is configured to use is asked, whatever the file says. Ray itself is not
imported.
"""

import json
import os
import time
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from typing import Annotated, Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from core.storage.files import read_regular, write_json
from core.storage.settings import ray_address

_RECORD, _STATE = "ray_job.json", "state.json"
_MAX_RECORD_BYTES = 4096
_MAX_ANSWER_BYTES = 2**20
# Pages may check every training several times a second.
_ASK_AGAIN_SECONDS = 2.0
_ANSWER_SECONDS = 2.0
# While the cluster cannot be asked, a worker that wrote its state this recently counts as alive.
_LATELY_SECONDS = 60
_LIVING = ("PENDING", "RUNNING")
_answers: dict[str, tuple[float, str | None]] = {}


@dataclass(frozen=True, config=ConfigDict(extra="ignore"))
class RayJob:
    """A job on a Ray cluster.

    Attributes:
        submission_id: Its identifier on the cluster, chosen by Inkling.
    """

    submission_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,128}$")]


_READER = TypeAdapter(RayJob)


def write_ray_job(folder: Path, submission_id: str) -> None:
    """Records which Ray job works on a folder."""
    write_json(folder / _RECORD, {"submission_id": submission_id})


def forget_ray_job(folder: Path) -> None:
    """Deletes the record of the Ray job that worked on a folder."""
    (folder / _RECORD).unlink(missing_ok=True)


def is_ray_job_alive(folder: Path) -> bool | None:
    """Returns whether the Ray job of a folder is pending or running.

    Args:
        folder: The folder that the job works on.

    Returns:
        Whether it is; None if the folder has no Ray job, or if the cluster does not know the job or does not
        answer, and the state was not written recently.
    """
    job = _read(folder)
    if job is None:
        return None
    status = _status_of(job)
    if status is not None:
        return status in _LIVING
    with suppress(OSError):
        if 0 <= time.time() - (folder / _STATE).stat().st_mtime <= _LATELY_SECONDS:
            return True
    return None


def end_waiting_ray_job(folder: Path) -> bool:
    """Cancels a Ray job that no node has had room for yet; it has no worker that could read a stop request.

    Returns:
        Whether such a job was cancelled.
    """
    job = _read(folder)
    if job is None or _status_of(job, is_new=True) != "PENDING":
        return False
    with suppress(OSError, ValueError):
        _ask(f"{job.submission_id}/stop", "POST")
        _answers.pop(job.submission_id, None)
        return True
    return False


def _read(folder: Path) -> RayJob | None:
    try:
        return _READER.validate_json(read_regular(folder / _RECORD, _MAX_RECORD_BYTES))
    except (OSError, ValidationError):
        return None


def _status_of(job: RayJob, is_new: bool = False) -> str | None:
    """Returns the job's status as the cluster reports it; None if it does not."""
    asked, status = _answers.get(job.submission_id, (float("-inf"), None))
    if is_new or time.monotonic() - asked > _ASK_AGAIN_SECONDS:
        status = None
        with suppress(OSError, ValueError):
            answer = _ask(job.submission_id)
            status = str(answer["status"]) if isinstance(answer, dict) and "status" in answer else None
        _answers[job.submission_id] = time.monotonic(), status
    return status


def _ask(path: str, method: str = "GET") -> Any:
    """Sends the cluster a request about a job; raises `OSError` or `ValueError` if that fails.

    Source: Ray Jobs REST API, https://docs.ray.io/en/latest/cluster/running-applications/job-submission/api.html
    """
    address = ray_address()
    if address is None:
        raise ValueError("no cluster is set")
    headers = {"Authorization": f"Bearer {token}"} if (token := _token()) else {}
    request = Request(f"{address}/api/jobs/{path}", method=method, headers=headers)
    until = time.monotonic() + _ANSWER_SECONDS
    body = b""
    try:
        with urlopen(request, timeout=_ANSWER_SECONDS) as answer:
            while piece := answer.read1(_MAX_ANSWER_BYTES):
                body += piece
                # The timeout above is that of each piece, and a page waits for the whole answer.
                if len(body) > _MAX_ANSWER_BYTES or time.monotonic() > until:
                    raise ValueError("the cluster answers too slowly or too much")
        return json.loads(body)
    except HTTPError as error:
        error.close()
        raise
    except (HTTPException, RecursionError) as error:
        raise ValueError("the cluster's address answers with something else than HTTP or JSON") from error


def _token() -> str:
    """Returns the cluster's token from the places where Ray looks for it; empty if there is none.

    Source: https://docs.ray.io/en/latest/ray-security/token-auth.html
    """
    if token := os.environ.get("RAY_AUTH_TOKEN"):
        return token.strip()
    path = os.environ.get("RAY_AUTH_TOKEN_PATH") or "~/.ray/auth_token"
    with suppress(OSError, ValueError):
        return read_regular(Path(os.path.expanduser(path)), _MAX_RECORD_BYTES).decode("ascii").strip()
    return ""
