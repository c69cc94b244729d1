"""Work in a process of its own: started apart, and known by the state that it writes into a folder.

<folder>/
  state.json        the phase, how far it is, and in the end what came of it
  worker.lock       held by the worker as long as it lives, however it dies
  worker.log        what it printed
  stop              "keep" or "discard": what the person wants of work that shall end
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Literal

from core.storage.files import is_locked, read_json, write_json

Status = Literal["waiting", "running", "interrupted", "done", "cancelled", "failed"]
OVER: tuple[Status, ...] = ("done", "cancelled", "failed")
# A worker that was just started has not locked its folder yet.
START_SECONDS = 20
_ROOT = Path(__file__).resolve().parents[2]


def start_worker(module: str, folder: Path) -> None:
    """Starts a worker apart from this process, so that it outlives a closed tab and a restarted server.

    Args:
        module: What it runs, as "core.workers.train".
        folder: What it works on: its only argument.
    """
    update_state(folder, status="waiting", started=time.time())
    options: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        options = {
            "creationflags": subprocess.CREATE_NEW_PROCESS_GROUP
            | subprocess.DETACHED_PROCESS
            | subprocess.BELOW_NORMAL_PRIORITY_CLASS
        }
    with (folder / "worker.log").open("ab") as log:
        subprocess.Popen(
            [sys.executable, "-m", module, str(folder)],
            cwd=_ROOT,
            env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "2"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            **options,
        )


def update_state(folder: Path, **changes: Any) -> None:
    """Changes the state in a folder, whole."""
    write_json(folder / "state.json", (read_json(folder / "state.json") or {}) | changes)


def read_state(folder: Path) -> dict[str, Any]:
    """Reads the state in a folder; work whose worker is gone before it was over is "interrupted"."""
    state = _written(folder)
    if state["status"] not in OVER and not is_locked(folder / "worker.lock"):
        # It may have ended between the two looks, or not have begun.
        state = _written(folder)
        if state["status"] not in OVER and time.time() - state.get("started", 0) > START_SECONDS:
            state["status"] = "interrupted"
    return state


def _written(folder: Path) -> dict[str, Any]:
    return {"status": "interrupted"} | (read_json(folder / "state.json") or {})
