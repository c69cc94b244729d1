"""The library as requests see it: read again at most once a second."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from core.bundles.bundle import Bundle
from core.bundles.library import Library, read_library
from core.inference.classifier import Classifier
from core.inference.loaded import is_loaded, loaded_classifier
from core.storage.paths import bundle_folders

# So long may a network answer that was deleted; one that is new is found at once.
KEPT_SECONDS = 1.0
_lock = threading.Lock()
# A large network has threads of its own, which let others go first if the one that starts them does; this one
# does not, since it is started here and now.
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
    """Returns the network of that name, or its successor; raises `UnknownNetwork` if there is none."""
    kept = library()
    return kept.get(name) if name in kept.bundles else read_library().get(name)


def in_memory(name: str) -> Classifier:
    """Returns the network of that name, loaded if need be; raises as `network` and `loaded_classifier` do."""
    bundle = network(name)
    return (
        loaded_classifier(bundle)
        if is_loaded(bundle)
        else _loading.submit(loaded_classifier, bundle).result()
    )
