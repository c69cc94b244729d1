"""The logits of a network in LiteRT for many pictures."""

import numpy as np

from core.bundles.runtime import LiteRTModel
from core.jobs.parallel import ordered_map
from core.preprocessing.photo_crop import SCALINGS


def logits_of(network: LiteRTModel, images: np.ndarray) -> np.ndarray:
    """Runs a network on many pictures.

    Args:
        network: The network.
        images: `(n, height, width)` or `(n, height, width, 3)`, uint8 or 0.0 to 1.0.

    Returns:
        `(n, classes)` float32.
    """
    pictures = images[..., None] if images.ndim == 3 else images
    scaled = SCALINGS["0 to 1"] if images.dtype == np.uint8 else np.float32
    rows = ordered_map(lambda picture: network.run(scaled(picture))[0], pictures)
    return np.stack([logits for _, logits in rows])
