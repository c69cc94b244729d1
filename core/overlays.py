"""Pictures for looking closer: what the network saw, and where it looked."""

import numpy as np
from PIL import Image

from core.classifier import Answer

SIDE_PX = 280
# Okabe and Ito's vermilion: it stands out from grey ink for colour-blind people too.
_HEAT_COLOR = np.array([213, 94, 0], dtype=np.float32)
_STRONGEST = 0.85


def seen_picture(answer: Answer) -> np.ndarray:
    """Enlarges the small picture that the network saw, pixel by pixel.

    Returns:
        `(280, 280)` uint8, ink white on black, as the network sees it; of a photo `(280, 280, 3)`.
    """
    small = Image.fromarray(answer.seen if answer.seen.ndim == 3 else (answer.seen * 255).astype(np.uint8))
    return np.asarray(small.resize((SIDE_PX, SIDE_PX), Image.Resampling.NEAREST))


def heat_picture(answer: Answer, label: str) -> np.ndarray | None:
    """Lays the heat map of a class over the drawing.

    Args:
        answer: A network's answer.
        label: The class; one of the network's labels.

    Returns:
        `(280, 280, 3)` uint8: the photo, or the drawing in grey on white, in orange where it spoke for
        the class; None if the network has no exact heat map.
    """
    heat = answer.heat_map(label, SIDE_PX)
    if heat is None:
        return None
    share = (heat * _STRONGEST)[..., None]
    if answer.seen.ndim == 3:
        photo = Image.fromarray(answer.seen).resize((SIDE_PX, SIDE_PX), Image.Resampling.BICUBIC)
        return (np.asarray(photo) * (1 - 0.7 * share) + _HEAT_COLOR * 0.7 * share).astype(np.uint8)
    small = Image.fromarray((answer.seen * 255).astype(np.uint8))
    ink = np.asarray(small.resize((SIDE_PX, SIDE_PX), Image.Resampling.BICUBIC), dtype=np.float32) / 255
    paper = 255 - 200 * ink[..., None]
    return (paper * (1 - share) + (_HEAT_COLOR * (1 - 0.6 * ink[..., None])) * share).astype(np.uint8)
