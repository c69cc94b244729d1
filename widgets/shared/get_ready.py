"""Imports in the background what answers need, while the first person still looks at the page.

Pages come up sooner without these libraries, and whoever draws first should not wait for them either: at a
busy server, everybody who draws meanwhile would.
"""

import importlib
from functools import cache
from threading import Thread

# Read by `core.preprocessing`, where two digits are told apart and paper is cleared.
_LIBRARIES = ("scipy.ndimage", "scipy.spatial")


@cache
def get_ready() -> Thread:
    """Begins to import the libraries; later calls do nothing, and return the same thread."""
    thread = Thread(target=_import_all, name="get-ready", daemon=True)
    thread.start()
    return thread


def _import_all() -> None:
    for name in _LIBRARIES:
        importlib.import_module(name)
