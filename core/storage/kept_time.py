"""A time by which what is kept for a week to be undone grows old, however the computer's clock is set.

    clock.json      what the clock said when it was last looked at, and which time that was here

It goes on from there with the clock, but never back, and at most by a day at once: whoever sets the clock
back by a year, or starts a computer that does not know the date, loses nothing. So days on which Inkling is
not used may not count, and what is kept leaves the disk all the same.
"""

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from core.errors import InklingError
from core.storage.files import read_json, write_json
from core.storage.paths import home

# How long what a person deleted can be brought back.
KEPT_DAYS = 7
KEPT_SECONDS = KEPT_DAYS * 24 * 3600
_CLOCK_FILE = "clock.json"
_MAX_STEP_NS = 24 * 3600 * 10**9
# It is written no more often than this.
_WRITTEN_NS = 60 * 10**9


def begin_keeping(path: Path) -> None:
    """Notes that a file or folder is kept for a week from now on; its time of change says so."""
    now_ns = _now_ns()
    os.utime(path, ns=(now_ns, now_ns))


def is_kept_no_longer(path: Path) -> bool:
    """Tells whether a file or folder has been kept for more than a week; False if it is not there."""
    return path in kept_no_longer([path])


def kept_no_longer(paths: Iterable[Path]) -> set[Path]:
    """Returns the files and folders that have been kept for more than a week, of those that are there."""
    begun_ns = {}
    for path in paths:
        with suppress(OSError):
            begun_ns[path] = path.stat().st_mtime_ns
    if not begun_ns:
        return set()
    # Once for all: pages ask at each of their runs.
    now_ns = _now_ns()
    for path in (path for path, begun in begun_ns.items() if begun > now_ns):
        # It comes from another computer, or `clock.json` is gone: its week begins now.
        with suppress(OSError):
            os.utime(path, ns=(now_ns, now_ns))
    return {path for path, begun in begun_ns.items() if now_ns - begun > KEPT_SECONDS * 10**9}


def is_forgotten(path: Path) -> bool:
    """Tells whether nobody has written in a folder for a week of the computer's clock; raises `OSError`.

    One that was written in the future, before the clock was set back, has its week from now on.
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
        # Without room on the disk, nothing grows older.
        with suppress(OSError, InklingError):
            write_json(home() / _CLOCK_FILE, {"seen": clock_ns, "time": now_ns})
    return now_ns


def _last_look() -> tuple[int, int] | None:
    """Returns what the clock said then and which time it was; None if nobody knows any more."""
    match read_json(home() / _CLOCK_FILE):
        # As many nanoseconds as files can say.
        case {"seen": int(seen_ns), "time": int(time_ns)} if 0 <= seen_ns < 2**63 and 0 <= time_ns < 2**63:
            return seen_ns, time_ns
    return None
