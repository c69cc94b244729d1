"""Exceptions that should never end a command: a sentence for the user, and the traceback in a file."""

import traceback
from contextlib import suppress

from core.errors import InklingError
from core.storage.exhaustion import no_memory_in_words
from core.storage.files import translating_os_errors, write_whole
from core.storage.paths import home

LOG = "terminal.log"


def unexpected_in_words(error: Exception) -> str:
    """Returns a sentence on an exception that has ended a command, and keeps its traceback in `LOG`.

    Args:
        error: An exception that is no `InklingError`.
    """
    if isinstance(error, MemoryError):
        return no_memory_in_words(error)
    details = ""
    with suppress(InklingError), translating_os_errors():
        write_whole(home() / LOG, "".join(traceback.format_exception(error)))
        details = f"; details are in {home() / LOG}"
    return f"An unexpected error occurred{details}. Received: {type(error).__name__}"
