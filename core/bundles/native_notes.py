"""Keeps LiteRT's informational messages off the error stream, which is meant for users."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_ERROR_STREAM = 2
_NOTE = b"INFO: "
_lock = threading.Lock()


@contextmanager
def without_native_notes() -> Iterator[None]:
    """Suppresses lines beginning with "INFO:" that native code writes to the error stream in the block.

    LiteRT has no setting for this. Anything else that any thread writes to the error stream in the meantime,
    up to a few kilobytes, is written at the end of the block.
    """
    if sys.platform == "win32":
        # On Windows, Python supports non-blocking pipes only since version 3.12.
        yield
        return
    with _lock:
        try:
            stream = os.dup(_ERROR_STREAM)
        except OSError:
            # There is no error stream.
            yield
            return
        # A pipe rather than a file, since no file may be written in the sandbox.
        caught, catching = os.pipe()
        # The pipe is read only at the end of the block, so writing to a full pipe must not block.
        os.set_blocking(catching, False)
        if sys.stderr is not None:
            sys.stderr.flush()
        os.dup2(catching, _ERROR_STREAM)
        try:
            yield
        finally:
            os.dup2(stream, _ERROR_STREAM)
            os.close(stream)
            os.close(catching)
            with open(caught, "rb") as notes:
                os.set_blocking(caught, False)
                for line in notes:
                    if not line.startswith(_NOTE):
                        os.write(_ERROR_STREAM, line)
