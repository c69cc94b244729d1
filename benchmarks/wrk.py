"""Loads a server with `wrk` (Debian: apt-get install wrk): repeats one request on several connections."""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_MILLISECONDS = {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4}


@dataclass(frozen=True)
class Load:
    """The results of `wrk`.

    Attributes:
        requests: Number of requests that were answered.
        per_second: Number of requests that were answered per second.
        median_ms: Median of the time until the answer.
        slow_ms: 99th percentile of the time until the answer.
        errors: Number of requests that were answered with an error, or not at all.
    """

    requests: int
    per_second: float
    median_ms: float
    slow_ms: float
    errors: int


def loaded(address: str, body: bytes, connections: int, seconds: float) -> Load:
    """Sends a request repeatedly for some seconds, and returns the results.

    Args:
        address: Address to which the request is sent.
        body: JSON that is sent by POST.
        connections: Number of connections, each of which waits for its answer.
        seconds: Duration.
    """
    with _running(address, body, connections, seconds) as process:
        printed, _ = process.communicate()
    return parsed(printed)


@contextmanager
def kept_busy(address: str, body: bytes, connections: int, seconds: float = 60) -> Iterator[None]:
    """Sends a request repeatedly, like `loaded`, while the block runs, but at most for some seconds."""
    with _running(address, body, connections, seconds) as process:
        yield
        process.terminate()


@contextmanager
def _running(address: str, body: bytes, connections: int, seconds: float) -> Iterator[subprocess.Popen[str]]:
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write('wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\n')
        # A long string of Lua, in which only the closing bracket has a special meaning.
        script.write(f"wrk.body = [==[{body.decode()}]==]")
        script.flush()
        options = ["-t1", f"-c{connections}", f"-d{seconds:g}s", "--timeout", "10s", "--latency"]
        command = ["wrk", *options, "-s", script.name, address]
        if shutil.which("wrk") is None:
            sys.exit("This needs wrk, which loads a server: `apt-get install wrk` installs it.")
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            yield process


def parsed(text: str) -> Load:
    """Reads the output of `wrk --latency`."""

    def latency_ms(percent: int) -> float:
        found = re.search(rf"^\s+{percent}%\s+([\d.]+)(us|ms|s|m) *$", text, re.MULTILINE)
        return float(found[1]) * _MILLISECONDS[found[2]] if found else float("nan")

    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
    errors = int(failed[1]) if failed else 0
    errors += sum(map(int, broken.groups())) if broken else 0
    requests, rate = re.search(r"(\d+) requests in", text), re.search(r"Requests/sec:\s+([\d.]+)", text)
    if requests is None or rate is None:
        raise ValueError(f"This is not what wrk prints. Received: {text[:200]}")
    return Load(int(requests[1]), float(rate[1]), latency_ms(50), latency_ms(99), errors)
