"""Exceptions that should never occur: a sentence for the user, and a traceback in the log."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from core.errors import InklingError, Unforeseen

_LOG = logging.getLogger(__name__)


@contextmanager
def translating_unforeseen(item: object) -> Iterator[None]:
    """Turns any exception other than an `InklingError` into one, and logs its traceback.

    Args:
        item: What is being worked on, for the log.

    Raises:
        Unforeseen: If the block raises anything but an `InklingError`, which is passed through.
    """
    try:
        yield
    except InklingError:
        raise
    except Exception as error:
        _LOG.exception("Unforeseen while working on %.200s", item)
        raise Unforeseen(
            "This one caused an unexpected error. Try another; the log has the details. "
            f"Received: {type(error).__name__}"
        ) from error
