"""Starts the app for the browser tests, the benchmarks and the screenshots, as a user would."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120


def free_port() -> int:
    """Returns a port on which nothing is listening."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start_app(
    port: int, script: Path | str = "server.py", root: Path = ROOT, **variables: str
) -> subprocess.Popen:
    """Starts the app of a checkout without waiting for it; `variables` are added to its environment."""
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    return subprocess.Popen(
        [*command, "--server.headless", "true"],
        cwd=root,
        env=os.environ | variables,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def wait_until_up(port: int, server: subprocess.Popen) -> None:
    """Waits until a started app answers."""
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=9)
            return
        except OSError:
            assert time.monotonic() < until, "the app did not start"
            assert server.poll() is None, "the app stopped at once"
            time.sleep(0.2)


def stop(server: subprocess.Popen) -> None:
    """Terminates the app as a user would, or kills it if that takes too long on a busy machine."""
    server.terminate()
    try:
        server.wait(30)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


@contextmanager
def running_app(script: Path | str = "server.py", **variables: str) -> Iterator[str]:
    """Runs the app, or a script, for the length of the block; yields its address once it answers."""
    port = free_port()
    server = start_app(port, script, **variables)
    try:
        wait_until_up(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        stop(server)
