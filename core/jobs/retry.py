"""Work on pictures that waits for memory that other pictures need, instead of leaving its picture out."""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from core.errors import DecoderBusy

_Result = TypeVar("_Result")
# Each try waits for seconds, so that this is minutes in all.
_MAX_RETRIES = 50


def retry_while_busy(work: Callable[[], _Result]) -> _Result:
    """Does work, and does it again if other pictures were using up the memory for decoding.

    Users choose such a picture again a minute later; in a job, nobody would.

    Args:
        work: The work, which can be repeated.

    Returns:
        What the work returns.

    Raises:
        DecoderBusy: If there is still no memory after minutes. Other exceptions are passed on at once.
    """
    for _ in range(_MAX_RETRIES):
        with suppress(DecoderBusy):
            return work()
    return work()
