"""Work on all cores, with results in order and little read ahead, so that memory use stays flat."""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import islice
from typing import TypeVar

from core.errors import InklingError, forget_locals
from core.jobs.retry import retry_while_busy
from core.jobs.unforeseen import translating_unforeseen
from core.storage.files import translating_os_errors

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
# Groups per core that are being worked on or wait for their results to be taken.
_GROUPS_PER_CORE = 4


def ordered_map(
    work: Callable[[_Item], _Result], items: Iterable[_Item], at_once: int = 1
) -> Generator[tuple[_Item, _Result], None, None]:
    """Applies a function to every item in threads on all cores.

    Threads suffice because decoding and inference release Python's lock.

    Args:
        work: The function; it is called again if it raises `DecoderBusy`. Other exceptions it raises are
            re-raised here, in order.
        items: Consumed lazily, a few items ahead.
        at_once: How many items a thread takes at once; more than 1 where an item costs no more than waking
            another thread.

    Yields:
        Each item with its result, in order. Closing the generator stops the work.
    """
    core_count = os.cpu_count() or 1
    remaining = iter(items)
    pending: deque[tuple[tuple[_Item, ...], Future[list[_Result]]]] = deque()

    def work_on_all(group: tuple[_Item, ...]) -> list[_Result]:
        return [retry_while_busy(partial(work, item)) for item in group]

    with ThreadPoolExecutor(core_count) as pool:
        try:
            while True:
                while len(pending) < _GROUPS_PER_CORE * core_count and (
                    group := tuple(islice(remaining, at_once))
                ):
                    pending.append((group, pool.submit(work_on_all, group)))
                if not pending:
                    return
                group, future = pending.popleft()
                yield from zip(group, future.result(), strict=True)
        finally:
            for _, future in pending:
                future.cancel()


def ordered_outcomes(
    work: Callable[[_Item], _Result], items: Iterable[_Item], at_once: int = 1
) -> Generator[tuple[_Item, _Result | InklingError], None, None]:
    """Applies a function to every item like `ordered_map`; a failing item does not stop the others.

    Args:
        work: The function.
        items: Consumed lazily, a few items ahead.
        at_once: How many items a thread takes at once.

    Yields:
        Each item with its result or the `InklingError` that the function raised, in order. Any other
        exception becomes an `InklingError`; an unforeseen one is logged too. Closing the generator stops
        the work.
    """

    def outcome(item: _Item) -> _Result | InklingError:
        try:
            with translating_unforeseen(item), translating_os_errors():
                return retry_while_busy(partial(work, item))
        except InklingError as error:
            forget_locals(error)
            return error

    return ordered_map(outcome, items, at_once)
