"""A progress bar for the terminal, drawn by rich, which is imported only for an interactive terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from core.plurals import time_in_words


@contextmanager
def progress_bar() -> Iterator[Callable[[str, float, float, float | None], None]]:
    """Draws a progress bar on standard error; draws nothing if that is not a terminal.

    Yields:
        A function that takes the phase, the amount of work done in it, the total amount (0 if unknown), and
        the number of seconds left (None if unknown).
    """
    if not sys.stderr.isatty():
        yield lambda phase, done, total, seconds_left: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    texts = [TextColumn(f"{{task.{name}}}", markup=False) for name in ("description", "fields[count]")]
    with Progress(texts[0], BarColumn(), texts[1], console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Starting", total=None, count="")

        def show(phase: str, done: float, total: float, seconds_left: float | None) -> None:
            count = f"{done:,}/{total:,}" if total else ""
            left = f"  {time_in_words(seconds_left)} left" if seconds_left else ""
            bar.update(task, description=phase, completed=done, total=total or None, count=count + left)

        yield show
