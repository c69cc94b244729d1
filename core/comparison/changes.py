"""Changing a picture by a slider: turning, moving, thickening, brightening, blurring, fading, adding noise.

For networks that read drawings, a drawing is placed: enlarged and centred, with lines of a fixed width. All
changes except turning strokes are therefore applied to the placed picture, as the network sees it; otherwise,
placing would undo moving and thickening.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageFilter

from core.preprocessing.preprocessor import Kind

# A small picture is enlarged by this factor to grow its lines by fractions of a pixel.
_ENLARGEMENT = 8
_NOISE_SEED = 17
# The grey that photos fade to, neither light nor dark.
_MIDDLE_GRAY = 127.5


@dataclass(frozen=True)
class Change:
    """One way to change a picture step by step.

    Attributes:
        name: Its key in the result of `changes_of`.
        title: Its title on pages.
        unit: The unit of its steps, written after the number.
        steps: The values of the slider; one of them is 0, which changes nothing.
        explanation: One sentence about it.
    """

    name: str
    title: str
    unit: str
    steps: tuple[float, ...]
    explanation: str

    @property
    def unchanged(self) -> int:
        """Index of the step that changes nothing."""
        return self.steps.index(0.0)


def _steps(low: float, high: float, step: float) -> tuple[float, ...]:
    return tuple(float(value) for value in np.arange(low, high + step / 2, step))


_TURN = Change("turn", "Turn", "°", _steps(-180, 180, 15), "Clockwise; below 0, anticlockwise.")
_MOVE = Change(
    "move", "Move", "%", _steps(-40, 40, 5), "To the right, by a share of its width; below 0, to the left."
)
_BLUR = Change("blur", "Blur", "%", _steps(0, 12, 1), "As if out of focus, by a share of its width.")
_NOISE = Change("noise", "Noise", "%", _steps(0, 100, 5), "Random specks, the same ones at every step.")
_INK_CHANGES = (
    replace(_TURN, explanation=f"{_TURN.explanation} A 6 turned upside down is a 9."),
    _MOVE,
    Change("thicken", "Thicken", "%", _steps(-4, 12, 1), "Lines grow on both sides; below 0, they shrink."),
    _BLUR,
    Change("fade", "Fade", "%", _steps(0, 95, 5), "The ink fades."),
    _NOISE,
)
_PHOTO_CHANGES = (
    _TURN,
    _MOVE,
    Change("brighten", "Brighten", "%", _steps(-90, 90, 10), "Lighter; darker below 0."),
    _BLUR,
    Change("fade", "Fade", "%", _steps(0, 95, 5), "All colours fade to grey."),
    _NOISE,
)


def changes_of(kind: Kind) -> Mapping[str, Change]:
    """Returns the ways to change a drawing ("ink") or a photo, by name."""
    return {change.name: change for change in (_INK_CHANGES if kind == "ink" else _PHOTO_CHANGES)}


def changed_frame(frame: np.ndarray, change: str, value: float) -> np.ndarray:
    """Changes a picture as a network sees it.

    Args:
        frame: `(side, side)` float32, 0.0 for paper to 1.0 for ink, or `(side, side, 3)` uint8 of a photo.
        change: Name of the change.
        value: One of its steps.

    Returns:
        The changed picture, with the same shape, dtype and range. At step 0, it is the frame itself.
    """
    return frame if value == 0 else _CHANGES[change](frame, value)


def _turned(frame: np.ndarray, degrees: float) -> np.ndarray:
    """Turns a picture clockwise; empty corners are filled with paper in a drawing, mirrored in a photo."""
    if frame.ndim == 2:
        return np.clip(_rotated(frame, degrees), 0.0, 1.0)
    margin = frame.shape[0] // 4
    padded = np.pad(frame, ((margin, margin), (margin, margin), (0, 0)), "reflect")
    return _rotated(padded, degrees)[margin:-margin, margin:-margin]


def _rotated(picture: np.ndarray, degrees: float) -> np.ndarray:
    return np.asarray(Image.fromarray(picture).rotate(-degrees, Image.Resampling.BICUBIC))


def _moved(frame: np.ndarray, percent: float) -> np.ndarray:
    """Moves a picture to the right; the gap is filled with paper in a drawing, and mirrored in a photo."""
    side = frame.shape[1]
    shift = round(side * percent / 100)
    columns = ((0, 0), (abs(shift), abs(shift)), (0, 0))[: frame.ndim]
    padded = np.pad(frame, columns, "constant" if frame.ndim == 2 else "reflect")
    start = abs(shift) - shift
    return np.ascontiguousarray(padded[:, start : start + side])


def _thickened(frame: np.ndarray, percent: float) -> np.ndarray:
    """Grows or shrinks lines on both sides, on an enlarged picture because single pixels are too coarse."""
    side = frame.shape[0]
    large = Image.fromarray((frame * 255).astype(np.uint8)).resize(
        (side * _ENLARGEMENT, side * _ENLARGEMENT), Image.Resampling.BICUBIC
    )
    pixels = np.asarray(large)
    radius = round(abs(percent) / 100 * side * _ENLARGEMENT / 2)
    grown = _largest_around(pixels, radius) if percent > 0 else 255 - _largest_around(255 - pixels, radius)
    return np.asarray(Image.fromarray(grown).reduce(_ENLARGEMENT), dtype=np.float32) / 255


def _largest_around(pixels: np.ndarray, radius: int) -> np.ndarray:
    """Returns for each pixel the largest value in the square around it."""
    grown = np.pad(pixels, radius)
    for _ in range(2):
        covered, window = 1, 2 * radius + 1
        while covered < window:
            shift = min(covered, window - covered)
            grown = np.maximum(grown[shift:], grown[:-shift])
            covered += shift
        grown = grown.T
    return np.ascontiguousarray(grown)


def _blurred(frame: np.ndarray, percent: float) -> np.ndarray:
    radius_px = frame.shape[0] * percent / 100
    if frame.ndim == 3:
        return np.asarray(Image.fromarray(frame).filter(ImageFilter.GaussianBlur(radius_px)))
    # Pillow blurs integers only.
    small = Image.fromarray(np.round(frame * 255).astype(np.uint8))
    return np.asarray(small.filter(ImageFilter.GaussianBlur(radius_px)), dtype=np.float32) / 255


def _faded(frame: np.ndarray, percent: float) -> np.ndarray:
    kept = 1 - percent / 100
    if frame.ndim == 2:
        return frame * np.float32(kept)
    return np.round(_MIDDLE_GRAY + (frame - _MIDDLE_GRAY) * kept).astype(np.uint8)


def _brightened(frame: np.ndarray, percent: float) -> np.ndarray:
    return np.clip(np.round(frame + 255 * percent / 100), 0, 255).astype(np.uint8)


def _with_noise(frame: np.ndarray, percent: float) -> np.ndarray:
    """Adds the same random numbers at every step, scaled by the step, so that curves are smooth."""
    noise = np.random.default_rng(_NOISE_SEED).normal(0, percent / 100, frame.shape)
    if frame.ndim == 2:
        return np.clip(frame + noise, 0, 1).astype(np.float32)
    return np.clip(np.round(frame + 255 * noise), 0, 255).astype(np.uint8)


_CHANGES: dict[str, Callable[[np.ndarray, float], np.ndarray]] = {
    "turn": _turned,
    "move": _moved,
    "thicken": _thickened,
    "brighten": _brightened,
    "blur": _blurred,
    "fade": _faded,
    "noise": _with_noise,
}
