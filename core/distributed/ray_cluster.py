"""Answers the files of a job with a pool of actors on a Ray cluster, each with the network in memory."""

import logging
import os
import socket
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import pyarrow as pa

from core.bundles.bundle import Bundle, read_bundle
from core.bundles.format import CARD, FILES
from core.distributed.answering import Answerer
from core.distributed.attempts import MAX_ENDED, Attempts, Notes, Row, answer_noted
from core.distributed.predicting import Answer, Work
from core.errors import ClusterFailed, InklingError
from core.inference.classifier import Classifier
from core.storage.leftovers import ScratchFolder
from core.storage.names import printable
from core.storage.paths import is_address

# Files that an actor takes at once; the batches that a killed node was working on are answered again.
FILES_PER_BATCH = 256
# Maximum number of batches per pipeline. Each pipeline starts new actors, but no list of files fills the
# memory.
BATCHES_PER_PIPELINE = 2_500
# How often a batch is retried after its process has died. Each of its files may end several processes, and
# while a node is not yet known to be dead, many retries fail.
_MAX_TRIES = 60 + MAX_ENDED * FILES_PER_BATCH
_ROOT = Path(__file__).resolve().parents[2]
# Ray itself would try for more than a minute.
_CONNECT_SECONDS = 5
# The port of an address such as "ray://host" that names none.
_CLIENT_PORT = 10_001
# Ray's servers speak gRPC, whose HTTP/2 connections begin with a frame of settings from each side.
# Source: RFC 9113, sections 3.4 and 4.1.
_FRAME_BYTES, _SETTINGS = 9, b"\x04"
_GREETING = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0" + _SETTINGS + bytes(5)
_log = logging.getLogger(__name__)


class ActorOfBundle:
    """The class of the actors; the network is sent to each of them, so that nodes need no library.

    Args:
        name: The network's name.
        files: Contents of the bundle's files, by file name.
        places: The places that the files to answer are in.
        top: Maximum number of classes in each answer.
        attempts: The records that all actors share.

    Raises:
        BadBundle: If the files are not a valid bundle.
        NetworkFailed: If the network cannot be loaded.
    """

    def __init__(
        self, name: str, files: dict[str, bytes], places: tuple[str, ...], top: int, attempts: Notes
    ) -> None:
        self._scratch = ScratchFolder()
        folder = Path(self._scratch.name) / name
        folder.mkdir()
        for file_name, content in files.items():
            (folder / file_name).write_bytes(content)
        self._answerer, self._attempts = Answerer(Classifier(read_bundle(folder)), places, top), attempts

    def __call__(self, batch: pa.Table) -> Iterator[pa.Table]:
        """Answers a batch; see `core.distributed.answering.Answerer`."""
        return answer_noted(self._attempts, batch["position"][0].as_py(), partial(self._answerer, batch))


class RemoteAttempts:
    """A proxy for `Attempts` in an actor.

    Args:
        actor: The actor.
    """

    def __init__(self, actor: Any) -> None:
        self._actor = actor

    def begin(self, batch: int) -> frozenset[Row] | None:
        """See `Attempts.begin`."""
        return cast(frozenset[Row] | None, self._wait_for(self._actor.begin.remote(batch)))

    def note(self, batch: int, row: Row) -> None:
        """See `Attempts.note`; the row is recorded when this returns."""
        self._wait_for(self._actor.note.remote(batch, row))

    def end(self, batch: int) -> None:
        """See `Attempts.end`."""
        self._wait_for(self._actor.end.remote(batch))

    @staticmethod
    def _wait_for(reference: Any) -> Any:
        import ray

        return ray.get(reference)


