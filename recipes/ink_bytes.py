"""Pictures of ink as the training sets store them: in bytes."""

import numpy as np


def as_bytes(picture: np.ndarray) -> np.ndarray:
    """Turns shares of ink, 0.0 to 1.0, into uint8, 0 to 255, of the same shape."""
    return (picture * 255 + 0.5).astype(np.uint8)
