"""Pictures for looking closer: what the network saw, and where it looked."""

import numpy as np
from PIL import Image

from core.inference.classifier import Prediction
from core.preprocessing.decode import Picture
from core.preprocessing.photo_crop import photo_frame

SIDE_PX = 280
# Okabe and Ito's vermilion: it stands out from grey ink for colour-blind people too.
_HEAT_COLOR = np.array([213, 94, 0], dtype=np.float32)
_STRONGEST = 0.85


def seen_picture(answer: Prediction) -> np.ndarray:
    """Enlarges the small picture that the network saw, pixel by pixel.

    Returns:
        `(280, 280)` uint8, ink white on black, as the network sees it; of a photo `(280, 280, 3)`.
    """
    small = Image.fromarray(answer.seen if answer.seen.ndim == 3 else (answer.seen * 255).astype(np.uint8))
    return np.asarray(small.resize((SIDE_PX, SIDE_PX), Image.Resampling.NEAREST))


def sharp_photo(answer: Prediction, picture: Picture) -> np.ndarray:
    """Cuts a photo as the network saw it, `(280, 280, 3)` uint8, for looking at."""
    bundle = answer.bundle
    return photo_frame(picture, SIDE_PX, bundle.crop, bundle.interpolation)


def heat_picture(
    answer: Prediction, label: str, opacity: float = 0.7, photo: np.ndarray | None = None
) -> np.ndarray | None:
    """Lays the heat map of a class over the drawing.

    Args:
        answer: A network's answer.
        label: The class; one of the network's labels.
        opacity: Of the orange over a photo, 0.0 to 1.0.
        photo: The photo cut as for the network, but sharper: `(280, 280, 3)` uint8; None to enlarge what the
            network saw.

    Returns:
        `(280, 280, 3)` uint8: the photo, or the drawing in grey on white, in orange where it spoke for
        the class; None if the network has no heat map.
    """
    heat = answer.heat_map(label, SIDE_PX)
    if heat is None:
        return None
    share = (heat * _STRONGEST)[..., None]
    if answer.seen.ndim == 3:
        if photo is None:
            enlarged = Image.fromarray(answer.seen).resize((SIDE_PX, SIDE_PX), Image.Resampling.BICUBIC)
            photo = np.asarray(enlarged)
        return (photo * (1 - opacity * share) + _HEAT_COLOR * opacity * share).astype(np.uint8)
    small = Image.fromarray((answer.seen * 255).astype(np.uint8))
    ink = np.asarray(small.resize((SIDE_PX, SIDE_PX), Image.Resampling.BICUBIC), dtype=np.float32) / 255
    paper = 255 - 200 * ink[..., None]
    return (paper * (1 - share) + (_HEAT_COLOR * (1 - 0.6 * ink[..., None])) * share).astype(np.uint8)
