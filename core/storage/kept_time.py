"""A clock for the week in which deletions can be undone, robust against changes of the system clock.

    clock.json      the system time when it was last read, and this clock's time at that moment

This clock advances with the system clock, but it never goes back, and it advances by at most one day at a
time: nothing is lost if the system clock is set back by a year, or if a computer starts without knowing the
date. Days on which Inkling is not used may therefore not count; kept data is still deleted eventually.
"""

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from core.errors import InklingError
from core.storage.files import read_json, write_json
from core.storage.paths import home

# How long deletions can be undone.
KEPT_DAYS = 7
KEPT_SECONDS = KEPT_DAYS * 24 * 3600
_CLOCK_FILE = "clock.json"
_MAX_STEP_NS = 24 * 3600 * 10**9
# The clock file is written at most this often, unless the system clock goes back.
_WRITTEN_NS = 60 * 10**9


def begin_keeping(path: Path) -> None:
    """Starts the week for which a file or folder is kept, by setting its modification time."""
    now_ns = _now_ns()
    os.utime(path, ns=(now_ns, now_ns))


def is_kept_no_longer(path: Path) -> bool:
    """Returns whether a file or folder has been kept for more than a week; False if it does not exist."""
    return path in kept_no_longer([path])


def kept_no_longer(paths: Iterable[Path]) -> set[Path]:
    """Returns the files and folders that exist and have been kept for more than a week."""
    begun_ns = {}
    for path in paths:
        with suppress(OSError):
            begun_ns[path] = path.stat().st_mtime_ns
    if not begun_ns:
        return set()
    # Read once for all paths, since pages call this on every run.
    now_ns = _now_ns()
    for path in (path for path, begun in begun_ns.items() if begun > now_ns):
        # It comes from another computer, or `clock.json` was deleted: its week starts now.
        with suppress(OSError):
            os.utime(path, ns=(now_ns, now_ns))
    return {path for path, begun in begun_ns.items() if now_ns - begun > KEPT_SECONDS * 10**9}


def is_forgotten(path: Path) -> bool:
    """Returns whether a folder has not changed for a week, by the system clock; raises `OSError`.

    If its modification time is in the future, because the clock was set back, its week starts now.
    """
    age_seconds = time.time() - path.stat().st_mtime
    if age_seconds < 0:
        os.utime(path)
    return age_seconds > KEPT_SECONDS


def _now_ns() -> int:
    clock_ns = time.time_ns()
    seen_ns, time_ns = _last_look() or (clock_ns, clock_ns)
    passed_ns = clock_ns - seen_ns
    now_ns = time_ns + min(max(passed_ns, 0), _MAX_STEP_NS)
    if not 0 < passed_ns < _WRITTEN_NS:
        # If the disk is full, the time is not stored, and this clock advances by at most one day.
        with suppress(OSError, InklingError):
            write_json(home() / _CLOCK_FILE, {"seen": clock_ns, "time": now_ns})
    return now_ns


def _last_look() -> tuple[int, int] | None:
    """Returns the system time and this clock's time as last stored; None if they are not known."""
    match read_json(home() / _CLOCK_FILE):
        # The range of nanoseconds that file times can hold.
        case {"seen": int(seen_ns), "time": int(time_ns)} if 0 <= seen_ns < 2**63 and 0 <= time_ns < 2**63:
            return seen_ns, time_ns
    return None
