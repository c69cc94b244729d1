"""Finding what reaches onto a photo of paper from its edge: fingers, the desk, a table cloth."""

import numpy as np
from PIL import Image

# The photo is reduced by this factor; what is narrower than three pixels of the result may be a pen's line.
_REDUCTION = 4
# Shadows are no darker than the first share of the paper's brightness, and no more coloured: the channels, as
# shares of the paper's, differ by at most the second share of the largest one.
_MIN_LIGHT, _MAX_COLOR = 0.35, 0.16


def surroundings_mask(pixels: np.ndarray, sheet: np.ndarray | None = None) -> np.ndarray:
    """Finds what is neither paper nor shadow, and reaches in from the photo's or the sheet's edge.

    Args:
        pixels: `(height, width, 3)` uint8: the photo.
        sheet: `(height, width)` bool, the result of `sheet_mask`; None if paper fills the photo.

    Returns:
        `(height, width)` bool: true there and up to a few pixels around it.
    """
    from scipy import ndimage

    small = np.asarray(Image.fromarray(pixels).reduce(_REDUCTION), dtype=np.float32)
    is_paper = np.ones(small.shape[:2], dtype=bool)
    if sheet is not None:
        is_paper = np.asarray(Image.fromarray(sheet).convert("L").reduce(_REDUCTION)) > 0
    shares = small / np.maximum(np.median(small[is_paper], axis=0), 1)
    lightest = shares.max(axis=2)
    unlike = (lightest < _MIN_LIGHT) | (np.ptp(shares, axis=2) > _MAX_COLOR * lightest) | ~is_paper
    # Beyond the photo's edge, everything belongs to the surroundings.
    wide = ndimage.binary_opening(np.pad(unlike, 1, mode="edge"), np.ones((3, 3)))
    wide[[0, -1]] = wide[:, [0, -1]] = True
    pieces, _ = ndimage.label(wide)
    reaching = ndimage.binary_dilation((pieces == pieces[0, 0])[1:-1, 1:-1], np.ones((3, 3)))
    large = reaching.repeat(_REDUCTION, axis=0).repeat(_REDUCTION, axis=1)
    return large[: pixels.shape[0], : pixels.shape[1]]
