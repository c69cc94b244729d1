"""Pictures that explain a prediction: the picture that the network saw, and its heat map."""

import numpy as np
from PIL import Image, ImageFilter

from core.inference.classifier import Prediction
from core.preprocessing.decode import Picture
from core.preprocessing.photo_crop import photo_frame

SIDE_PX = 280
# Okabe and Ito's vermilion, which colour-blind people can distinguish from grey ink.
_HEAT_COLOR = np.array([213, 94, 0], dtype=np.float32)
_MAX_OPACITY = 0.85
# A white line with dark edges surrounds the area with at least this share of the highest evidence. It stands
# out on photos of any colour, even as orange as the heat map, and for people who do not see colours.
_LINE_EVIDENCE = 0.5
_LINE_BLUR_PX = 2.5
# Each stripe of the line, bottom one first: the distance of the blurred area from 0.5 at which the stripe
# ends, and its brightness.
_LINE_STRIPES = ((0.46, 20.0), (0.24, 255.0))


def seen_picture(answer: Prediction) -> np.ndarray:
    """Enlarges the small picture that the network saw, without smoothing.

    Args:
        answer: The network's prediction.

    Returns:
        `(280, 280)` uint8, white ink on black, for a drawing; `(280, 280, 3)` uint8 for a photo.
    """
    small = Image.fromarray(answer.seen if answer.seen.ndim == 3 else (answer.seen * 255).astype(np.uint8))
    return np.asarray(small.resize((SIDE_PX, SIDE_PX), Image.Resampling.NEAREST))


def sharp_photo(answer: Prediction, picture: Picture) -> np.ndarray:
    """Crops a photo as for the network, but at a higher resolution for people.

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
        answer: The network's prediction.
        label: The class; one of the network's labels.
        opacity: Opacity, 0.0 to 1.0, of the heat map over a photo and of the line around its strongest part.
        photo: The photo as returned by `sharp_photo`; None to enlarge the picture that the network saw.

    Returns:
        `(280, 280, 3)` uint8: the photo, or the drawing in grey on white, tinted orange where the network
        found evidence for the class; None if the network has no heat map. On a photo, a line surrounds
        the strongest evidence; on a drawing, it would look like a stroke.
    """
    activation = answer.heat_map(label, SIDE_PX)
    if activation is None:
        return None
    share = (activation * _MAX_OPACITY)[..., None]
    if answer.seen.ndim == 3:
        if photo is None:
            enlarged = Image.fromarray(answer.seen).resize((SIDE_PX, SIDE_PX), Image.Resampling.BICUBIC)
            photo = np.asarray(enlarged)
        tinted = photo * (1 - opacity * share) + _HEAT_COLOR * opacity * share
        return _outlined(tinted, activation, opacity).astype(np.uint8)
    small = Image.fromarray((answer.seen * 255).astype(np.uint8))
    ink = np.asarray(small.resize((SIDE_PX, SIDE_PX), Image.Resampling.BICUBIC), dtype=np.float32) / 255
    paper = 255 - 200 * ink[..., None]
    return (paper * (1 - share) + (_HEAT_COLOR * (1 - 0.6 * ink[..., None])) * share).astype(np.uint8)


def evidence_in_words(answer: Prediction, label: str, words: str) -> tuple[str, str]:
    """Describes the picture that `heat_picture` draws.

    Args:
        answer: The network's prediction.
        label: The class whose heat map is drawn.
        words: What the class is called in the sentences.

    Returns:
        The caption, and the text for people who do not see the picture.
    """
    title, is_photo = answer.bundle.title, answer.seen.ndim == 3
    what = "Your photo" if is_photo else "Your picture"
    activation = answer.heat_map(label, SIDE_PX)
    if activation is None or not activation.any():
        nothing = f"{title} found no evidence for {words} anywhere."
        return nothing, f"{what}. {nothing}"
    strongest = ", strongest inside the line" if is_photo else ""
    return (
        f"{title}: orange is where it found evidence for {words}{strongest}.",
        f"{what} with orange laid over the places where {title} found evidence for {words}.",
    )


def _outlined(picture: np.ndarray, activation: np.ndarray, opacity: float) -> np.ndarray:
    """Draws an anti-aliased line around the strongest part of a heat map."""
    area = Image.fromarray(((activation >= _LINE_EVIDENCE) * 255).astype(np.uint8))
    blurred = np.asarray(area.filter(ImageFilter.GaussianBlur(_LINE_BLUR_PX)), dtype=np.float32) / 255
    from_border = np.abs(blurred - 0.5)[..., None]
    for reach, brightness in _LINE_STRIPES:
        share = np.clip((reach - from_border) * 10, 0, 1) * opacity
        picture = picture * (1 - share) + brightness * share
    return picture
