"""Runs an untrusted network once in a sandboxed process; see `core.workers.probe`."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from core.errors import BadBundle

# Processor time of one core; on a busy machine, this takes longer.
MAX_CPU_SECONDS = 30
MAX_SECONDS = 120
_ROOT = Path(__file__).resolve().parents[2]


def run_in_sandbox(path: Path) -> dict[str, Any]:
    """Loads and runs a network in a separate process with limits on memory and time.

    Args:
        path: The `.tflite` file.

    Returns:
        Shapes of `input`, `logits` and `features`.

    Raises:
        BadBundle: If it is not a network that can be run, or its process crashed or exceeded a limit.
    """
    command = [sys.executable, "-m", "core.workers.probe", str(path)]
    # The process gets only the environment variables that it needs.
    needed = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH")
    environment = {name: os.environ[name] for name in needed if name in os.environ}
    try:
        done = subprocess.run(
            command,
            cwd=_ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=MAX_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise BadBundle(
            f"This network did not answer in {MAX_SECONDS} s. The machine may be busy; try it again later. "
            f"Received: {path.name}"
        ) from error
    # The signal that kills a process at its limit of processor time; Windows has no such signal.
    if done.returncode == -getattr(signal, "SIGXCPU", 0) != 0:
        raise BadBundle(
            f"This network was refused: one picture takes it over {MAX_CPU_SECONDS} s. Received: {path.name}"
        )
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        messages = done.stderr.strip().splitlines()
        reason = (
            messages[-1][:300] if done.returncode == 1 and messages else f"it crashed ({done.returncode})"
        )
        raise BadBundle(f"This network was refused, since it could not be run safely. Received: {reason}")
    return dict(json.loads(lines[-1]))
