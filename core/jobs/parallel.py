"""Work on all cores at once, with results in order and little read ahead: memory stays flat."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
# Groups that are under way or wait to be fetched, for each core.
_AHEAD = 4


def ordered_map(
    work: Callable[[_Item], _Result], items: Iterable[_Item], at_once: int = 1
) -> Iterator[tuple[_Item, _Result]]:
    """Does something with every item on all cores; decoding and networks let other threads go on.

    Args:
        work: What is done with an item; what it raises is raised here, in the item's turn.
        items: Read only a little ahead.
        at_once: How many a thread takes: more where waking another one costs as much as an item.

    Yields:
        Each item with its result, in their order. Whoever stops asking stops the work too.
    """
    cores = os.cpu_count() or 1
    rest = iter(items)
    waiting: deque[tuple[tuple[_Item, ...], Future[list[_Result]]]] = deque()
    with ThreadPoolExecutor(cores) as pool:
        try:
            while True:
                while len(waiting) < _AHEAD * cores and (some := tuple(islice(rest, at_once))):
                    waiting.append((some, pool.submit(lambda group: [work(each) for each in group], some)))
                if not waiting:
                    return
                some, future = waiting.popleft()
                yield from zip(some, future.result(), strict=True)
        finally:
            for _, future in waiting:
                future.cancel()
