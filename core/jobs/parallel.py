"""Work on all cores at once, with results in order and little read ahead: memory stays flat."""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

from core.errors import InklingError, forget_locals
from core.jobs.unforeseen import translating_unforeseen
from core.storage.files import translating_os_errors

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
# Groups that are being worked on or wait to be fetched, for each core.
_GROUPS_PER_CORE = 4


def ordered_map(
    work: Callable[[_Item], _Result], items: Iterable[_Item], at_once: int = 1
) -> Generator[tuple[_Item, _Result], None, None]:
    """Does something with every item on all cores; decoding and networks let other threads go on.

    Args:
        work: What is done with an item; what it raises is raised here, in the item's turn.
        items: Read only a little ahead.
        at_once: How many a thread takes: more where waking another one costs as much as an item.

    Yields:
        Each item with its result, in their order. Whoever stops asking stops the work too.
    """
    core_count = os.cpu_count() or 1
    remaining = iter(items)
    pending: deque[tuple[tuple[_Item, ...], Future[list[_Result]]]] = deque()

    def work_on_all(group: tuple[_Item, ...]) -> list[_Result]:
        return [work(item) for item in group]

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
) -> Iterator[tuple[_Item, _Result | InklingError]]:
    """Does something with every item as `ordered_map` does; one that cannot be done never ends the others.

    Args:
        work: What is done with an item.
        items: Read only a little ahead.
        at_once: How many a thread takes.

    Yields:
        Each item with its result, or with the `InklingError` that its work raised, in their order; anything
        else that it raises goes to the log and becomes an `InklingError`.
    """

    def outcome(item: _Item) -> _Result | InklingError:
        try:
            with translating_unforeseen(item), translating_os_errors():
                return work(item)
        except InklingError as error:
            forget_locals(error)
            return error

    return ordered_map(outcome, items, at_once)
