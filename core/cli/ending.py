"""Ends a command in order when its window is closed, or the system shuts down."""

import signal
import sys
from types import FrameType

# Windows only has the second one.
_SIGNALS = ("SIGHUP", "SIGTERM")
# What shells add to the number of the signal that ended a process.
_SIGNALLED = 128


def end_in_order() -> None:
    """Makes signals that would kill this process raise `SystemExit`, so that it removes what is half-written.

    A training goes on in the background, as without this. Signals that are ignored, as below `nohup`, stay
    ignored. May only be called in the main thread.
    """
    for name in _SIGNALS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _end)


def _end(number: int, frame: FrameType | None) -> None:
    # A second one does not wait.
    signal.signal(number, signal.SIG_DFL)
    sys.exit(_SIGNALLED + number)
