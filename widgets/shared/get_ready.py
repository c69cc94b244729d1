"""Imports libraries that answers need in the background, after the first page is shown.

Leaving these libraries out of startup lets pages appear sooner. Importing them in the background keeps the
first drawing from waiting for them; on a busy server, everyone who draws in the meantime would wait too.
"""

import importlib
from functools import cache
from threading import Thread

# Imported by `core.preprocessing` when it separates digits and removes clutter from photos of paper.
_LIBRARIES = ("scipy.ndimage", "scipy.spatial")


@cache
def get_ready() -> Thread:
    """Starts importing the libraries in a thread; later calls only return the same thread."""
    thread = Thread(target=_import_all, name="get-ready", daemon=True)
    thread.start()
    return thread


def _import_all() -> None:
    for name in _LIBRARIES:
        importlib.import_module(name)
