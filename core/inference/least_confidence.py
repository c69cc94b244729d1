"""How likely a class must be for a network to answer with it: as its card says, or as the user has set.

network-settings/<name>.json    `least_confidence`, and the sha256 of the network that it was set for

The setting is the user's and is stored apart from the bundles, so that shipped networks can have one, too,
and it is not exported with a bundle.
"""

import json
import os
from functools import lru_cache
from pathlib import Path

from core.bundles.bundle import Bundle
from core.bundles.format import MAX_LEAST_CONFIDENCE
from core.errors import BadRequest
from core.inference.rejection import MIN_SURE_PROBABILITY
from core.storage.files import read_regular, write_json
from core.storage.paths import network_settings_folder
from core.storage.settings import require_private

_MAX_BYTES = 4096
_REMEMBERED = 256


def least_confidence_of(bundle: Bundle) -> float:
    """Returns the lowest probability at which a class is an answer; looked up again for every answer."""
    kept = kept_least_confidence(bundle)
    return own_least_confidence(bundle) if kept is None else kept


def own_least_confidence(bundle: Bundle) -> float:
    """Returns the value that applies if the user has set none: that of the card, or an even chance."""
    stated = bundle.card.least_confidence
    return MIN_SURE_PROBABILITY if stated is None else stated


def is_own_least_confidence(bundle: Bundle, least_confidence: float) -> bool:
    """Returns whether a least confidence equals the network's own, rather than one that the user has set."""
    return least_confidence == own_least_confidence(bundle)


def kept_least_confidence(bundle: Bundle) -> float | None:
    """Returns the value that the user has set for a network.

    Args:
        bundle: The network's bundle.

    Returns:
        A probability, 0.0 to 0.999; None if none is set, if it was set for another network of that name, or
        if the file was damaged.
    """
    path = _path(bundle)
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    setting = _read(path, status.st_mtime_ns, status.st_size, status.st_ino)
    if setting is None or setting[1] != bundle.card.sha256["model.tflite"]:
        return None
    return setting[0]


def keep_least_confidence(bundle: Bundle, least_confidence: float) -> None:
    """Stores a value for a network, for every page and the terminal.

    Args:
        bundle: The network's bundle.
        least_confidence: Lowest probability at which a class is an answer.

    Raises:
        NotAllowed: In a public demo.
        BadRequest: If it is not between 0 and 0.999.
        DiskFull: If the disk is full.
    """
    require_private("Setting when a network is sure")
    if not 0 <= least_confidence <= MAX_LEAST_CONFIDENCE:
        raise BadRequest(
            f"A network can be asked for 0% to 99.9% confidence. Received: {least_confidence * 100:g}%"
        )
    setting = {"least_confidence": least_confidence, "model_sha256": bundle.card.sha256["model.tflite"]}
    write_json(_path(bundle), setting)


def forget_least_confidence(bundle: Bundle) -> None:
    """Goes back to the network's own value; raises `NotAllowed` in a public demo."""
    require_private("Setting when a network is sure")
    _path(bundle).unlink(missing_ok=True)


def _path(bundle: Bundle) -> Path:
    return network_settings_folder() / f"{bundle.name}.json"


@lru_cache(_REMEMBERED)
def _read(path: Path, changed_ns: int, size_bytes: int, number: int) -> tuple[float, str] | None:
    """Reads a settings file, cached until it changes; None if it does not hold a valid setting."""
    try:
        content = json.loads(read_regular(path, _MAX_BYTES))
        least_confidence, sha256 = content["least_confidence"], content["model_sha256"]
        is_sound = isinstance(least_confidence, int | float) and isinstance(sha256, str)
        if is_sound and not isinstance(least_confidence, bool) and 0 <= least_confidence <= 1:
            return min(float(least_confidence), MAX_LEAST_CONFIDENCE), sha256
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass
    return None
