"""Keeps what LiteRT remarks about itself off the error stream, which is for people."""

import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_ERROR_STREAM = 2
_NOTE = b"INFO: "
_lock = threading.Lock()


@contextmanager
def without_native_notes() -> Iterator[None]:
    """Leaves out the lines beginning with "INFO:" that native code writes within the block.

    LiteRT has no setting for it. Whatever else any thread writes to the error stream meanwhile is written
    when the block has ended.
    """
    with _lock:
        try:
            stream = os.dup(_ERROR_STREAM)
        except OSError:
            # There is no error stream.
            yield
            return
        with tempfile.TemporaryFile() as caught:
            if sys.stderr is not None:
                sys.stderr.flush()
            os.dup2(caught.fileno(), _ERROR_STREAM)
            try:
                yield
            finally:
                os.dup2(stream, _ERROR_STREAM)
                os.close(stream)
                caught.seek(0)
                for line in caught:
                    if not line.startswith(_NOTE):
                        os.write(_ERROR_STREAM, line)
