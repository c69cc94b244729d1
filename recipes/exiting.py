"""How programs of recipes end if their data is missing, or if Ctrl-C is pressed."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from core.errors import InklingError


@contextmanager
def exit_in_a_sentence() -> Iterator[None]:
    """Ends the program with a sentence, not a traceback, on Ctrl-C or if data is missing or damaged."""
    try:
        yield
    except InklingError as error:
        raise SystemExit(str(error)) from error
    except KeyboardInterrupt as error:
        print("\nStopped before it was done.", file=sys.stderr)
        # As shells expect it.
        raise SystemExit(128 + signal.SIGINT) from error
