"""Submits a training as a job to a Ray cluster: `python -m core.distributed.submission FOLDER`.

The job does what a process on this machine would do, in the same folder, which must be on storage that the
cluster shares. Our code and the shipped networks are sent with the job; Python and its packages must be
installed on the cluster.
"""

import logging
import os
import shlex
import sys
import time
import uuid
from pathlib import Path
from typing import Any

from core.distributed.places import without_credentials
from core.distributed.ray_cluster import import_ray
from core.errors import ClusterFailed, InklingError
from core.jobs.log import LOG
from core.jobs.process import update_state
from core.jobs.ray_job import write_ray_job
from core.storage.names import printable
from core.storage.paths import home
from core.storage.settings import RAY_ADDRESS, ray_address

_WORKER = "core.workers.train"
_ROOT = Path(__file__).resolve().parents[2]
# Only these two folders of the project are sent; the patterns are those of `.gitignore`.
_SENT = ["/*", "!/.", "!/core", "!/models", "__pycache__"]
_HAS_RAY = "import importlib.util, sys; sys.exit(importlib.util.find_spec('ray') is None)"
# Ray's answer until its first node has started, and for how long that may be.
_NOT_READY = "No available agent"
_STARTING_SECONDS, _RETRY_SECONDS = 60.0, 0.5
# Environment variables that Ray prefers to the address that it is given.
_RAY_S_OWN = ("RAY_ADDRESS", "RAY_API_SERVER_ADDRESS")


def main(folder: Path) -> int:
    """Submits the training of a run's folder; returns 0, or 1 if that failed and the run's state says why."""
    try:
        submit(folder)
    except InklingError as error:
        update_state(folder, status="failed", phase="failed", message=printable(str(error)))
        return 1
    return 0


def submit(folder: Path) -> str:
    """Submits the training of a run's folder.

    Args:
        folder: The run's folder, at the same path on this machine and on the cluster.

    Returns:
        The job's identifier.

    Raises:
        ClusterFailed: If Ray is not installed, no cluster is set, or it refuses the job.
        DiskFull: If there is no room to record the job's identifier.
    """
    import_ray()
    # Ray would log each file that is not sent.
    logging.getLogger("ray").setLevel(logging.ERROR)
    submission_id = f"inkling-{folder.name}-{uuid.uuid4().hex[:8]}"
    address = ray_address()
    try:
        client = _client(address)
        # Recorded first, so that the job is known whatever happens next.
        write_ray_job(folder, submission_id)
        _submit_when_ready(
            client,
            entrypoint=entrypoint(folder),
            submission_id=submission_id,
            entrypoint_num_cpus=1,
            runtime_env={
                "working_dir": str(_ROOT),
                "excludes": _SENT,
                "env_vars": {
                    "INKLING_HOME": str(home()),
                    RAY_ADDRESS: address or "",
                    "TF_CPP_MIN_LOG_LEVEL": "2",
                },
            },
        )
    except InklingError:
        raise
    except Exception as error:
        # Ray raises errors of sockets, of HTTP and of its own.
        raise ClusterFailed(
            "The training could not be submitted to the Ray cluster; check that the cluster is running and "
            "that the address is that of its dashboard, then start it again. "
            f"Received: {printable(without_credentials(str(address)))}: "
            f"{printable(without_credentials((str(error).strip() or repr(error)).splitlines()[0]))[:300]}"
        ) from error
    return submission_id


def entrypoint(folder: Path) -> str:
    """Returns the shell command that trains on a node of the cluster, and logs to the run's folder.

    Ray runs a job with the first `python` on its node's path, which may not be the one that Ray itself runs
    with: a cluster may be started as `.venv/bin/ray start`. So the command uses that `python` if it has Ray,
    and otherwise the path of the Python that submits the job, if it exists on the node.

    Args:
        folder: The run's folder, at the same path on this machine and on the cluster.
    """
    words = shlex.join(["-m", _WORKER, str(folder)])
    here = shlex.quote(sys.executable)
    # If neither can be used, the log says what the first one is missing.
    choice = f"p=python; python -c {shlex.quote(_HAS_RAY)} || test ! -x {here} || p={here}"
    return f'{{ {choice}; exec "$p" {words}; }} >> {shlex.quote(str(folder / LOG))} 2>&1'


def _submit_when_ready(client: Any, **job: Any) -> None:
    """Submits a job, and retries while a cluster that has just been started does not accept jobs yet."""
    until = time.monotonic() + _STARTING_SECONDS
    while True:
        try:
            client.submit_job(**job)
            return
        except RuntimeError as error:
            if _NOT_READY not in str(error) or time.monotonic() > until:
                raise
            time.sleep(_RETRY_SECONDS)


def _client(address: str | None) -> Any:
    # Ray also accepts ray://, but the state of the job is requested over HTTP.
    if address is None or not address.startswith(("http://", "https://")):
        raise ClusterFailed(
            f"This needs the address of a Ray cluster's dashboard; set {RAY_ADDRESS} to one, such as "
            f"http://head:8265. Received: {printable(without_credentials(address or 'nothing'))}"
        )
    for name in _RAY_S_OWN:
        os.environ.pop(name, None)
    from ray.job_submission import JobSubmissionClient

    return JobSubmissionClient(address)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
