"""The networks in memory, which the pages and the API share."""

import threading
from collections import OrderedDict

from core.bundles.bundle import Bundle
from core.inference.classifier import Classifier

# Users compare a handful of networks; beyond this number, the least recently used one is unloaded.
MAX_LOADED = 12
_classifiers: OrderedDict[tuple[str, str, str], Classifier] = OrderedDict()
_lock = threading.Lock()


def is_loaded(bundle: Bundle) -> bool:
    """Returns whether a bundle's network is in memory."""
    return _key(bundle) in _classifiers


def loaded_classifier(bundle: Bundle) -> Classifier:
    """Returns a bundle with its network in memory, loading it if needed. May be called from any thread.

    Args:
        bundle: The bundle; with another card, it counts as another network.

    Raises:
        NetworkFailed: If it can no longer be loaded or run.
    """
    key = _key(bundle)
    # Other threads wait rather than load the same network a second time.
    with _lock:
        if key not in _classifiers:
            _classifiers[key] = Classifier(bundle)
        _classifiers.move_to_end(key)
        if len(_classifiers) > MAX_LOADED:
            _classifiers.popitem(last=False)
        return _classifiers[key]


def _key(bundle: Bundle) -> tuple[str, str, str]:
    # Predictions carry the bundle's title, which changes when there is another network of that title.
    return bundle.name, bundle.fingerprint, bundle.title