@contextmanager
def ray_cluster(address: str, processors: int | None = None) -> Iterator[Answer]:
    """Connects to a Ray cluster, or starts one on this machine, for as long as the block runs.

    Args:
        address: An address for `ray.init`, such as "auto" or "host:6379"; empty to start a local cluster.
        processors: Number of processors of a local cluster; by default, all of this machine's processors.

    Yields:
        A function that answers a job's open shards on all processors of the cluster.

    Raises:
        ClusterFailed: If Ray is not installed, or the cluster cannot be reached.
    """
    ray = import_ray()
    # Workers on other machines get a copy of the code on this one.
    environment = {"py_modules": [str(_ROOT / "core")]} if address else None
    try:
        _require_listener(address)
        ray.init(
            address=address or "local",
            num_cpus=None if address else processors,
            runtime_env=environment,
            include_dashboard=None if address else False,
            log_to_driver=False,
            logging_level=logging.ERROR,
        )
    except Exception as error:
        # Ray raises errors of sockets, of its configuration and of its own.
        raise ClusterFailed(
            "The Ray cluster cannot be reached; check that `ray start` was run there, and that Ray and "
            f"Python have the same versions there. Received: {printable(address) or 'this machine'}: "
            f"{printable(str(error))[:300]}"
        ) from error
    try:
        yield _answer
    finally:
        ray.shutdown()


def import_ray() -> Any:
    """Imports Ray without messages and usage reports; raises `ClusterFailed` if it is not installed."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    try:
        import ray
    except ImportError as error:
        raise ClusterFailed(
            "Ray is not installed; install it with: pip install -r requirements-ray.txt. "
            f"Received: {printable(str(error))}"
        ) from error
    return ray


def files_of_bundle(bundle: Bundle) -> dict[str, bytes]:
    """Returns the contents of a bundle's files by file name, as `ActorOfBundle` takes them."""
    return {name: (bundle.folder / name).read_bytes() for name in (CARD, *FILES)}


def _require_listener(address: str) -> None:
    """Raises `OSError` if no server like Ray's listens at an address, or `ValueError` for an invalid port."""
    parts = urlsplit(address if is_address(address) else f"//{address}")
    port = parts.port or (_CLIENT_PORT if parts.scheme == "ray" else None)
    if not parts.hostname or not port:
        return
    until = time.monotonic() + _CONNECT_SECONDS
    with socket.create_connection((parts.hostname, port), _CONNECT_SECONDS) as connection:
        # With TLS, only Ray itself can talk to the server.
        if parts.scheme in ("", "ray") and os.environ.get("RAY_USE_TLS", "0") == "0":
            connection.sendall(_GREETING)
            received = b""
            while len(received) < _FRAME_BYTES:
                connection.settimeout(max(until - time.monotonic(), 1e-3))
                if not (piece := connection.recv(_FRAME_BYTES - len(received))):
                    break
                received += piece
            if received[3:4] != _SETTINGS:
                raise OSError("a server other than Ray's listens there")


def _answer(work: Work) -> Iterator[pa.Table]:
    import ray.data
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = context.print_on_execution_start = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    processors = max(1, int(ray.cluster_resources().get("CPU", 1)))
    # On the machine of this process: if that machine is lost, so is the job.
    here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
    attempts = RemoteAttempts(ray.remote(Attempts).options(num_cpus=0, scheduling_strategy=here).remote())
    actor_arguments = (work.bundle.name, files_of_bundle(work.bundle), work.places, work.top, attempts)
    batches = work.batches(FILES_PER_BATCH)
    try:
        while tables := list(islice(batches, BATCHES_PER_PIPELINE)):
            # As many actors as there are processors, more if nodes are added, and fewer if some are lost.
            pool = ray.data.ActorPoolStrategy(
                min_size=1, initial_size=min(processors, len(tables)), max_size=None
            )
            with warnings.catch_warnings():
                # Ray warns that `max_task_retries` will move. Without it, a file that kills a process would
                # be retried forever.
                warnings.simplefilter("ignore")
                pipeline = ray.data.from_arrow(tables).map_batches(
                    ActorOfBundle,
                    fn_constructor_args=actor_arguments,
                    batch_size=None,
                    batch_format="pyarrow",
                    num_cpus=1,
                    max_task_retries=_MAX_TRIES,
                    compute=pool,
                )
            yield from pipeline.iter_batches(batch_size=None, batch_format="pyarrow")
    except InklingError:
        raise
    except Exception as error:
        # Ray wraps the exceptions of its workers, and has many of its own.
        _log.exception("Ray gave up.")
        raise ClusterFailed(
            "The Ray cluster gave up. Finished parts are kept; run the same command again to continue. "
            f"Received: {type(error).__name__}: {printable(str(error).strip().splitlines()[-1])[:300]}"
        ) from error
