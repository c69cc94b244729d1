"""Progress of long-running work: one line that changes in a notebook, a bar in the terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from core.jobs.watching import ShowProgress
from core.presentation.progress_bar import progress_bar
from core.storage.names import printable
from inkling.html import Html, block, paragraph


@contextmanager
def shown_progress() -> Iterator[ShowProgress]:
    """Shows progress in a notebook or an interactive terminal, and nowhere else.

    Yields:
        A function that takes the phase, the amount of work done in it, the total amount (0 if unknown), and
        the number of seconds left (None if unknown).
    """
    display = _notebook_display()
    if display is None:
        with progress_bar() as show:
            yield show
        return
    handle = display(_line("Starting"), display_id=True)
    try:
        yield lambda *progress: handle.update(_line(in_words(*progress)))
    finally:
        handle.update(Html("", ""))


def in_words(phase: str, done: float, total: float, seconds_left: float | None) -> str:
    """Writes progress as "Describing the pictures: 40 of 120, 12 s left"."""
    count = f": {done:,.0f} of {total:,.0f}" if total else ""
    left = f", {seconds_left:.0f} s left" if seconds_left else ""
    return printable(f"{phase}{count}{left}")


def tell(text: str) -> None:
    """Shows a message in the notebook's cell, or prints it on standard error."""
    display = _notebook_display()
    if display is not None:
        display(_line(text))
    else:
        print(printable(text), file=sys.stderr, flush=True)


def _line(text: str) -> Html:
    return Html(block(paragraph(text)), printable(text))


def _notebook_display() -> Any:
    """Returns the function that shows a value in a notebook; None in a program or a plain terminal."""
    # In a notebook, IPython has already been imported.
    if "IPython" in sys.modules:
        with suppress(ImportError):
            from IPython import get_ipython
            from IPython.display import display

            if getattr(get_ipython(), "kernel", None) is not None:
                return display
    return None
