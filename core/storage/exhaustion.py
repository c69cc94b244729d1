"""Recognises that the computer has run out of what programs share: open files, threads, processes, memory."""

import errno

from core.storage.received import unquoted

_NO_MORE = {errno.EAGAIN, errno.EMFILE, errno.ENFILE, errno.ENOMEM}
# Python has no class of its own for this.
_NO_THREAD = "can't start new thread"


def is_exhausted(error: Exception) -> bool:
    """Returns whether an exception says that nothing is left for now, so that a later try may succeed."""
    if isinstance(error, OSError):
        return error.errno in _NO_MORE
    return isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and str(error) == _NO_THREAD)


def no_memory_in_words(error: MemoryError) -> str:
    """Returns a sentence on what to do when memory has run out."""
    return (
        "There was not enough memory; close other programs, or use fewer pictures, and try again. "
        f"Received: {unquoted(str(error)) or type(error).__name__}"
    )
