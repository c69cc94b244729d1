"""Decoding pictures in separate processes, which can be killed; see `core.workers.decode`."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

import numpy as np

from core.errors import UnreadablePicture
from core.preprocessing.container import damaged
from core.preprocessing.picture_codecs import Decoded

# The most processor time for a picture. Time on the clock would refuse ordinary pictures on a busy machine,
# so it only ends a process that does nothing at all, and every process on Windows.
MAX_CPU_SECONDS, MAX_SECONDS = 8.0, 30.0
MAX_PROCESSES = 2
# The most memory that a process may allocate; the largest picture needs 340 MB.
MAX_MEMORY_BYTES = 700 * 2**20
_ROOT = Path(__file__).resolve().parents[2]
_COMMAND = [sys.executable, "-m", "core.workers.decode"]
_MAX_ANSWER_BYTES = 10_000
# How a process ends that has used up its processor time.
_OUT_OF_TIME = -signal.SIGPROF if hasattr(signal, "SIGPROF") else None


class DecoderProcesses:
    """A small pool of processes that decode pictures, started on demand.

    Args:
        count: The maximum number of processes.
        max_seconds: How long decoding a picture may take before its process is killed. It also ends by itself
            after `MAX_CPU_SECONDS` of processor time, see `core.workers.decode`.
    """

    def __init__(self, count: int = MAX_PROCESSES, max_seconds: float = MAX_SECONDS) -> None:
        self.max_seconds = max_seconds
        self._free = threading.Semaphore(count)
        self._idle: list[subprocess.Popen[bytes]] = []

    def decode(self, data: bytes, page: int | None = None) -> Decoded:
        """Decodes a picture, or draws a page of a PDF.

        Args:
            data: The file.
            page: Index of the page to draw, for a PDF; None for a picture.

        Raises:
            UnreadablePicture: If it cannot be decoded, or takes too long.
        """
        with self._free:
            process = self._idle.pop() if self._idle else _start()
            if process.poll() is not None:
                # It was killed from outside.
                process.communicate()
                process = _start()
            is_late = threading.Event()

            def end() -> None:
                is_late.set()
                process.kill()

            watch = threading.Timer(self.max_seconds, end)
            watch.start()
            try:
                answer, pixels = _ask(process, data, {} if page is None else {"page": page})
            except (OSError, ValueError) as error:
                watch.cancel()
                process.kill()
                process.communicate()
                if is_late.is_set() or process.returncode == _OUT_OF_TIME:
                    seconds = self.max_seconds if is_late.is_set() else MAX_CPU_SECONDS
                    raise UnreadablePicture(
                        f"This picture takes over {seconds:g} s to read. Save it as JPEG or PNG, or "
                        "make it smaller, and choose it again."
                    ) from error
                raise damaged("its decoder failed") from error
            watch.cancel()
            watch.join()
            if is_late.is_set():
                # It was killed just after its answer.
                process.communicate()
            else:
                self._idle.append(process)
        if refusal := answer.get("refused"):
            raise UnreadablePicture(refusal)
        return Decoded(pixels, **answer["decoded"])

    def close(self) -> None:
        """Kills the idle processes."""
        while self._idle:
            process = self._idle.pop()
            process.kill()
            process.wait()


DECODERS = DecoderProcesses()


def write_message(stream: IO[bytes], message: dict[str, Any], content: bytes = b"") -> None:
    """Writes a message as a line of JSON that includes the content's length, followed by the content."""
    stream.write(json.dumps({**message, "bytes": len(content)}).encode() + b"\n")
    stream.write(content)
    stream.flush()


def read_message(stream: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """Reads what `write_message` wrote; raises `ValueError` at the end of the stream."""
    message = json.loads(stream.readline(_MAX_ANSWER_BYTES))
    content = stream.read(message.pop("bytes"))
    return message, content


def _start() -> subprocess.Popen[bytes]:
    # Decoders handle untrusted files, so they get only the environment variables that they need.
    needed = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH")
    environment = {name: os.environ[name] for name in needed if name in os.environ}
    return subprocess.Popen(
        _COMMAND,
        cwd=_ROOT,
        env={**environment, "OPENBLAS_NUM_THREADS": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _ask(
    process: subprocess.Popen[bytes], data: bytes, request: dict[str, Any]
) -> tuple[dict[str, Any], np.ndarray]:
    assert process.stdin is not None
    assert process.stdout is not None
    write_message(process.stdin, request, data)
    answer, content = read_message(process.stdout)
    return answer, np.frombuffer(content, dtype=np.uint8).reshape(answer.pop("shape", (0,)))
