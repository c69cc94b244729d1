"""Keeps what LiteRT remarks about itself off the error stream, which is for people."""

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
    """Leaves out the lines beginning with "INFO:" that native code writes within the block.

    LiteRT has no setting for it. What else any thread writes to the error stream meanwhile, up to a few
    kilobytes, is written when the block has ended.
    """
    if sys.platform == "win32":
        # A pipe that does not make its writer wait is new there with Python 3.12.
        yield
        return
    with _lock:
        try:
            stream = os.dup(_ERROR_STREAM)
        except OSError:
            # There is no error stream.
            yield
            return
        # A pipe rather than a file: where networks are tried, no file may be written.
        caught, catching = os.pipe()
        # Nobody reads it before the block has ended: what it cannot hold must not wait.
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
