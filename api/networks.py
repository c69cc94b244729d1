"""The library as requests see it, which is read again at most once a second."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from core.bundles.bundle import Bundle
from core.bundles.library import Library, read_library
from core.inference.classifier import Classifier
from core.inference.loaded import is_loaded, loaded_classifier
from core.storage.paths import bundle_folders

# A deleted network may still answer for this long; a new one is found immediately.
KEPT_SECONDS = 1.0
_lock = threading.Lock()
# A large network starts threads of its own, which inherit the niceness of the thread that loads it. This
# thread has normal niceness because it is started here, not by a thread that has stepped back.
_loading = ThreadPoolExecutor(1, "api-loading")
_loading.submit(int).result()
_kept: dict[tuple[Path, ...], tuple[float, Library]] = {}


def library() -> Library:
    """Returns the library as it was within the last second."""
    folders = bundle_folders()
    with _lock:
        until, kept = _kept.get(folders, (0.0, Library({}, [])))
        if time.monotonic() >= until:
            kept = read_library(folders)
            _kept.clear()
            _kept[folders] = (time.monotonic() + KEPT_SECONDS, kept)
        return kept


def network(name: str) -> Bundle:
    """Returns the network of this name, or its successor; raises `UnknownNetwork` if there is none."""
    kept = library()
    return kept.get(name) if name in kept.bundles else read_library().get(name)


def in_memory(name: str) -> Classifier:
    """Returns a network, loaded if needed; raises the errors of `network` and `loaded_classifier`."""
    bundle = network(name)
    return (
        loaded_classifier(bundle)
        if is_loaded(bundle)
        else _loading.submit(loaded_classifier, bundle).result()
    )
