"""Pictures that explain a prediction: what the network saw, and its heat map."""

import numpy as np
from PIL import Image

from core.inference.classifier import Prediction
from core.preprocessing.decode import Picture
from core.preprocessing.photo_crop import photo_frame

SIDE_PX = 280
# Okabe and Ito's vermilion, which colour-blind people can distinguish from grey ink.
_HEAT_COLOR = np.array([213, 94, 0], dtype=np.float32)
_MAX_OPACITY = 0.85


def seen_picture(answer: Prediction) -> np.ndarray:
    """Enlarges the small picture that the network saw, without smoothing.

    Args:
        answer: A network's prediction.

    Returns:
        `(280, 280)` uint8, white ink on black, for a drawing; `(280, 280, 3)` uint8 for a photo.
    """
    small = Image.fromarray(answer.seen if answer.seen.ndim == 3 else (answer.seen * 255).astype(np.uint8))
    return np.asarray(small.resize((SIDE_PX, SIDE_PX), Image.Resampling.NEAREST))


def sharp_photo(answer: Prediction, picture: Picture) -> np.ndarray:
    """Crops a photo as for the network, but at a size for people.

    Args:
        answer: The network's prediction.
        picture: The photo.

    Returns:
        `(280, 280, 3)` uint8.
    """
    spec = answer.bundle.card.input
    return photo_frame(picture, SIDE_PX, spec.crop, spec.interpolation)


def heat_picture(
    answer: Prediction, label: str, opacity: float = 0.7, photo: np.ndarray | None = None
) -> np.ndarray | None:
    """Draws the heat map of a class over the drawing or photo.

    Args:
        answer: A network's prediction.
        label: The class; one of the network's labels.
        opacity: Opacity of the heat map over a photo, 0.0 to 1.0.
        photo: The photo as `sharp_photo` returns it; None to enlarge what the network saw.

    Returns:
        `(280, 280, 3)` uint8: the photo, or the drawing in grey on white, in orange where the network found
        evidence for the class; None if the network has no heat map.
    """
    activation = answer.heat_map(label, SIDE_PX)
    if activation is None:
        return None
    share = (activation * _MAX_OPACITY)[..., None]
    if answer.seen.ndim == 3:
        if photo is None:
            enlarged = Image.fromarray(answer.seen).resize((SIDE_PX, SIDE_PX), Image.Resampling.BICUBIC)
            photo = np.asarray(enlarged)
        return (photo * (1 - opacity * share) + _HEAT_COLOR * opacity * share).astype(np.uint8)
    small = Image.fromarray((answer.seen * 255).astype(np.uint8))
    ink = np.asarray(small.resize((SIDE_PX, SIDE_PX), Image.Resampling.BICUBIC), dtype=np.float32) / 255
    paper = 255 - 200 * ink[..., None]
    return (paper * (1 - share) + (_HEAT_COLOR * (1 - 0.6 * ink[..., None])) * share).astype(np.uint8)
